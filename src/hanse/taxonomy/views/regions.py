"""Pages of the NUTS regions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hanse.core.access import public
from hanse.taxonomy import selectors
from hanse.taxonomy.forms import RegionFilter
from hanse.taxonomy.selectors.regions import parts_of, predecessors, successor_of, trail
from hanse.taxonomy.views.export import exported
from hanse.taxonomy.views.listing import Column, listing, requested_format, sorted_rows

COLUMNS = (
    Column("code", gettext_lazy("Code"), ["code"]),
    Column("name", gettext_lazy("Region"), ["name"]),
    Column("country", gettext_lazy("Country"), ["country__order", "code"]),
    Column("level", gettext_lazy("Level"), ["level", "code"], is_number=True),
    Column("valid", gettext_lazy("Valid in")),
)
EXPORTED = ("code", "level", "country_id", "parent_id", "name", "native_name", "in_2021", "in_2024", "lon", "lat")


@public
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """List the regions of all countries and versions."""
    form = RegionFilter(request.GET)
    chosen = form.chosen()
    found = selectors.regions(
        country=chosen["country"], level=chosen["level"] or None, version=chosen["version"], search=chosen["q"]
    )
    rows = sorted_rows(request, found, COLUMNS)
    if file_format := requested_format(request):
        values = ([getattr(region, name) for name in EXPORTED] for region in rows)
        return exported(name="regions", file_format=file_format, columns=EXPORTED, rows=values)
    context = {
        "title": _("Regions, NUTS"),
        "table": selectors.code_list("regions"),
        "form": form,
        "list": listing(request, rows, COLUMNS),
        "crumbs": [{"label": _("Reference lists"), "href": reverse("taxonomy:index")}, {"label": _("Regions, NUTS")}],
    }
    return render(request, "taxonomy/regions.html", context)


@public
@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """Show one region: where it belongs, its parts, and what it was or is called in the other version."""
    found = selectors.region_or_404(code)
    versions = [version for version, is_valid in (("2021", found.in_2021), ("2024", found.in_2024)) if is_valid]
    above = [
        {"label": f"{part.code} {part.name}", "href": reverse("taxonomy:region", args=[part.code])}
        for part in trail(found)
    ]
    country_href = reverse("taxonomy:country", args=[found.country_id])
    context = {
        "region": found,
        "facts": [
            {"label": _("Code"), "value": found.code},
            {"label": _("Level"), "value": found.level},
            {"label": _("Country"), "value": found.country.label, "href": country_href},
            {"label": _("Name as written there"), "value": found.native_name},
            {"label": _("Valid in"), "value": ", ".join(f"NUTS {version}" for version in versions)},
        ],
        "parts": parts_of(found),
        "successor": successor_of(found),
        "predecessors": predecessors(found),
        "crumbs": [
            {"label": _("Reference lists"), "href": reverse("taxonomy:index")},
            {"label": _("Regions, NUTS"), "href": reverse("taxonomy:regions")},
            {"label": found.country.label, "href": f"{reverse('taxonomy:regions')}?country={found.country_id}"},
            *above,
            {"label": found.code},
        ],
    }
    return render(request, "taxonomy/region.html", context)
