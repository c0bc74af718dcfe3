"""Jobs of the matching and when they come again."""

from __future__ import annotations

from django.utils import timezone

from hanse.core.jobs import daily, every, job
from hanse.matching import services
from hanse.matching.index import embed_missing, refresh

EMBED_SLICE_S = 20.0  # short slices, so that other jobs get their turn


@job()
def refresh_index() -> bool:
    """Bring the index up to date; does nothing when it is."""
    return refresh()


@job()
def embed_profiles() -> int:
    """Embed a slice of what is not embedded yet; the timetable brings the next slice."""
    done, _ = embed_missing(limit_s=EMBED_SLICE_S)
    if done:
        refresh()
    return done


@job()
def remind_waiting() -> int:
    """Remind those who have kept somebody waiting."""
    return services.remind_waiting(at=timezone.now())


@job()
def purge_unsaved_needs() -> int:
    """Delete visitors' needs that nobody saved."""
    return services.purge_unsaved(at=timezone.now())


every("matching.refresh_index", refresh_index, seconds=60)
every("matching.embed_profiles", embed_profiles, seconds=60)
daily("matching.remind_waiting", remind_waiting, at="06:30")
daily("matching.purge_unsaved_needs", purge_unsaved_needs, at="03:40")
