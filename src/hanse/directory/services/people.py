"""Who belongs to an organisation: roles, leaving, removing, and the rule that somebody must be left in charge."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Conflict, NotAllowed, NotFound
from hanse.directory import permissions
from hanse.directory.models import Membership, Organisation, Role, State
from hanse.directory.services import mail
from hanse.directory.services.touch import locked, touch

RANK = {Role.MEMBER: 0, Role.EDITOR: 1, Role.OWNER: 2}


class LastOwner(Conflict):
    """An organisation would be left without anybody in charge."""

    message = _("You are the only owner.")
    next_step = _("Make somebody else an owner first, or close the organisation's entry.")


def start_membership(*, organisation: Organisation, person: Person, role: str, at: datetime) -> Membership:
    """Let a person in, or raise the role of one who is in; the caller has locked and checked."""
    membership = Membership.objects.filter(organisation=organisation, person=person, ended_at=None).first()
    if membership is None:
        return Membership.objects.create(organisation=organisation, person=person, role=role, started_at=at)
    if RANK[Role(role)] > RANK[Role(membership.role)]:
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def change_role(*, membership: Membership, actor: Person, role: str, at: datetime) -> Membership:
    """Give a member another role.

    Raises:
        NotFound, NotAllowed; LastOwner when the only owner would become something else.
    """
    organisation, row = _locked_membership(membership)
    permissions.require(actor, permissions.MANAGE_PEOPLE, organisation)
    before, row.role = row.role, Role(role)
    if before == row.role:
        return row
    if before == Role.OWNER:
        _keep_an_owner(organisation, row)
    row.save(update_fields=["role"])
    data = {"person": row.person.public_id, "before": before, "after": role}
    audit.record(action="directory.role_changed", actor=actor, subject=organisation, data=data, at=at)
    if row.person_id != actor.pk:
        mail.tell(
            [row.person],
            "role_changed",
            link=mail.profile_link(organisation),
            organisation=organisation,
            role=row.get_role_display(),
        )
    return row


@transaction.atomic
def describe_membership(
    *, membership: Membership, actor: Person, title: str, is_public: bool, at: datetime
) -> Membership:
    """Set one's function and whether one is shown on the profile; only oneself can consent to being shown.

    Raises:
        NotFound; NotAllowed for anybody else.
    """
    organisation, row = _locked_membership(membership)
    if row.person_id != actor.pk:
        raise NotAllowed(_("Only the person can decide to be shown."))
    if (row.title, row.is_public) == (title.strip(), is_public):
        return row
    row.title, row.is_public = title.strip(), is_public
    row.save(update_fields=["title", "is_public"])
    data = {"person": actor.public_id, "is_public": is_public}
    audit.record(action="directory.member_described", actor=actor, subject=organisation, data=data, at=at)
    return row


@transaction.atomic
def leave_organisation(*, membership: Membership, actor: Person, at: datetime) -> Membership:
    """End one's own membership.

    Raises:
        NotAllowed for anybody else's; LastOwner.
    """
    organisation, row = _locked_membership(membership)
    if row.person_id != actor.pk:
        raise NotAllowed
    return _end(organisation, row, actor, at, "directory.member_left")


@transaction.atomic
def remove_member(*, membership: Membership, actor: Person, at: datetime) -> Membership:
    """End somebody's membership.

    Raises:
        NotFound, NotAllowed; LastOwner.
    """
    organisation, row = _locked_membership(membership)
    permissions.require(actor, permissions.MANAGE_PEOPLE, organisation)
    _end(organisation, row, actor, at, "directory.member_removed")
    if row.person_id != actor.pk:
        mail.tell([row.person], "member_removed", link=mail.profile_link(organisation), organisation=organisation)
    return row


@transaction.atomic
def end_all_memberships(*, person: Person, actor: Person | None, at: datetime) -> None:
    """End all memberships of somebody whose account closes.

    Raises:
        LastOwner: an organisation still open would lose its only owner.
    """
    for membership in Membership.objects.filter(person=person, ended_at=None).order_by("organisation_id"):
        organisation, row = _locked_membership(membership)
        _end(organisation, row, actor, at, "directory.member_left")


def organisations_owned_alone(person: Person) -> list[Organisation]:
    """Return the open organisations that would have no owner without this person, by name."""
    mine = Membership.objects.filter(person=person, role=Role.OWNER, ended_at=None)
    organisations = Organisation.objects.filter(memberships__in=mine, state__in=[State.LISTED, State.HIDDEN]).order_by(
        "name", "id"
    )
    others = Membership.objects.filter(role=Role.OWNER, ended_at=None, organisation__in=organisations).exclude(
        person=person
    )
    return list(organisations.exclude(pk__in=others.values("organisation_id")))


def _locked_membership(membership: Membership) -> tuple[Organisation, Membership]:
    organisation = locked(membership.organisation)
    row = Membership.objects.select_related("person").filter(pk=membership.pk, ended_at=None).first()
    if row is None:
        raise NotFound
    return organisation, row


def _end(organisation: Organisation, row: Membership, actor: Person | None, at: datetime, action: str) -> Membership:
    if row.role == Role.OWNER:
        _keep_an_owner(organisation, row)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    touch([organisation.pk])
    data = {"person": row.person.public_id, "role": row.role}
    audit.record(action=action, actor=actor, subject=organisation, data=data, at=at)
    return row


def _keep_an_owner(organisation: Organisation, leaving: Membership) -> None:
    """Refuse to leave an open organisation without an owner. Its row is locked, so two cannot leave at once."""
    if organisation.state not in (State.LISTED, State.HIDDEN):
        return
    others = Membership.objects.filter(organisation=organisation, role=Role.OWNER, ended_at=None).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastOwner(
            _("%(person)s is the only owner of %(organisation)s.")
            % {"person": leaving.person, "organisation": organisation.name}
        )
