"""What the matching does when the directory changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from hanse.core import sidecar
from hanse.core.jobs import enqueue_on_commit
from hanse.directory.signals import (
    organisations_changed,
    organisations_merged,
    organisations_unmerged,
    projects_changed,
)
from hanse.matching import services
from hanse.matching.index import INDEX, PROJECTS
from hanse.ui import navigation

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


@receiver(organisations_merged, dispatch_uid="matching.organisations_merged")
def follow_merge(sender: Any, kept_id: int, merged_id: int, at: datetime, **kwargs: Any) -> dict[str, list[int]]:
    """Let needs, introductions and selections follow to the kept entry."""
    return services.follow_merge(kept_id=kept_id, merged_id=merged_id, at=at)


@receiver(organisations_unmerged, dispatch_uid="matching.organisations_unmerged")
def follow_unmerge(
    sender: Any, kept_id: int, merged_id: int, moved: Mapping[str, Sequence[int]], **kwargs: Any
) -> None:
    """Put back what had followed."""
    services.follow_unmerge(kept_id=kept_id, merged_id=merged_id, moved=moved)


for _item in (
    navigation.Item(_("Your needs"), "matching:needs", icon="list-ul"),
    navigation.Item(_("Introductions"), "matching:introductions", icon="chat-left-text"),
    navigation.Item(
        _("Who is waiting"), "matching:oversight", permission="matching.oversee_introductions", icon="clock-history"
    ),
):
    navigation.add_to_person_menu(_item)
