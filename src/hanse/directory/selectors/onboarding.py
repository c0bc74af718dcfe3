"""A cluster's files and where each line stands; memberships of clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hanse.core.errors import NotFound
from hanse.directory import permissions
from hanse.directory.models import ClusterMembership, Invitation, OnboardingBatch, OnboardingRow, Organisation

MOST_FILES = 50


@dataclass(frozen=True)
class OnboardingStatus:
    """A row of a cluster's file and where it stands: a code and the invitation, if one went out."""

    row: OnboardingRow
    code: str  # refused, linked, confirmed, waiting, expired, accepted, declined, withdrawn
    invitation: Invitation | None


def onboarding_batches(cluster: Organisation) -> list[OnboardingBatch]:
    """Return a cluster's files, newest first; at most fifty."""
    return list(
        OnboardingBatch.objects.filter(cluster=cluster)
        .select_related("uploaded_by")
        .order_by("-uploaded_at", "-pk")[:MOST_FILES]
    )


def onboarding_batch_for(user: Any, public_id: str) -> OnboardingBatch:
    """Return a file for who on-boards for its cluster. Raises: NotFound."""
    row = OnboardingBatch.objects.select_related("cluster").filter(public_id=public_id).first()
    if row is None or not user.has_perm(permissions.ONBOARD_MEMBERS, row.cluster):
        raise NotFound
    return row


def onboarding_statuses(batch: OnboardingBatch) -> list[OnboardingStatus]:
    """Return every line of a file with where it stands now; two queries."""
    rows = OnboardingRow.objects.filter(batch=batch).select_related("organisation", "invitation").order_by("line")
    confirmed = set(
        ClusterMembership.objects.filter(
            cluster_id=batch.cluster_id, until=None, confirmed_at__isnull=False
        ).values_list("member_id", flat=True)
    )
    now = timezone.now()
    found = []
    for row in rows:
        invitation = getattr(row, "invitation", None)
        if row.outcome == OnboardingRow.Outcome.REFUSED:
            code = "refused"
        elif row.outcome == OnboardingRow.Outcome.LINKED or invitation is None:
            code = "confirmed" if row.organisation_id in confirmed else "linked"
        elif invitation.accepted_at:
            code = "accepted"
        elif invitation.declined_at:
            code = "declined"
        elif invitation.withdrawn_at:
            code = "withdrawn"
        else:
            code = "expired" if invitation.expires_at < now else "waiting"
        found.append(OnboardingStatus(row, code, invitation))
    return found


def cluster_links_of(organisation: Organisation) -> list[ClusterMembership]:
    """Return the organisation's memberships of clusters, those to be confirmed first."""
    rows = ClusterMembership.objects.filter(member=organisation, until=None).select_related("cluster")
    return sorted(rows, key=lambda row: (row.confirmed_at is not None, row.cluster.name))


def cluster_link_for(user: Any, public_id: str) -> ClusterMembership:
    """Return a membership of a cluster for who leads the member or on-boards for the cluster. Raises: NotFound."""
    row = ClusterMembership.objects.select_related("cluster", "member").filter(public_id=public_id, until=None).first()
    if row is None or not (
        user.has_perm(permissions.MANAGE_PEOPLE, row.member) or user.has_perm(permissions.ONBOARD_MEMBERS, row.cluster)
    ):
        raise NotFound
    return row
