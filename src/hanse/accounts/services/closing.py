"""Closing an account: upper apps say what stands in the way; then the person is forgotten, and the log stays whole."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Consent, Person, PlatformRole, SignInLink
from hanse.accounts.permissions import CLOSE_ACCOUNT
from hanse.audit.services import record
from hanse.core.errors import Conflict, WrongState
from hanse.core.predicates import MANAGER, require
from hanse.core.registries import Obstacle, account_closing, personal_data


def obstacles_to_closing(*, person: Person) -> list[Obstacle]:
    """Return what must be settled first: being the only owner of an organisation, or the last manager."""
    found = [obstacle for part in account_closing.values() for obstacle in part.obstacles(person)]
    managers = PlatformRole.objects.filter(role=MANAGER, ended_at=None)
    if managers.filter(person=person).exists() and not managers.exclude(person=person).exists():
        found.append(
            Obstacle(str(_("You are the last programme manager. Make somebody else a programme manager first.")))
        )
    return found


@transaction.atomic
def close_account(*, person: Person, actor: Person | None, at: datetime) -> Person:
    """Close an account for good: sign-in, roles and consents end, name and addresses are deleted, the opaque id stays.

    Args:
        actor: the person, a manager, or None for the operator.
    Raises: NotAllowed, WrongState (closed already), Conflict (an obstacle, in its own words).
    """
    if actor is not None:
        require(actor, CLOSE_ACCOUNT, person)
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if person.closed_at:
        raise WrongState(_("This account is closed."))
    # Locked, so that the last two managers cannot close their accounts at one moment.
    list(PlatformRole.objects.select_for_update().filter(role=MANAGER, ended_at=None))
    if obstacles := obstacles_to_closing(person=person):
        raise Conflict(
            " ".join(obstacle.message for obstacle in obstacles),
            next_step=_("Settle this first, then close the account."),
        )
    for part in account_closing.values():
        part.close(person, actor, at)
    for declared in personal_data.values():
        declared.erase(person, at)
    record(action="accounts.closed", actor=actor, subject=person, at=at)
    person.refresh_from_db()
    return person


def forget(person: Person, at: datetime) -> None:
    """Delete what this app knows of a person; the row with its opaque id stays for records that name it."""
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=at)
    PlatformRole.objects.filter(person=person, ended_at=None).update(ended_at=at)
    if user := person.user:
        SignInLink.objects.filter(user=user).delete()
        for log in (AccessAttempt, AccessLog, AccessFailureLog):
            log.objects.filter(username__iexact=user.email).delete()
        person.user = None
        person.save(update_fields=["user"])
        user.delete()  # takes addresses, authenticators and, with the login, every open session
    Person.objects.filter(pk=person.pk).update(
        name="", email="", phone="", job_title="", source="", is_hidden=True, terms_version="", closed_at=at
    )
