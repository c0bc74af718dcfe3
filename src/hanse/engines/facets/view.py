"""What readers ask: a base segment, the records that changed since as a small second one, read as one."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from hanse.engines.facets.query import Part, Query
from hanse.engines.facets.segment import Segment, positions_of
from hanse.engines.facets.words import words_of

NAME, RELEVANCE = "name", "relevance"
Places = npt.NDArray[np.float64]


class View:
    """A base segment without its dead records, and an overlay of the records that took their place or are new.

    Args:
        base: the published segment.
        overlay: records read since; none of them is live in the base.
        dead: positions in the base that no longer hold.
    """

    def __init__(self, base: Segment, overlay: Segment, dead: BitMap) -> None:
        self.base = base
        self.overlay = overlay
        self.dead = dead
        self.live = BitMap(range(len(base))) - dead
        self.overlay_live = BitMap(range(len(overlay)))

    def answer(self, query: Query) -> Answer:
        """Return what fits a query; counting and ordering happen when they are asked for."""
        return Answer(self, query)

    @cached_property
    def overlay_places(self) -> Places:
        """Where each overlay record stands among base positions by name: between two of them, shape (overlay,)."""
        base, overlay = self.base, self.overlay
        before = np.fromiter(
            (_insertion(base, overlay.names[at], int(overlay.ids[at])) for at in range(len(overlay))),
            np.float64,
            len(overlay),
        )
        return _between(before, np.arange(len(overlay)))

    def places(self, order: str) -> tuple[npt.NDArray, Places]:
        """Return the place of every base and every overlay record in a stored order; all places differ."""
        rank, at = self.base.orders[order]
        base, overlay = self.base.columns[COLUMN_OF[order]], self.overlay.columns[COLUMN_OF[order]]
        falling = -base[at]
        low, high = np.searchsorted(falling, -overlay, "left"), np.searchsorted(falling, -overlay, "right")
        before = np.empty(len(overlay))
        for number, (start, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            # Equals stand in the order of their names, and so of their positions.
            before[number] = start + int(np.searchsorted(at[start:end], self.overlay_places[number]))
        return rank, _between(before, self.overlay.orders[order][0])


COLUMN_OF = {"newest": "created", "projects": "projects"}
ORDERS = (NAME, RELEVANCE, *COLUMN_OF)


class Answer:
    """What fits one query in one view."""

    def __init__(self, view: View, query: Query) -> None:
        self.view = view
        self.query = query
        self.parts = (Part(view.base, query, view.live), Part(view.overlay, query, view.overlay_live))

    @cached_property
    def total(self) -> int:
        """How many records fit."""
        return sum(len(part.found) for part in self.parts)

    def counts(self, field: str, values: frozenset[str] | None = None) -> dict[str, int]:
        """Return how many records fit for each value of a field, all other fields as chosen.

        Args:
            values: the values to count; None counts all that any record has. A value that no record has is left out.
        """
        base, overlay = (part.counts(field, values) for part in self.parts)
        for value, count in overlay.items():
            base[value] = base.get(value, 0) + count
        return base

    def total_without(self, field: str) -> int:
        """Return how many records would fit if a field (or `q`, `area`) were left open."""
        return sum(len(part.without(field)) for part in self.parts)

    def page(self, order: str, start: int, count: int) -> list[int]:
        """Return the ids of records `start` to `start + count` in an order: name, relevance, newest, projects."""
        base, overlay = self.parts
        if start >= self.total or count <= 0:
            return []
        if order == NAME and not overlay.found:
            return self.view.base.ids[positions_of(base.found[start : start + count])].tolist()
        places, ids = self._places(order)
        if start + count < len(places) // 4:
            first = np.argpartition(places, start + count)[: start + count]
            places, ids = places[first], ids[first]
        return ids[np.argsort(places)[start : start + count]].tolist()

    def ids(self, order: str) -> npt.NDArray[np.int64]:
        """Return the ids of all records that fit, in an order; 8 bytes each."""
        places, ids = self._places(order)
        return ids[np.argsort(places)]

    def place_of(self, record_id: int, order: str) -> int:
        """Return how many records come before one in an order, or -1 where it does not fit."""
        places, ids = self._places(order)
        own = np.flatnonzero(ids == record_id)
        return int((places < places[own[0]]).sum()) if len(own) else -1

    def points(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return ids, longitudes and latitudes of the fitting records that have a place, each of shape (points,)."""
        columns = [
            (part.segment.ids[at], part.segment.columns["lon"][at], part.segment.columns["lat"][at])
            for part in self.parts
            for at in [positions_of(part.found)]
        ]
        ids, lons, lats = (np.concatenate(both) for both in zip(*columns, strict=True))
        known = ~np.isnan(lons)
        return ids[known], lons[known], lats[known]

    def _places(self, order: str) -> tuple[Places, npt.NDArray[np.int64]]:
        """Return place and id of every fitting record; a smaller place comes first."""
        base, overlay = (positions_of(part.found) for part in self.parts)
        view = self.view
        ids = np.concatenate([view.base.ids[base], view.overlay.ids[overlay]])
        if order in COLUMN_OF:
            of_base, of_overlay = view.places(order)
            return np.concatenate([of_base[base], of_overlay[overlay]]), ids
        places = np.concatenate([base, view.overlay_places[overlay]])
        if order == RELEVANCE and self.query.words:
            places += self._tiers() * (len(view.base) + 2.0)
        return places, ids

    def _tiers(self) -> Places:
        """Return 0 for the best, 1 for the next best ...: rarer words in the name count more. Equals share a number."""
        everywhere = sum(len(part.live) for part in self.parts)
        weights = [
            np.log1p(everywhere / max(1, sum(part.words[n].intersection_cardinality(part.live) for part in self.parts)))
            for n in range(len(self.query.words))
        ]
        masks = np.concatenate([_mask(part) for part in self.parts])
        scores = np.array(
            [sum(weight for n, weight in enumerate(weights) if mask >> n & 1) for mask in range(1 << len(weights))]
        )
        # Rounded, so that equal sums of equal weights are equal.
        tiers = np.unique(-scores.round(9), return_inverse=True)[1]
        return tiers[masks].astype(np.float64)


def query_words(text: str) -> tuple[str, ...]:
    """Return the words of a search text as `Query.words` wants them: folded, each once, in order, eight at most.

    >>> query_words("Die die Casting cas")
    ('die', 'casting', 'cas')
    """
    words = words_of(text)
    if not words:
        return ()
    last = words[-1]
    first = [word for word in dict.fromkeys(words[:-1]) if word != last]
    return (*first[:7], last)


def _mask(part: Part) -> npt.NDArray[np.int64]:
    """Return for each fitting position a number with bit n set where the name has word n."""
    found = positions_of(part.found)
    masks = np.zeros(len(found), np.int64)
    for n, hits in enumerate(part.name_hits()):
        masks[np.searchsorted(found, positions_of(hits))] |= 1 << n
    return masks


def _insertion(base: Segment, name: bytes, record_id: int) -> int:
    """Return how many base records come before a name (and id)."""
    at = bisect_left(base.names, name)
    while at < len(base) and base.names[at] == name and base.ids[at] < record_id:
        at += 1
    return at


def _between(before: npt.NDArray, rank: npt.NDArray) -> Places:
    """Turn 'after so many base records' into places between whole numbers, apart from each other by their own ranks."""
    return before - 1 + (rank + 1.0) / (len(rank) + 1.0)
