"""Joining: a login gets its person, and what was known of the person before becomes the person's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import ProtectedError, RestrictedError
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Consent, Person, User
from hanse.accounts.services.consents import WORDING_VERSION
from hanse.accounts.signals import person_joined, person_merged
from hanse.audit.services import record
from hanse.core.errors import Conflict, Invalid

# Of the terms of use that the sign-up form names; raise it when they change.
TERMS_VERSION = "2026-11"


@transaction.atomic
def register_person(
    *, user: User, name: str, language: str, at: datetime, terms_version: str = "", purposes: Iterable[str] = ()
) -> Person:
    """Make the person of a new login, with the consents given on the sign-up form.

    Args:
        purposes: of `Consent.Purpose`, ticked one by one.
    """
    person = Person.objects.create(
        user=user,
        name=name.strip(),
        email=user.email,
        language=language,
        created_at=at,
        terms_version=terms_version,
        terms_accepted_at=at if terms_version else None,
    )
    for purpose in purposes:
        Consent.objects.create(person=person, purpose=purpose, wording_version=WORDING_VERSION, given_at=at)
    record(
        action="accounts.registered",
        actor=person,
        subject=person,
        data={"consents": sorted(purposes)} if purposes else {},
        at=at,
    )
    return person


@transaction.atomic
def add_account(*, email: str, name: str, language: str, at: datetime, password: str | None = None) -> Person:
    """Make an account whose address counts as verified: by the operator, or for the demo.

    Contacts that bear the address are merged into it.

    Raises: Conflict (the address has an account), Invalid (no address).
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("This is not an e-mail address."), field="email") from error
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(_("This address has an account already."))
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    person = register_person(user=user, name=name, language=language, at=at)
    adopt_contacts(user=user, email=user.email, at=at)
    return person


def ensure_person(*, user: User, at: datetime) -> Person:
    """Return the person of a login; make one for logins that the operator made on the command line."""
    existing = Person.objects.filter(user=user).first()
    return existing or register_person(user=user, name=user.email.partition("@")[0], language="en", at=at)


@transaction.atomic
def adopt_contacts(*, user: User, email: str, at: datetime) -> list[str]:
    """Merge the contacts that bear an address into the person who has just proven to own it.

    What pointed at a contact (memberships, mandates, references) points at the person afterwards; what the person has
    already is not doubled. Call it only with a verified address.

    Returns:
        the public ids of the contacts that were merged.
    """
    person = ensure_person(user=user, at=at)
    contacts = Person.objects.select_for_update().filter(user=None, closed_at=None, email__iexact=email)
    merged = [contact.public_id for contact in contacts if _merge(kept=person, gone=contact, at=at)]
    if merged:
        record(action="accounts.contact_adopted", actor=person, subject=person, data={"contacts": merged}, at=at)
    person_joined.send(Person, person=person, at=at)
    return merged


def _merge(*, kept: Person, gone: Person, at: datetime) -> bool:
    for field in ("phone", "job_title"):
        if not getattr(kept, field):
            setattr(kept, field, getattr(gone, field))
    kept.save(update_fields=["phone", "job_title"])
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not isinstance(relation, models.ManyToManyRel):
            _repoint(relation, kept, gone)
    person_merged.send(Person, kept=kept, gone=gone, at=at)
    try:
        with transaction.atomic():
            gone.delete()
    except (ProtectedError, RestrictedError):
        # Something that must not vanish still names the contact; it stays, hidden.
        Person.objects.filter(pk=gone.pk).update(is_hidden=True, email="")
        return False
    return True


def _repoint(relation: models.ManyToOneRel, kept: Person, gone: Person) -> None:
    field = relation.field
    for row in relation.related_model._base_manager.filter(**{field.name: gone}):
        setattr(row, field.name, kept)
        try:
            with transaction.atomic():
                row.save(update_fields=[field.name])
        except IntegrityError:
            continue  # the person has the same already; the contact's row goes with the contact
