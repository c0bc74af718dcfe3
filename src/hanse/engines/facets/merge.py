"""Take an overlay into its base: a new segment without reading the records again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from pyroaring import BitMap

from hanse.engines.facets.builder import Entry, assemble
from hanse.engines.facets.segment import NAME, STARTS, WORD, Segment, bitmap_of, key_of, positions_of
from hanse.engines.facets.tables import Strings
from hanse.engines.facets.view import View


def merged(view: View, progress: Callable[[int, int], None] | None = None) -> Segment:
    """Return one segment with the live records of a view; the same as one built from the records themselves.

    Args:
        progress: called with (keys done, keys in all) now and then.
    """
    base, overlay = view.base, view.overlay
    live = np.setdiff1d(np.arange(len(base)), positions_of(view.dead), assume_unique=True)
    order = np.argsort(np.concatenate([live.astype(np.float64), view.overlay_places]))
    place = np.empty(len(order), np.uint32)
    place[order] = np.arange(len(order), dtype=np.uint32)
    base_place = np.zeros(len(base), np.uint32)
    base_place[live] = place[: len(live)]
    overlay_place = place[len(live) :]

    def moved(segment: Segment, row: int, to: np.ndarray, dead: BitMap) -> np.ndarray:
        bitmap = segment.row(row)
        return to[positions_of(bitmap - dead if dead else bitmap)]

    def entries() -> Iterator[Entry]:
        left, right = _rows(base), _rows(overlay)
        keys = sorted(left.keys() | right.keys())
        for done, key in enumerate(keys):
            if progress is not None and done % 5000 == 0:
                progress(done, len(keys))
            parts = []
            if key in left:
                parts.append(moved(base, left[key], base_place, view.dead))
            if key in right:
                parts.append(moved(overlay, right[key], overlay_place, BitMap()))
            yield key, bitmap_of(np.sort(np.concatenate(parts)))

    names = [base.names[at] for at in live.tolist()] + list(overlay.names)
    return assemble(
        np.concatenate([base.ids[live], overlay.ids])[order],
        Strings.of(names[at] for at in order.tolist()),
        {name: np.concatenate([base.columns[name][live], overlay.columns[name]])[order] for name in base.columns},
        entries(),
    )


def _rows(segment: Segment) -> dict[bytes, int]:
    """Return the rows by key, without the beginnings of words: those are made anew."""
    skip = {row for field in (WORD, NAME) for row in segment.keys.span(key_of(field + STARTS, ""))}
    return {segment.keys[row]: row for row in range(len(segment.keys)) if row not in skip}
