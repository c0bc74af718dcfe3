"""Platform roles: given and ended by the secretariat, or by the operator on the command line (actor None)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person, PlatformRole
from hanse.accounts.permissions import MANAGE_PEOPLE
from hanse.audit.services import record
from hanse.core.errors import Conflict, Invalid, NotFound, WrongState
from hanse.core.predicates import MANAGER, require
from hanse.notify.services import notify


@transaction.atomic
def give_role(*, person: Person, role: str, actor: Person | None, at: datetime) -> PlatformRole:
    """Give a person a platform role; one that is held already is returned unchanged.

    Args:
        actor: who gives it; None for the operator.
    Raises: NotAllowed, Invalid (no such role), WrongState (no login: a mere contact cannot act).
    """
    if actor is not None:
        require(actor, MANAGE_PEOPLE)
    if role not in PlatformRole.Role.values:
        raise Invalid(_("There is no such role."), field="role")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id is None:
        raise WrongState(
            _("This person has no account, so cannot have a role."),
            next_step=_("Ask the person to make an account first."),
        )
    held, is_new = PlatformRole.objects.get_or_create(
        person=person, role=role, ended_at=None, defaults={"given_by": actor, "given_at": at}
    )
    if is_new:
        notify(person=person, template="accounts/role_given", context={"role": held.get_role_display()})
        record(action="accounts.role_given", actor=actor, subject=person, data={"role": role}, at=at)
    return held


@transaction.atomic
def end_role(*, person: Person, role: str, actor: Person | None, at: datetime) -> None:
    """End a platform role that a person holds.

    Raises: NotAllowed, NotFound (not held), Conflict (nobody would be left to manage the platform).
    """
    if actor is not None:
        require(actor, MANAGE_PEOPLE)
    # All holders are locked, so that two managers cannot end each other at one moment.
    holders = {
        held.person_id: held for held in PlatformRole.objects.select_for_update().filter(role=role, ended_at=None)
    }
    if person.pk not in holders:
        raise NotFound
    if role == MANAGER and len(holders) == 1:
        raise Conflict(
            _("This is the last programme manager."),
            next_step=_("Make somebody else a programme manager first, then end this role."),
        )
    held = holders[person.pk]
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(action="accounts.role_ended", actor=actor, subject=person, data={"role": role}, at=at)
