"""What the matching does when the directory changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from hanse.core import sidecar
from hanse.core.jobs import enqueue_on_commit
from hanse.directory.signals import organisations_changed, projects_changed
from hanse.matching.index import INDEX, PROJECTS

REFRESH_JOB = "hanse.matching.tasks.refresh_index"


@receiver(organisations_changed, dispatch_uid="matching.organisations_changed")
def note_changed_organisations(sender: Any, organisation_ids: list[int], **kwargs: Any) -> None:
    """Mark them stale in the transaction of the change; a job catches up."""
    sidecar.mark_stale(INDEX, organisation_ids)
    enqueue_on_commit(REFRESH_JOB)


@receiver(projects_changed, dispatch_uid="matching.projects_changed")
def note_changed_projects(sender: Any, **kwargs: Any) -> None:
    """Projects are one part of the index: any change makes that part stale."""
    sidecar.mark_stale(INDEX, [PROJECTS])
    enqueue_on_commit(REFRESH_JOB)
