"""The core's own planned job: old notes of jobs and of rate limits go."""

from __future__ import annotations

from django.utils import timezone

from hanse.core import throttle
from hanse.core.jobs.declaring import job
from hanse.core.jobs.schedule import every
from hanse.core.jobs.work import prune


@job()
def tidy() -> None:
    """Delete notes of jobs that ended two weeks ago, and counts and salts of rate limits that are over."""
    prune()
    throttle.forget_old(timezone.now())


every("core.tidy", tidy, seconds=3600)
