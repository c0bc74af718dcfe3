"""Keep file indexes true to the database: changes mark rows stale, a job publishes generations, readers ask first.

A reader that finds another generation than its own reloads; rows still stale it reads from the database, or says so. An
index may lag, but an answer built on `state` is never silently wrong, whatever process was killed when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hanse.core.ids import new_public_id
from hanse.core.models import SidecarIndex, StaleEntry

BATCH = 500


@dataclass(frozen=True)
class SidecarState:
    """What a reader must know before it answers from an index."""

    generation: str
    stale: Mapping[int, str]  # row id -> stamp of its last change


def mark_stale(index_name: str, row_ids: Iterable[int]) -> None:
    """Note, in the caller's transaction, that these rows differ from the published index."""
    rows = [StaleEntry(index_name=index_name, row_id=row_id, stamp=new_public_id()) for row_id in sorted(set(row_ids))]
    StaleEntry.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["index_name", "row_id"], update_fields=["stamp"]
    )


def state(index_name: str, *, at_most: int | None = None) -> SidecarState:
    """Return the published generation ('' before the first) and the rows that changed since.

    Args:
        at_most: read no more changed rows than this; a reader asks for one more than it would evaluate itself.
    """
    # The stale rows are read first: a publication in between then only makes a row look stale once more.
    stale = dict(StaleEntry.objects.filter(index_name=index_name).values_list("row_id", "stamp")[:at_most])
    generation = SidecarIndex.objects.filter(name=index_name).values_list("generation", flat=True).first()
    return SidecarState(generation or "", stale)


@transaction.atomic
def publish(index_name: str, *, generation: str, applied: Mapping[int, str], at: datetime) -> None:
    """Make a generation the one to read, and clear the stale rows that it holds.

    Args:
        applied: the rows read into it with the stamps seen before; one that changed again meanwhile stays stale.
    """
    SidecarIndex.objects.update_or_create(name=index_name, defaults={"generation": generation, "built_at": at})
    ids = list(applied)
    for start in range(0, len(ids), BATCH):
        current = StaleEntry.objects.select_for_update().filter(
            index_name=index_name, row_id__in=ids[start : start + BATCH]
        )
        done = [entry.pk for entry in current if applied[entry.row_id] == entry.stamp]
        StaleEntry.objects.filter(pk__in=done).delete()
