"""Finds country and region of what a file says, and remembers what is unknown."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from hanse.core.errors import WrongState
from hanse.taxonomy.selectors import CountryLookup, RegionLookup, countries, fold

# Names in use that no code list has.
_OTHER_NAMES = {
    "turkey": "TR",
    "czech republic": "CZ",
    "macedonia": "MK",
    "great britain": "UK",
    "england": "UK",
    "holland": "NL",
}


class Places:
    """Countries and regions, read once; `unknown` counts codes that no list has.

    Raises:
        WrongState: the code lists are not loaded yet, so that no place could be found.
    """

    def __init__(self) -> None:
        everywhere = list(countries())
        if not everywhere:
            raise WrongState(_("The code lists are not loaded yet."), next_step=_("Run `hanse taxonomy load` first."))
        self._countries = CountryLookup(everywhere)
        self._regions = RegionLookup()
        self._by_name = {fold(name): each.code for each in everywhere for name in (each.name, *each.names.values())}
        self._near = {each.code for each in everywhere if each.is_eu or each.is_associated}
        self.unknown: Counter[str] = Counter()

    def country(self, text: str) -> str | None:
        """Return the code of a country given by code or by name in any EU language, None where there is none."""
        text = text.strip()
        if not text:
            return None
        found = self._countries.get(text)
        code = found.code if found else self._by_name.get(fold(text)) or _OTHER_NAMES.get(fold(text))
        if code is None:
            self.unknown[text[:40]] += 1
        return code

    def region(self, text: str, country: str | None) -> str | None:
        """Return the code of the region given, or of the smallest known one around it; None where it lies elsewhere."""
        found = self._regions.nearest(text) if text.strip() else None
        return found.code if found and country in (None, found.country_id) else None

    def is_near(self, country: str) -> bool:
        """Return whether a country is in the EU or associated to its programmes."""
        return country in self._near
