"""Take an overlay into its base: a new segment without reading the records again."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

import numpy as np

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

    def entries() -> Iterator[Entry]:
        changed = {overlay.keys[row]: row for row in _rows(overlay)}
        new = sorted(key for key in changed if base.keys.find(key) < 0)
        kept = ((base.keys[row], row) for row in _rows(base))
        for done, (key, row) in enumerate(heapq.merge(kept, ((key, -1) for key in new))):
            if progress is not None and done % 5000 == 0:
                progress(done, len(base.keys))
            parts = []
            if row >= 0:
                bitmap = base.row(row)
                parts.append(base_place[positions_of(bitmap - view.dead if view.dead else bitmap)])
            if key in changed:
                parts.append(overlay_place[positions_of(overlay.row(changed[key]))])
            yield key, bitmap_of(np.sort(np.concatenate(parts)) if len(parts) > 1 else parts[0])

    names = [base.names[at] for at in live.tolist()] + list(overlay.names)
    return assemble(
        np.concatenate([base.ids[live], overlay.ids])[order],
        Strings.of(names[at] for at in order.tolist()),
        {name: np.concatenate([base.columns[name][live], overlay.columns[name]])[order] for name in base.columns},
        entries(),
    )


def _rows(segment: Segment) -> Iterator[int]:
    """Yield the rows in the order of their keys, without the beginnings of words: those are made anew."""
    skip = [segment.keys.span(key_of(field + STARTS, "")) for field in (WORD, NAME)]
    return (row for row in range(len(segment.keys)) if not any(row in rows for rows in skip))
