"""Pages of the countries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hanse.core.access import public
from hanse.taxonomy import selectors
from hanse.taxonomy.forms import CountryFilter
from hanse.taxonomy.views.export import exported
from hanse.taxonomy.views.languages import names_by_language
from hanse.taxonomy.views.listing import Column, listing, requested_format, sorted_rows

COLUMNS = (
    Column("name", gettext_lazy("Country"), by_label=True),
    Column("code", gettext_lazy("EU code"), ["code"]),
    Column("iso2", gettext_lazy("ISO code"), ["iso2"]),
    Column("iso3", gettext_lazy("ISO, three letters"), ["iso3"]),
    Column("group", gettext_lazy("Group"), ["-is_eu", "-is_associated", "order"]),
)
EXPORTED = ("code", "iso2", "iso3", "iso_numeric", "name", "label", "is_eu", "is_associated", "lon", "lat")


@public
@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """List the countries."""
    form = CountryFilter(request.GET)
    chosen = form.chosen()
    found = selectors.countries(search=chosen["q"], group=chosen["group"])
    rows = sorted_rows(request, found, COLUMNS, default="name")
    if file_format := requested_format(request):
        values = ([getattr(country, name) for name in EXPORTED] for country in rows)
        return exported(name="countries", file_format=file_format, columns=EXPORTED, rows=values)
    context = {
        "title": _("Countries"),
        "table": selectors.code_list("countries"),
        "form": form,
        "list": listing(request, rows, COLUMNS),
        "crumbs": [{"label": _("Reference lists"), "href": reverse("taxonomy:index")}, {"label": _("Countries")}],
    }
    return render(request, "taxonomy/countries.html", context)


@public
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show one country: codes, names in all languages, and its large regions."""
    found = selectors.country_or_404(code)
    facts = [
        {"label": _("EU code"), "value": found.code},
        {"label": _("ISO code"), "value": f"{found.iso2} · {found.iso3}"},
        {"label": _("ISO number"), "value": found.iso_numeric},
        {"label": _("Member state of the EU"), "value": _("yes") if found.is_eu else _("no")},
        {
            "label": _("Associated to Horizon Europe, EEA member or candidate"),
            "value": _("yes") if found.is_associated else _("no"),
        },
    ]
    context = {
        "country": found,
        "facts": facts,
        "names": names_by_language({"en": found.name, **found.names}),
        "regions": selectors.regions(country=found.code, level=1),
        "crumbs": [
            {"label": _("Reference lists"), "href": reverse("taxonomy:index")},
            {"label": _("Countries"), "href": reverse("taxonomy:countries")},
            {"label": found.label},
        ],
    }
    return render(request, "taxonomy/country.html", context)
