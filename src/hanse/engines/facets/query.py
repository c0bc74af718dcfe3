"""What a reader asks, and the bitmaps of one segment that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from hanse.engines.facets.segment import NAME, WORD, Segment, bitmap_of

TEXT = "q"  # the words of a query, among the names of fields
AREA = "area"
MAX_WORDS = 8


@dataclass(frozen=True)
class Query:
    """Values chosen in each field (one of them must hold), words (all must occur), a box on the map.

    Attributes:
        words: folded, at most MAX_WORDS; the last one may be the beginning of a word.
        area: west, south, east, north in degrees, edges included.
    """

    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    area: tuple[float, float, float, float] | None = None

    def word_hits(self, segment: Segment, of: str) -> list[BitMap]:
        """Return, word by word, the positions where it occurs in `word` or `name`."""
        hits = [segment.having(of, word) for word in self.words[:-1]]
        return [*hits, *(segment.starting(of, word) for word in self.words[-1:])]


class Part:
    """One segment under one query: what fits, and what would fit if a field were left open."""

    def __init__(self, segment: Segment, query: Query, live: BitMap) -> None:
        self.segment = segment
        self.query = query
        self.live = live
        self.fits: dict[str, BitMap] = {
            name: BitMap.union(*(segment.having(name, value) for value in sorted(values)))
            for name, values in query.chosen.items()
            if values
        }
        self.words: list[BitMap] = []
        if query.words:
            self.words = query.word_hits(segment, WORD)
            self.fits[TEXT] = BitMap.intersection(*self.words)
        if query.area is not None:
            west, south, east, north = query.area
            lon, lat = segment.columns["lon"], segment.columns["lat"]
            inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
            self.fits[AREA] = bitmap_of(np.flatnonzero(inside))
        self.found = self.without("")

    def without(self, name: str) -> BitMap:
        """Return the live positions that fit in every field but this one."""
        # The smallest first: every further step then has little to do.
        others = sorted((bitmap for other, bitmap in self.fits.items() if other != name), key=len)
        return BitMap.intersection(*others, self.live) if others else self.live

    def counts(self, name: str, values: frozenset[str] | None) -> dict[str, int]:
        """Return how many fit for each value of a field under the other fields: for all values, or those asked for."""
        segment = self.segment
        rows = segment.values(name)
        if values is not None:
            rows = {value: row for value, row in rows.items() if value in values}
        others = self.without(name) if name in self.fits else self.found
        if len(others) == len(segment):
            return {value: int(segment.sizes[row]) for value, row in rows.items()}
        if not others:
            return dict.fromkeys(rows, 0)
        return {value: others.intersection_cardinality(segment.row(row)) for value, row in rows.items()}

    def name_hits(self) -> list[BitMap]:
        """Return, word by word, the fitting positions whose names have it."""
        return [hits & self.found for hits in self.query.word_hits(self.segment, NAME)]
