"""A person's own details, and contacts that others enter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.accounts.permissions import CHANGE_PERSON
from hanse.accounts.signals import person_changed
from hanse.audit.services import record
from hanse.core.errors import Invalid, WrongState
from hanse.core.predicates import require

DETAILS = ("name", "phone", "job_title", "language")


@transaction.atomic
def update_person(*, person: Person, actor: Person, at: datetime, **details: str) -> Person:
    """Change name, phone, job_title or language; what is not given stays.

    Raises: NotAllowed, Invalid (no name, or a detail that cannot be changed here), WrongState (closed).
    """
    require(actor, CHANGE_PERSON, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.closed_at:
        raise WrongState(_("This account is closed."))
    if unknown := set(details) - set(DETAILS):
        raise Invalid(field=min(unknown))
    if not details.get("name", person.name).strip():
        raise Invalid(_("A person needs a name."), field="name")
    changed = [field for field, value in details.items() if getattr(person, field) != value.strip()]
    if not changed:
        return person
    for field in changed:
        setattr(person, field, details[field].strip())
    person.save(update_fields=changed)
    person_changed.send(Person, person=person, at=at)
    record(action="accounts.details_changed", actor=actor, subject=person, data={"fields": sorted(changed)}, at=at)
    return person


@transaction.atomic
def create_contact(
    *,
    name: str,
    email: str,
    at: datetime,
    source: str = "",
    actor: Person | None = None,
    language: str = "en",
    is_hidden: bool = True,
    phone: str = "",
    job_title: str = "",
) -> Person:
    """Make a person without a login: an imported contact, or one that somebody invited.

    A contact stays hidden unless told otherwise, until the person proves to own the address and adopts it.
    """
    person = Person.objects.create(
        name=name.strip(),
        email=email.strip().lower(),
        phone=phone.strip(),
        job_title=job_title.strip(),
        language=language,
        is_hidden=is_hidden,
        source=source,
        created_at=at,
    )
    record(action="accounts.contact_created", actor=actor, subject=person, data={"source": source}, at=at)
    return person


@transaction.atomic
def follow_address(*, person: Person, email: str, at: datetime) -> None:
    """Take over the verified address with which somebody signs in from now on."""
    if person.email == email.lower():
        return
    person.email = email.lower()
    person.save(update_fields=["email"])
    record(action="accounts.address_changed", actor=person, subject=person, at=at)
