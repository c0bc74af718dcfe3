"""Inviting people by mail; the link holds a secret of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, WrongState
from hanse.directory import permissions, states
from hanse.directory.models import ClusterMembership, Invitation, Membership, OnboardingRow, Organisation, Role, State
from hanse.directory.selectors.people import has_verified_address
from hanse.directory.services import mail
from hanse.directory.services.people import start_membership
from hanse.directory.services.touch import locked, moved, touch

VALID_FOR = timedelta(days=14)
MOST_OPEN = 200


def hash_of(token: str) -> str:
    """Return the hash under which a secret is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_invitation(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    actor: Person,
    at: datetime,
    row: OnboardingRow | None = None,
) -> tuple[Invitation, str]:
    """Return an unsaved invitation and its secret; the caller has checked the right."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation=organisation, email=email.strip().lower(), name=name.strip(), role=role, token_hash=hash_of(token),
        invited_by=actor, onboarding_row=row, created_at=at, expires_at=at + VALID_FOR,
    )  # fmt: skip
    return invitation, token


@transaction.atomic
def invite_person(
    *, organisation: Organisation, actor: Person, email: str, role: str, at: datetime, name: str = ""
) -> Invitation:
    """Invite somebody by mail; an open invitation to the same address is sent again instead.

    Raises:
        NotFound, NotAllowed, Invalid; Conflict when the person is in already; TooMany open invitations.
    """
    permissions.require(actor, permissions.MANAGE_PEOPLE, organisation)
    organisation = locked(organisation)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), field="email") from error
    if Membership.objects.filter(organisation=organisation, ended_at=None, person__user__email=email).exists():
        raise Conflict(
            _("This person is in already."), next_step=_("Change the role in the list of people."), field="email"
        )
    open_ones = Invitation.objects.filter(
        organisation=organisation, accepted_at=None, declined_at=None, withdrawn_at=None
    )
    if old := open_ones.filter(email=email).first():
        if old.role != role:
            old.role = role
            old.save(update_fields=["role"])
        return resend_invitation(invitation=old, actor=actor, at=at)
    if open_ones.count() >= MOST_OPEN:
        raise TooMany(
            _("%(count)d invitations wait for an answer already.") % {"count": MOST_OPEN},
            next_step=_("Withdraw those that nobody will answer."),
        )
    invitation, token = new_invitation(
        organisation=organisation, email=email, name=name, role=Role(role), actor=actor, at=at
    )
    invitation.save()
    _send(invitation, token, actor)
    audit.record(
        action="directory.person_invited",
        actor=actor,
        subject=organisation,
        data={"invitation": invitation.public_id, "role": role},
        at=at,
    )
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, actor: Person, at: datetime) -> Invitation:
    """Send an invitation again with a new secret and new days; the old link stops working.

    Raises:
        NotFound, NotAllowed; WrongState when it was answered or withdrawn.
    """
    require_inviter(actor, invitation)
    row = _locked_open(invitation)
    token = secrets.token_urlsafe(32)
    row.token_hash, row.expires_at = hash_of(token), at + VALID_FOR
    row.save(update_fields=["token_hash", "expires_at"])
    _send(row, token, actor)
    audit.record(
        action="directory.invitation_sent_again",
        actor=actor,
        subject=row.organisation,
        data={"invitation": row.public_id},
        at=at,
    )
    return row


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Person, at: datetime) -> Invitation:
    """Take an invitation back. Raises: NotFound, NotAllowed, WrongState."""
    require_inviter(actor, invitation)
    row = _locked_open(invitation)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    audit.record(
        action="directory.invitation_withdrawn",
        actor=actor,
        subject=row.organisation,
        data={"invitation": row.public_id},
        at=at,
    )
    return row


@transaction.atomic
def accept_invitation(*, invitation: Invitation, actor: Person, at: datetime, token: str = "") -> Membership:
    """Join by an invitation: with the link's secret, or signed in under the verified address that was invited.

    An organisation that a cluster brought in becomes listed with this, and its membership of the cluster confirmed.

    Raises:
        NotFound: the secret is not the invitation's, and the address not the actor's.
        WrongState: answered, withdrawn or expired.
        NotAllowed: the actor has no login.
    """
    row = _for_invited(invitation, actor, token)
    organisation = locked(row.organisation)
    if row.expires_at < at:
        raise WrongState(
            _("This invitation has expired."), next_step=_("Ask the person who invited you to send it again.")
        )
    if organisation.state in (State.MERGED, State.CLOSED):
        raise WrongState(_("This organisation's entry is closed."), next_step=_("Ask the person who invited you."))
    membership = start_membership(organisation=organisation, person=actor, role=row.role, at=at)
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    if row.onboarding_row is not None:
        _confirm_onboarding(organisation, row.onboarding_row, at)
    touch([organisation.pk])
    data = {"invitation": row.public_id, "person": actor.public_id, "role": membership.role}
    audit.record(action="directory.invitation_accepted", actor=actor, subject=organisation, data=data, at=at)
    mail.tell(
        [row.invited_by],
        "invitation_accepted",
        link=mail.profile_link(organisation),
        organisation=organisation,
        who=actor,
    )
    return membership


@transaction.atomic
def decline_invitation(*, invitation: Invitation, actor: Person | None, at: datetime, token: str = "") -> Invitation:
    """Say no to an invitation; with the link's secret nobody need sign in. Raises: NotFound, WrongState."""
    row = _for_invited(invitation, actor, token)
    row.declined_at = at
    row.save(update_fields=["declined_at"])
    audit.record(
        action="directory.invitation_declined",
        actor=actor,
        subject=row.organisation,
        data={"invitation": row.public_id},
        at=at,
    )
    return row


