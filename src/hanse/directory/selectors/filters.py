"""What a reader asks of the directory, as it stands in an address: read from any input, written in one way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode

from hanse.directory.selectors.facets import FACETS
from hanse.engines.facets.query import Query
from hanse.engines.facets.view import query_words

MAX_TEXT = 200
MAX_VALUES = 60  # of one filter
SORTS = ("name", "relevance", "newest", "projects")
DEFAULT_SORT = "name"
MAX_PAGE = 10_000_000
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,79}\Z")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")


class Parameters(Protocol):
    """What Django's QueryDict offers of itself here."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True)
class Filters:
    """A search of the directory.

    Attributes:
        text: keywords, at most MAX_TEXT characters.
        chosen: filter name -> values, both in canonical order; a filter without values is absent.
        area: west, south, east, north in degrees.
        sort: one of SORTS; '' means by relevance where there are keywords, else by name.
        page: from 1.
        ignored: what was not understood, as (parameter, value).
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    area: tuple[float, float, float, float] | None = None
    sort: str = ""
    page: int = 1
    ignored: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> str:
        """The order that holds."""
        if self.sort and (self.sort != "relevance" or self.text):
            return self.sort
        return "relevance" if self.text else DEFAULT_SORT

    @property
    def query(self) -> Query:
        """The same for the index."""
        return Query(
            {name: frozenset(values) for name, values in self.chosen.items()}, query_words(self.text), self.area
        )

    @property
    def active_count(self) -> int:
        """How many values are chosen, keywords and area included."""
        return sum(map(len, self.chosen.values())) + bool(self.text) + (self.area is not None)

    def pairs(self, *, with_page: bool = True) -> list[tuple[str, str]]:
        """Return the parameters of the address in canonical order; what is at its default is left out."""
        found = [("q", self.text)] if self.text else []
        found += [(facet.name, value) for facet in FACETS for value in self.chosen.get(facet.name, ())]
        if self.area is not None:
            found.append(("area", ",".join(f"{degrees:g}" for degrees in self.area)))
        if self.sort:
            found.append(("sort", self.sort))
        if with_page and self.page > 1:
            found.append(("page", str(self.page)))
        return found

    def address(self, path: str = "", *, with_page: bool = False) -> str:
        """Return path and parameters, to be shared; without parameters the path alone, or '?' where that is empty."""
        pairs = self.pairs(with_page=with_page)
        return f"{path}?{urlencode(pairs)}" if pairs else path or "?"

    def without(self, name: str, value: str | None = None) -> Filters:
        """Return the search with one value (or a whole filter, `q` or `area`) taken off, from its first page."""
        if name == "q":
            return replace(self, text="", page=1, ignored=())
        if name == "area":
            return replace(self, area=None, page=1, ignored=())
        kept = tuple(other for other in self.chosen.get(name, ()) if value is not None and other != value)
        chosen = {other: values for other, values in self.chosen.items() if other != name}
        if kept:
            chosen[name] = kept
        return replace(self, chosen=chosen, page=1, ignored=())

    def adding(self, name: str, value: str) -> Filters:
        """Return the search with one more value of a filter."""
        chosen = {**self.chosen, name: tuple(sorted({*self.chosen.get(name, ()), value}))}
        return replace(self, chosen=chosen, page=1, ignored=())

    def within(self, area: tuple[float, float, float, float]) -> Filters:
        """Return the search inside a box on the map."""
        return replace(self, area=area, page=1, ignored=())


def read_filters(parameters: Parameters) -> Filters:
    """Read a search from an address; whatever does not fit is left out and named in `ignored`, never an error."""
    ignored: list[tuple[str, str]] = []
    text = _clean(_last(parameters, "q"))
    if len(text) > MAX_TEXT:
        ignored.append(("q", text[MAX_TEXT : MAX_TEXT + 40]))
        text = text[:MAX_TEXT].rstrip()
    chosen: dict[str, tuple[str, ...]] = {}
    for facet in FACETS:
        given = {_clean(value) for value in parameters.getlist(facet.name)} - {""}
        fitting = sorted(value for value in given if _VALUE.match(value))
        ignored += [(facet.name, value[:40]) for value in sorted(given.difference(fitting[:MAX_VALUES]))]
        if fitting:
            chosen[facet.name] = tuple(fitting[:MAX_VALUES])
    sort = _clean(_last(parameters, "sort"))
    if sort not in ("", *SORTS):
        ignored.append(("sort", sort[:40]))
        sort = ""
    area_text = _clean(_last(parameters, "area"))
    area = _area(area_text)
    if area_text and area is None:
        ignored.append(("area", area_text[:40]))
    return Filters(text, chosen, area, sort, _page(_last(parameters, "page")), tuple(ignored))


def _last(parameters: Parameters, name: str) -> str:
    values: Sequence[str] = parameters.getlist(name)
    return values[-1] if values else ""


def _clean(text: str) -> str:
    # A pasted novel is cut before it is searched for blanks.
    return _BLANK.sub(" ", text[: 20 * MAX_TEXT]).strip().encode("utf-8", "ignore").decode()


def _page(text: str) -> int:
    text = text.strip()[:12]
    return min(max(int(text), 1), MAX_PAGE) if text.isascii() and text.isdigit() else 1


def _area(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (round(float(part), 4) for part in text.split(","))
    except (ValueError, OverflowError):
        return None
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
        return west, south, east, north
    return None
