"""The index as a reader may trust it now: the published generation, with what changed since read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np

from hanse.core import sidecar
from hanse.directory.index.extraction import read_segment
from hanse.directory.index.generations import NAME, Busy, opened, outdated_ids, rebuild, refresh, today
from hanse.directory.index.vocabulary import vocabulary
from hanse.directory.models import Organisation
from hanse.engines.facets.segment import Segment
from hanse.engines.facets.view import View

SMALL = 50_000  # organisations; a site of this size builds its first index while the reader waits some seconds
OVERLAY_LIMIT = 5_000  # changed rows that a reader evaluates itself; more are first taken into the index


@dataclass(frozen=True)
class Current:
    """What the index holds at this moment."""

    view: View
    generation: str


@dataclass(frozen=True)
class _Kept:
    generation: str
    stale: Mapping[int, str]
    day: date
    base: Segment
    view: View


# One segment is mapped once a process; threads that come meanwhile make their own view, and the last one stays.
_kept: dict[str, _Kept] = {}
_lock = Lock()


def current() -> Current | None:
    """Return the index with every change that is committed (or made in the running transaction).

    Returns:
        None while a large site has no index yet: then `refresh` must run first.
    """
    for _ in range(3):
        state = sidecar.state(NAME, at_most=OVERLAY_LIMIT + 1)
        if state.generation and len(state.stale) > OVERLAY_LIMIT:
            with suppress(Busy):
                refresh(wait_s=0)
            state = sidecar.state(
                NAME
            )  # whole: what the other builder has not taken in yet is evaluated here, however much
        found = _view_of(state.generation, state.stale, today())
        if found is not None:
            return Current(found, state.generation)
        if Organisation.objects.count() >= SMALL:
            return None
        with suppress(Busy):
            rebuild(wait_s=20)
    return None


def _view_of(generation: str, stale: Mapping[int, str], day: date) -> View | None:
    kept = _kept.get(NAME)
    if kept and (kept.generation, kept.stale, kept.day) == (generation, stale, day):
        return kept.view
    base = kept.base if kept and kept.generation == generation else opened(generation)
    if base is None:
        return None
    ids = outdated_ids(base, stale, day)
    overlay = read_segment(vocabulary(generation), day, ids)
    view = View(base, overlay, base.positions(np.array(ids, np.int64)))
    with _lock:
        _kept[NAME] = _Kept(generation, stale, day, base, view)
    return view
