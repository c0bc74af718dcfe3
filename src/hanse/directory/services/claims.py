"""Claiming an imported profile: somebody says why it is theirs, a programme manager decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Conflict, Invalid, NotFound
from hanse.directory import permissions, states
from hanse.directory.models import Claim, Membership, Organisation, Role, State
from hanse.directory.services import mail
from hanse.directory.services.people import start_membership
from hanse.directory.services.touch import locked, moved, touch

MOST_OPEN = 5


@transaction.atomic
def claim_organisation(*, organisation: Organisation, actor: Person, evidence: str, at: datetime) -> Claim:
    """Say that a profile without people is one's own organisation's.

    Raises:
        NotFound, NotAllowed, Invalid; Conflict when it has people, or a claim of the actor waits already.
    """
    permissions.require(actor, permissions.CLAIM_ORGANISATION)
    permissions.require(actor, permissions.VIEW_ORGANISATION, organisation)
    row = locked(organisation)
    if not evidence.strip():
        raise Invalid(_("Say how we can see that it is yours."), field="evidence")
    if (
        row.state != State.LISTED
        or Membership.objects.filter(organisation=row, role=Role.OWNER, ended_at=None).exists()
    ):
        message = _("This profile is looked after already.")
        raise Conflict(message, next_step=_("Ask one of its owners to invite you."))
    mine = Claim.objects.filter(person=actor, state=Claim.State.OPEN)
    if mine.filter(organisation=row).exists():
        raise Conflict(
            _("Your claim waits for a decision already."), next_step=_("You will get a mail as soon as it is decided.")
        )
    if mine.count() >= MOST_OPEN:
        raise Conflict(
            _("Five of your claims wait already."), next_step=_("Wait until they are decided, or withdraw some.")
        )
    claim = Claim.objects.create(organisation=row, person=actor, evidence=evidence.strip(), created_at=at)
    audit.record(action="directory.claim_made", actor=actor, subject=row, data={"claim": claim.public_id}, at=at)
    mail.tell(mail.managers(), "claim_made", link=reverse("directory:claim_queue"), organisation=row, who=actor)
    return claim


@transaction.atomic
def accept_claim(*, claim: Claim, actor: Person, at: datetime) -> Claim:
    """Make the claimant the owner; other open claims on the same profile are refused with the reason.

    Raises:
        NotAllowed, NotFound, WrongState; Conflict when an owner came in meanwhile.
    """
    permissions.require(actor, permissions.DECIDE_CLAIM)
    row, organisation = _locked(claim)
    row.state = moved(states.CLAIM, "accept", row.state)
    if Membership.objects.filter(organisation=organisation, role=Role.OWNER, ended_at=None).exists():
        raise Conflict(
            _("The profile has an owner meanwhile."), next_step=_("Refuse the claim and tell the claimant whom to ask.")
        )
    start_membership(organisation=organisation, person=row.person, role=Role.OWNER, at=at)
    organisation.claimed_at = at
    organisation.save(update_fields=["claimed_at"])
    _decide(row, actor, at, reason="")
    touch([organisation.pk])
    audit.record(
        action="directory.claim_accepted", actor=actor, subject=organisation, data={"claim": row.public_id}, at=at
    )
    mail.tell([row.person], "claim_accepted", link=mail.profile_link(organisation), organisation=organisation)
    others = Claim.objects.filter(organisation=organisation, state=Claim.State.OPEN)
    for other in others:
        refuse_claim(
            claim=other, actor=actor, reason=str(_("Somebody else has shown that the profile is theirs.")), at=at
        )
    return row


@transaction.atomic
def refuse_claim(*, claim: Claim, actor: Person, reason: str, at: datetime) -> Claim:
    """Refuse a claim with a reason that the claimant reads. Raises: NotAllowed, NotFound, Invalid, WrongState."""
    permissions.require(actor, permissions.DECIDE_CLAIM)
    if not reason.strip():
        raise Invalid(_("Say why, in a sentence that the claimant can act on."), field="reason")
    row, organisation = _locked(claim)
    row.state = moved(states.CLAIM, "refuse", row.state)
    _decide(row, actor, at, reason=reason.strip())
    audit.record(
        action="directory.claim_refused", actor=actor, subject=organisation, data={"claim": row.public_id}, at=at
    )
    mail.tell(
        [row.person],
        "claim_refused",
        link=mail.profile_link(organisation),
        organisation=organisation,
        reason=row.reason,
    )
    return row


@transaction.atomic
def withdraw_claim(*, claim: Claim, actor: Person, at: datetime) -> Claim:
    """Take one's own claim back. Raises: NotFound, WrongState."""
    row, organisation = _locked(claim)
    if row.person_id != actor.pk:
        raise NotFound
    row.state = moved(states.CLAIM, "withdraw", row.state)
    _decide(row, actor, at, reason="")
    audit.record(
        action="directory.claim_withdrawn", actor=actor, subject=organisation, data={"claim": row.public_id}, at=at
    )
    return row


def _locked(claim: Claim) -> tuple[Claim, Organisation]:
    organisation = locked(claim.organisation)
    row = Claim.objects.select_for_update(of=("self",)).select_related("person").filter(pk=claim.pk).first()
    if row is None:
        raise NotFound
    return row, organisation


def _decide(row: Claim, actor: Person, at: datetime, *, reason: str) -> None:
    row.decided_by, row.decided_at, row.reason = actor, at, reason
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
