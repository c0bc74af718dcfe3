"""Countries by any of their codes. The EU writes EL and UK where ISO writes GR and GB; both are understood."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hanse.core.errors import NotFound
from hanse.taxonomy.models import Country
from hanse.taxonomy.selectors.folding import query_words

EU_CODES = {"GR": "EL", "GB": "UK"}
GROUPS = ("eu", "associated", "other")
_MAX_CODE = 3


def normal_code(code: str) -> str:
    """Return a country code in capitals, the ISO code of Greece and the United Kingdom as the EU's.

    >>> normal_code(" gr ")
    'EL'
    """
    plain = code.strip().upper()
    return EU_CODES.get(plain, plain)


def country_for(code: str) -> Country | None:
    """Return a country by its EU, ISO 3166-1 alpha-2 or alpha-3 code in any case, else None. One query."""
    plain = normal_code(code)
    if not 2 <= len(plain) <= _MAX_CODE or not plain.isascii() or not plain.isalpha():
        return None
    return Country.objects.filter(Q(code=plain) | Q(iso2=plain) | Q(iso3=plain)).first()


def country_or_404(code: str) -> Country:
    """Return a country by any of its codes.

    Raises:
        NotFound: there is no such country.
    """
    country = country_for(code)
    if country is None:
        raise NotFound
    return country


class CountryLookup:
    """All countries by all their codes, read once: for importers that ask a hundred thousand times."""

    def __init__(self, countries: Iterable[Country] | None = None) -> None:
        self._by_code: dict[str, Country] = {}
        for country in Country.objects.defer("search_text") if countries is None else countries:
            for code in (country.iso3, country.iso2, country.code):
                self._by_code[code] = country

    def get(self, code: str) -> Country | None:
        """Return a country by EU, ISO alpha-2 or alpha-3 code in any case; None when there is none. No query."""
        return self._by_code.get(normal_code(code))


def countries(*, search: str = "", group: str = "") -> QuerySet[Country]:
    """Return countries in the order of their English names.

    Args:
        search: words of a name in any EU language, or a code; all must be found.
        group: `eu` (member states), `associated` (to Horizon Europe, EEA or candidate), `other`; empty: all.
    """
    found = Country.objects.defer("search_text")
    if group == "eu":
        found = found.filter(is_eu=True)
    elif group == "associated":
        found = found.filter(is_associated=True)
    elif group == "other":
        found = found.filter(is_eu=False, is_associated=False)
    for word in query_words(search):
        found = found.filter(search_text__contains=word)
    return found
