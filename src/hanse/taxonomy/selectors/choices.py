"""Lists for form fields, in the reader's language; kept in the process until a table is loaded anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import get_language

from hanse.taxonomy.models import Country, Region, Term
from hanse.taxonomy.selectors.countries import normal_code
from hanse.taxonomy.selectors.folding import fold
from hanse.taxonomy.selectors.overview import Token, lists_token

Choices = list[tuple[str, str]]

_MAX_KEPT = 500
_COUNTRY = re.compile("[A-Z]{2}")
_kept: dict[tuple[str, ...], tuple[Token, Choices]] = {}


def _cached(key: tuple[str, ...], build: Callable[[], Choices], token: Token | None) -> Choices:
    # Asking for the token costs one query, and saves an answer that another process has made stale.
    current = lists_token() if token is None else token
    key = (*key, get_language() or "en")
    kept = _kept.get(key)
    if kept is None or kept[0] != current:
        if len(_kept) >= _MAX_KEPT:
            _kept.clear()
        kept = _kept[key] = (current, build())
    return list(kept[1])


def country_choices(*, token: Token | None = None) -> Choices:
    """Return (EU code, name) of all countries, by name in the reader's language.

    Args:
        token: `lists_token()`, where a page builds several lists and wants to ask once.
    """

    def build() -> Choices:
        found = [(country.code, country.label) for country in Country.objects.defer("search_text")]
        return sorted(found, key=lambda choice: fold(choice[1]))

    return _cached(("countries",), build, token)


def region_choices(
    country: str, *, level: int | None = None, version: str = "2024", token: Token | None = None
) -> Choices:
    """Return (NUTS code, "code name") of the regions of a country that are valid in a version, by code.

    A country without regions in that version (the United Kingdom in 2024) gives those of any version.
    """
    code = normal_code(country)
    if not _COUNTRY.fullmatch(code):  # whatever a reader sends is neither looked up nor kept
        return []

    def build() -> Choices:
        found = Region.objects.filter(country_id=code).only("code", "name", "in_2021", "in_2024")
        if level is not None:
            found = found.filter(level=level)
        every = list(found)
        valid = [region for region in every if getattr(region, f"in_{version}")] or every
        return [(region.code, f"{region.code} {region.name}") for region in valid]

    return _cached(("regions", code, str(level), version), build, token)


def term_choices(scheme: str, *, level: int | None = None, token: Token | None = None) -> Choices:
    """Return (term id, name) of a list in its own order; ids are `scheme:code`."""

    def build() -> Choices:
        found = Term.objects.filter(scheme=scheme, is_active=True).only("id", "name", "names")
        if level is not None:
            found = found.filter(level=level)
        return [(term.id, term.label) for term in found]

    return _cached(("terms", scheme, str(level)), build, token)
