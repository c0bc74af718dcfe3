"""Make, publish and remove generations of the facet index: a folder each, named in the database once it is whole."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils import timezone

from hanse.core import sidecar
from hanse.core.ids import new_public_id
from hanse.core.models import SidecarIndex, StaleEntry
from hanse.directory.index.extraction import Progress, read_segment
from hanse.directory.index.vocabulary import read_vocabulary
from hanse.engines.facets import storage
from hanse.engines.facets.merge import merged
from hanse.engines.facets.segment import Segment
from hanse.engines.facets.view import View

NAME = "facets"
WAIT_S = 3600.0
LARGE, LARGE_CHANGES, LARGE_AFTER_HOURS = 200_000, 200, 6
MERGE_LIMIT = 50_000  # from here on, reading everything anew is not much slower than taking the changes in


class Busy(Exception):
    """Another process builds the index just now."""


@dataclass(frozen=True)
class Status:
    """How the index stands: its generation and age, how many organisations it holds, how many changed since."""

    generation: str
    built_at: datetime | None
    organisations: int
    stale: int
    bytes: int
    is_damaged: bool


def folder() -> Path:
    """Return where the generations lie."""
    return Path(settings.INDEX_DIR) / NAME


def today() -> date:
    """Return the day on which labels must hold."""
    return timezone.now().date()


def rebuild(progress: Progress | None = None, *, wait_s: float = WAIT_S) -> str:
    """Read every listed organisation and publish a new generation.

    Args:
        progress: called with (what, done, in all); `in all` is 0 where it is not known.
        wait_s: how long to wait for another process that builds.
    Returns:
        the new generation.
    Raises:
        Busy: another process still builds.
    """
    with _one_builder(wait_s):
        # Noted before the rows are read: what changes meanwhile stays stale.
        stale = sidecar.state(NAME).stale
        return _publish(read_segment(read_vocabulary(), today(), progress=progress), stale)


def refresh(progress: Progress | None = None, *, wait_s: float = WAIT_S) -> str:
    """Take what changed since into the index; nothing is written where nothing changed.

    A first generation, a damaged one, or one that most rows have left behind is built anew.

    Returns:
        the generation that now holds.
    Raises:
        Busy: another process still builds.
    """
    with _one_builder(wait_s):
        state = sidecar.state(NAME)
        base = opened(state.generation)
        if base is None or len(state.stale) > max(MERGE_LIMIT, len(base) // 4):
            return _publish(read_segment(read_vocabulary(), today(), progress=progress), state.stale)
        ids = outdated_ids(base, state.stale, today())
        if not ids:
            return state.generation
        overlay = read_segment(read_vocabulary(), today(), ids)
        view = View(base, overlay, base.positions(np.array(ids, np.int64)))
        return _publish(merged(view, _bitmaps(progress)), state.stale)


def refresh_when_due() -> str | None:
    """Refresh if it is worth its time: a small index after any change, a large one after many changes or some hours.

    Until then readers evaluate the changed rows themselves.

    Returns:
        the generation that now holds; None where nothing was due, or another process builds.
    """
    entry = SidecarIndex.objects.filter(name=NAME).first()
    base = opened(entry.generation) if entry else None
    if base is not None and entry is not None:
        stale = StaleEntry.objects.filter(index_name=NAME).count()
        is_old = entry.built_at is None or timezone.now() - entry.built_at > timedelta(hours=LARGE_AFTER_HOURS)
        if not stale or (len(base) >= LARGE and stale < LARGE_CHANGES and not is_old):
            return None
    try:
        return refresh(wait_s=0)
    except Busy:
        return None


def status() -> Status:
    """Return how the index stands."""
    entry = SidecarIndex.objects.filter(name=NAME).first()
    generation = entry.generation if entry else ""
    segment = opened(generation)
    return Status(
        generation=generation,
        built_at=entry.built_at if entry else None,
        organisations=len(segment) if segment else 0,
        stale=StaleEntry.objects.filter(index_name=NAME).count(),
        bytes=sum(file.stat().st_size for file in (folder() / generation).iterdir()) if segment else 0,
        is_damaged=bool(generation) and segment is None,
    )


def opened(generation: str) -> Segment | None:
    """Return the segment of a generation; None where there is none, or it is not whole."""
    if not generation:
        return None
    try:
        return storage.opened(folder() / generation)
    except storage.Damaged:
        return None


def outdated_ids(base: Segment, stale: Mapping[int, str], day: date) -> list[int]:
    """Return the ids to read from the database: those that changed, and those whose labels begin or end by `day`."""
    changes = base.columns["next_change"]
    due = base.ids[np.flatnonzero((changes > 0) & (changes <= day.toordinal()))]
    return sorted({*stale, *due.tolist()})


def _publish(segment: Segment, stale: Mapping[int, str]) -> str:
    generation = new_public_id()
    storage.write(segment, folder() / generation)
    previous = sidecar.state(NAME).generation
    sidecar.publish(NAME, generation=generation, applied=stale, at=timezone.now())
    # The previous one stays for readers that asked for its name a moment ago; no other is in use: builders take turns.
    for old in folder().iterdir():
        if old.is_dir() and old.name not in (generation, previous):
            shutil.rmtree(old, ignore_errors=True)
    return generation


@contextmanager
def _one_builder(wait_s: float) -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    patience = time.monotonic() + wait_s
    with (folder() / "lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ends with the process, however that ends
                break
            except BlockingIOError:
                if time.monotonic() > patience:
                    raise Busy from None
                time.sleep(0.05)
        yield


def _bitmaps(progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, whole: progress("bitmaps", done, whole)