def require_inviter(actor: Person, invitation: Invitation) -> None:
    """Let pass who leads the organisation, or on-boards for its cluster. Raises: NotFound, NotAllowed."""
    row = invitation.onboarding_row
    if row is not None and permissions.may(actor, permissions.ONBOARD_MEMBERS, row.batch.cluster):
        return
    permissions.require(actor, permissions.MANAGE_PEOPLE, invitation.organisation)


def _send(invitation: Invitation, token: str, actor: Person) -> None:
    known = Person.objects.filter(user__email=invitation.email).first()
    mail.mail_invitation(invitation, token, language=known.language if known else actor.language)


def _locked_open(invitation: Invitation) -> Invitation:
    row = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if row is None:
        raise NotFound
    if row.accepted_at or row.declined_at or row.withdrawn_at:
        raise WrongState(
            _("This invitation was answered or withdrawn."), next_step=_("Send a new one if it is still needed.")
        )
    return row


def _for_invited(invitation: Invitation, actor: Person | None, token: str) -> Invitation:
    row = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if row is None:
        raise NotFound
    by_link = bool(token) and secrets.compare_digest(row.token_hash, hash_of(token))
    if not by_link and not has_verified_address(actor, row.email):
        raise NotFound
    if actor is not None and actor.user_id is None:
        raise NotAllowed
    return _locked_open(row)


def _confirm_onboarding(organisation: Organisation, row: OnboardingRow, at: datetime) -> None:
    """Let the firm's own yes list its entry and confirm that it is a member of the cluster."""
    if organisation.state == State.HIDDEN and organisation.source_id is None:
        organisation.state = moved(states.ORGANISATION, "list", organisation.state)
        organisation.save(update_fields=["state"])
    link, _is_new = ClusterMembership.objects.get_or_create(
        cluster=row.batch.cluster, member=organisation, until=None, defaults={"since": at.date(), "confirmed_at": at}
    )
    if link.confirmed_at is None:
        link.confirmed_at = at
        link.save(update_fields=["confirmed_at"])
    touch([row.batch.cluster_id])
