"""The filters of the directory: their names in an address, their words, and the values that readers may choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hanse.directory.models import Availability, Kind, Offer, SizeClass, Source
from hanse.directory.selectors.bands import NO, OWN_SOURCE, UNKNOWN, YES, member_bands
from hanse.taxonomy.models import Term
from hanse.taxonomy.selectors import country_choices, region_choices

Token = tuple[Any, int]

Text = str | Promise


@dataclass(frozen=True)
class Facet:
    """One filter: its name in the address, its heading, its code list, whether values keep their own order."""

    name: str
    legend: Text
    scheme: str = ""
    is_ordered: bool = False
    is_open: bool = False


# In the order of the address and of the page: those of the cluster platform, then those for technology centres.
FACETS = (
    Facet("country", _("Country"), is_open=True),
    Facet("region", _("Region")),
    Facet("kind", _("Kind of organisation"), is_open=True),
    Facet("technology", _("Technology field"), "technology", is_open=True),
    Facet("sector", _("Sector"), "nace2"),
    Facet("ecosystem", _("Industrial ecosystem"), "ecosystem"),
    Facet("emerging", _("Emerging industry"), "emerging_industry"),
    Facet("s3", _("Smart specialisation priority"), "s3"),
    Facet("size", _("Number of staff"), is_ordered=True),
    Facet("members", _("Number of members"), is_ordered=True),
    Facet("label", _("Cluster excellence label"), "cluster_label", is_ordered=True),
    Facet("programme", _("Participation in EU programmes"), "eu_programme"),
    Facet("escp", _("Strategic cluster partnership (ESCP)"), "escp"),
    Facet("transnational", _("Target countries, transnational activities")),
    Facet("international", _("Target countries, international activities")),
    Facet("language", _("Working language"), "language"),
    Facet("stage", _("Service stage"), "service_stage", is_ordered=True),
    Facet("offer", _("Kind of offer"), is_ordered=True),
    Facet("trl", _("Technology readiness level"), "trl", is_ordered=True),
    Facet("availability", _("Availability"), is_ordered=True),
    Facet("verified", _("Verified by the programme"), is_ordered=True),
    Facet("projects", _("Past projects on record"), is_ordered=True),
    Facet("source", _("Source of the entry")),
)
BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}

_LISTED: Mapping[str, list[tuple[str, Text]]] = {
    "kind": [(kind.value, kind.label) for kind in Kind],
    "size": [(size.value or UNKNOWN, size.label) for size in (*list(SizeClass)[1:], SizeClass.UNKNOWN)],
    "members": [
        (band, band.replace("-", "–") if not band.endswith("-") else f"{band[:-1]}+") for band in member_bands()
    ],
    "offer": [(kind.value, kind.label) for kind in Offer.Kind],
    "availability": [(one.value or UNKNOWN, one.label) for one in (*list(Availability)[1:], Availability.UNKNOWN)],
    "verified": [(YES, _("Verified")), (NO, _("Not verified"))],
    "projects": [(YES, _("With past projects")), (NO, _("Without past projects"))],
}
_OTHER_SCHEMES = {"technology": ("ket2018", "ket2009", "i40"), "sector": ("nace21",)}
# shown behind a term of another list than the filter's own; names, the same in every language
LIST_NAMES = {"ket2018": "KET 2018", "ket2009": "KET 2009", "i40": "I4.0", "nace21": "NACE 2.1"}
_SCHEMES = {facet.scheme for facet in FACETS if facet.scheme}.union(*_OTHER_SCHEMES.values())
SECTOR_LEVELS = 2  # sections and divisions
_terms: dict[str, tuple[Token, dict[str, dict[str, str]]]] = {}


def labels_of(name: str, token: Token, *, countries: frozenset[str] = frozenset()) -> dict[str, Text]:
    """Return the values of a filter and their words in the reader's language, in their own order.

    Args:
        token: `taxonomy.selectors.lists_token()`, asked once a page.
        countries: the countries whose regions are wanted.
    """
    if name in _LISTED:
        return dict(_LISTED[name])
    if name in ("country", "transnational", "international"):
        return dict(country_choices(token=token))
    if name == "region":
        return {code: words for country in sorted(countries) for code, words in region_choices(country, token=token)}
    if name == "source":
        return {
            OWN_SOURCE: _("Entered on this site"),
            **dict(Source.objects.order_by("name").values_list("code", "name")),
        }
    terms = _labels_of_terms(token)
    found: dict[str, Text] = dict(terms.get(BY_NAME[name].scheme, {}))
    for scheme in _OTHER_SCHEMES.get(name, ()):
        found.update(
            {f"{scheme}:{code}": f"{words} ({LIST_NAMES[scheme]})" for code, words in terms.get(scheme, {}).items()}
        )
    return found


def _labels_of_terms(token: Token) -> dict[str, dict[str, str]]:
    """Return scheme -> code -> words for all filters; one query, kept until a list is loaded anywhere."""
    language = get_language() or "en"
    kept = _terms.get(language)
    if kept is not None and kept[0] == token:
        return kept[1]
    found: dict[str, dict[str, str]] = {}
    terms = Term.objects.filter(scheme__in=_SCHEMES).exclude(scheme__startswith="nace", level__gt=SECTOR_LEVELS)
    for term in terms.only("scheme", "code", "name", "names").order_by("scheme", "order", "code"):
        words = f"{term.code} {term.label}" if term.scheme.startswith("nace") else term.label
        found.setdefault(term.scheme, {})[term.code] = words
    _terms[language] = (token, found)
    return found
