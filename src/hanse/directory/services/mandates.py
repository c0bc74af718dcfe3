"""A firm lets an adviser or cluster act for it; it alone gives that, and either side ends it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Conflict, Invalid, NotFound
from hanse.directory import permissions, states
from hanse.directory.models import Mandate, Organisation, State
from hanse.directory.services import mail
from hanse.directory.services.touch import locked, moved


@transaction.atomic
def ask_mandate(
    *,
    agent: Organisation,
    firm: Organisation,
    actor: Person,
    scopes: Collection[str],
    at: datetime,
    note: str = "",
    ends_on: date | None = None,
) -> Mandate:
    """Ask a firm for a mandate in the name of an adviser, cluster or centre; its owners are told.

    Args:
        scopes: of `permissions.SCOPES`.
    Raises:
        NotFound, NotAllowed, Invalid; Conflict when one waits or holds already, or nobody is there to give it.
    """
    permissions.require(actor, permissions.ASK_MANDATE, agent)
    permissions.require(actor, permissions.VIEW_ORGANISATION, firm)
    owners = mail.owners_of(firm)
    if not owners:
        message = _("Nobody has taken over this firm's profile yet, so nobody can give you a mandate.")
        raise Conflict(message, next_step=_("Ask the firm to claim its profile first."))
    mandate = _new_mandate(agent, firm, actor, scopes, at, note, ends_on, state=Mandate.State.REQUESTED)
    audit.record(action="directory.mandate_asked", actor=actor, subject=firm, data=_data(mandate), at=at)
    mail.tell(owners, "mandate_asked", link=_page(firm), firm=firm, agent=agent, mandate=mandate)
    return mandate


@transaction.atomic
def give_mandate(
    *,
    firm: Organisation,
    agent: Organisation,
    actor: Person,
    scopes: Collection[str],
    at: datetime,
    note: str = "",
    ends_on: date | None = None,
) -> Mandate:
    """Give a mandate without having been asked. Raises: NotFound, NotAllowed, Invalid, Conflict."""
    permissions.require(actor, permissions.GIVE_MANDATE, firm)
    if agent.state != State.LISTED or agent.kind not in permissions.AGENT_KINDS:
        raise Invalid(_("A mandate goes to an adviser, a cluster, a hub, a centre or a public body."), field="agent")
    mandate = _new_mandate(agent, firm, actor, scopes, at, note, ends_on, state=Mandate.State.ACTIVE)
    audit.record(action="directory.mandate_given", actor=actor, subject=firm, data=_data(mandate), at=at)
    mail.tell(mail.owners_of(agent), "mandate_given", link=_page(agent), firm=firm, agent=agent, mandate=mandate)
    return mandate


@transaction.atomic
def accept_mandate(*, mandate: Mandate, actor: Person, at: datetime, scopes: Collection[str] | None = None) -> Mandate:
    """Give a mandate that was asked for, to the scopes that the firm grants.

    Args:
        scopes: None grants what was asked.
    Raises:
        NotFound, NotAllowed, Invalid, WrongState.
    """
    row = _locked(mandate)
    permissions.require(actor, permissions.GIVE_MANDATE, row.firm)
    if scopes is not None:
        _set_scopes(row, scopes)
    row.state = moved(states.MANDATE, "accept", row.state)
    return _decided(row, actor, at, "directory.mandate_accepted", "mandate_given")


@transaction.atomic
def decline_mandate(*, mandate: Mandate, actor: Person, at: datetime) -> Mandate:
    """Refuse a mandate that was asked for. Raises: NotFound, NotAllowed, WrongState."""
    row = _locked(mandate)
    permissions.require(actor, permissions.GIVE_MANDATE, row.firm)
    row.state = moved(states.MANDATE, "decline", row.state)
    return _decided(row, actor, at, "directory.mandate_declined", "mandate_declined")


@transaction.atomic
def end_mandate(*, mandate: Mandate, actor: Person, at: datetime) -> Mandate:
    """End a mandate, or take back that one asked for it. Raises: NotFound, NotAllowed, WrongState."""
    row = _locked(mandate)
    if not permissions.may(actor, permissions.END_MANDATE, row):
        raise NotFound
    row.state = moved(states.MANDATE, "end", row.state)
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    audit.record(action="directory.mandate_ended", actor=actor, subject=row.firm, data=_data(row), at=at)
    for side in (row.firm, row.agent):
        people = [person for person in mail.owners_of(side) if person.pk != actor.pk]
        mail.tell(people, "mandate_ended", link=_page(side), firm=row.firm, agent=row.agent, mandate=row)
    return row


def _new_mandate(
    agent: Organisation,
    firm: Organisation,
    actor: Person,
    scopes: Collection[str],
    at: datetime,
    note: str,
    ends_on: date | None,
    *,
    state: str,
) -> Mandate:
    if agent.pk == firm.pk:
        raise Invalid(_("An organisation needs no mandate from itself."), field="firm")
    if ends_on is not None and ends_on < at.date():
        raise Invalid(_("The mandate would be over already."), field="ends_on")
    firm = locked(firm)
    _end_expired(firm, agent, at)
    if Mandate.objects.filter(
        firm=firm, agent=agent, state__in=[Mandate.State.REQUESTED, Mandate.State.ACTIVE]
    ).exists():
        raise Conflict(
            _("A mandate between the two waits or is in force already."), next_step=_("Look at the list of mandates.")
        )
    mandate = Mandate(
        firm=firm, agent=agent, note=note.strip(), state=state, requested_by=actor, requested_at=at, ends_on=ends_on
    )
    if state == Mandate.State.ACTIVE:
        mandate.decided_by, mandate.decided_at = actor, at
    _set_scopes(mandate, scopes)
    mandate.save()
    return mandate


def _end_expired(firm: Organisation, agent: Organisation, at: datetime) -> None:
    """Close a mandate whose day has passed: it has no effect any more, but would keep a new one out."""
    old = Mandate.objects.filter(firm=firm, agent=agent, state=Mandate.State.ACTIVE, ends_on__lt=at.date())
    old.update(state=Mandate.State.ENDED, ended_at=at)


def _set_scopes(mandate: Mandate, scopes: Collection[str]) -> None:
    if not scopes or not set(scopes) <= set(permissions.SCOPES):
        raise Invalid(_("Say what the mandate covers."), field="scopes")
    mandate.may_edit_profile = permissions.EDIT_PROFILE in scopes
    mandate.may_state_needs = permissions.STATE_NEEDS in scopes
    mandate.may_ask_introductions = permissions.ASK_INTRODUCTIONS in scopes


def _locked(mandate: Mandate) -> Mandate:
    row = Mandate.objects.select_for_update(of=("self",)).select_related("firm", "agent").filter(pk=mandate.pk).first()
    if row is None:
        raise NotFound
    return row


def _decided(row: Mandate, actor: Person, at: datetime, action: str, code: str) -> Mandate:
    row.decided_by, row.decided_at = actor, at
    row.save()
    audit.record(action=action, actor=actor, subject=row.firm, data=_data(row), at=at)
    mail.tell([row.requested_by], code, link=_page(row.agent), firm=row.firm, agent=row.agent, mandate=row)
    return row


def _data(mandate: Mandate) -> dict[str, object]:
    held = {
        permissions.EDIT_PROFILE: mandate.may_edit_profile,
        permissions.STATE_NEEDS: mandate.may_state_needs,
        permissions.ASK_INTRODUCTIONS: mandate.may_ask_introductions,
    }
    return {
        "mandate": mandate.public_id,
        "agent": mandate.agent.public_id,
        "scopes": [scope for scope, holds in held.items() if holds],
    }


def _page(organisation: Organisation) -> str:
    return mail.reverse("directory:mandates", args=[organisation.public_id])
