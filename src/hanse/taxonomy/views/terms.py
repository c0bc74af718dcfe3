"""Pages of the other code lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hanse.core.access import public
from hanse.taxonomy import selectors
from hanse.taxonomy.forms import TermFilter
from hanse.taxonomy.views.export import exported
from hanse.taxonomy.views.languages import names_by_language
from hanse.taxonomy.views.listing import Column, listing, requested_format, sorted_rows

COLUMNS = (
    Column("code", gettext_lazy("Code"), ["code"]),
    Column("name", gettext_lazy("Name"), by_label=True),
)
EXPORTED = ("id", "code", "parent_id", "level", "name", "label", "description", "version")


@public
@require_safe
def terms(request: HttpRequest, scheme: str) -> HttpResponse:
    """List one code list: its top while nothing is asked for, else what fits."""
    found = selectors.scheme_or_404(scheme)
    form = TermFilter(request.GET, scheme=scheme)
    fitting = selectors.terms(scheme, level=form.level_shown(), search=form.chosen()["q"])
    rows = sorted_rows(request, fitting, COLUMNS)
    if file_format := requested_format(request):
        values = ([getattr(term, name) for name in EXPORTED] for term in rows)
        return exported(name=scheme, file_format=file_format, columns=EXPORTED, rows=values)
    context = {
        "title": found.label,
        "scheme": scheme,
        "table": selectors.code_list(scheme),
        "form": form,
        "is_tree": len(form.levels) > 1,
        "list": listing(request, rows, COLUMNS),
        "crumbs": [{"label": _("Reference lists"), "href": reverse("taxonomy:index")}, {"label": found.label}],
    }
    return render(request, "taxonomy/terms.html", context)


@public
@require_safe
def term(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """Show one term: where it stands, what is below it, what it corresponds to, and its name in every language."""
    of_scheme = selectors.scheme_or_404(scheme)
    found = selectors.term_or_404(scheme, code)
    above = [
        {"label": f"{part.code} {part.label}" if part.level > 1 else part.label, "href": _address(part)}
        for part in selectors.ancestors(found)
    ]
    context = {
        "term": found,
        "children": selectors.children(found),
        "facts": [
            {"label": _("Code"), "value": found.code},
            {"label": _("List"), "value": of_scheme.label, "href": reverse("taxonomy:terms", args=[scheme])},
            {"label": _("Version"), "value": found.version},
        ],
        "related": [
            *(mapping.target for mapping in selectors.mappings_of(found)),
            *(mapping.source for mapping in selectors.mapped_to(found)),
        ],
        "names": names_by_language({"en": found.name, **found.names}),
        "crumbs": [
            {"label": _("Reference lists"), "href": reverse("taxonomy:index")},
            {"label": of_scheme.label, "href": reverse("taxonomy:terms", args=[scheme])},
            *above,
            {"label": found.code},
        ],
    }
    return render(request, "taxonomy/term.html", context)


def _address(term: Any) -> str:
    return reverse("taxonomy:term", args=[term.scheme, term.code])
