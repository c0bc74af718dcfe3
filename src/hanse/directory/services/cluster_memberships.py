"""A firm's membership of a cluster: confirmed by the firm, ended by either side."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import NotFound, WrongState
from hanse.directory import permissions
from hanse.directory.models import ClusterMembership
from hanse.directory.services.touch import locked, touch


@transaction.atomic
def confirm_cluster_membership(*, link: ClusterMembership, actor: Person, at: datetime) -> ClusterMembership:
    """Say in the firm's name that it is a member of the cluster. Raises: NotFound, NotAllowed, WrongState (ended)."""
    permissions.require(actor, permissions.MANAGE_PEOPLE, link.member)
    link = _locked_link(link)
    if link.confirmed_at is not None:
        return link
    link.confirmed_at = at
    link.save(update_fields=["confirmed_at"])
    touch([link.member_id, link.cluster_id])
    audit.record(
        action="directory.cluster_membership_confirmed",
        actor=actor,
        subject=link.member,
        data={"cluster": link.cluster.public_id},
        at=at,
    )
    return link


@transaction.atomic
def end_cluster_membership(*, link: ClusterMembership, actor: Person, at: datetime) -> ClusterMembership:
    """End a membership, from the firm's or the cluster's side. Raises: NotAllowed, WrongState (ended before)."""
    if not permissions.may(actor, permissions.MANAGE_PEOPLE, link.member):
        permissions.require(actor, permissions.ONBOARD_MEMBERS, link.cluster)
    link = _locked_link(link)
    link.until = at.date()
    link.save(update_fields=["until"])
    touch([link.member_id, link.cluster_id])
    audit.record(
        action="directory.cluster_membership_ended",
        actor=actor,
        subject=link.member,
        data={"cluster": link.cluster.public_id},
        at=at,
    )
    return link


def _locked_link(link: ClusterMembership) -> ClusterMembership:
    """Return a membership as it stands now, its firm locked; one that ended is not brought back to life."""
    locked(link.member)
    row = ClusterMembership.objects.select_related("member", "cluster").filter(pk=link.pk).first()
    if row is None:
        raise NotFound
    if row.until is not None:
        raise WrongState(_("This membership has ended."))
    return row
