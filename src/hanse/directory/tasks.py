"""Jobs of the directory."""

from __future__ import annotations

from hanse.core.jobs import every, job
from hanse.directory import index


@job(max_attempts=5, backoff_s=60)
def refresh_facets() -> None:
    """Take what changed into the facet index when that is due, or build the first one."""
    index.refresh_when_due()


every("directory.refresh_facets", refresh_facets, seconds=60)
