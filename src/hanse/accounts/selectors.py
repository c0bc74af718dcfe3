"""Reading: one's own page, the people list of the secretariat, and labels for other apps' pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, Q
from django.urls import reverse

from hanse.accounts.models import Consent, Person, PlatformRole, SignInLink
from hanse.accounts.permissions import MANAGE_PEOPLE
from hanse.core.errors import NotFound
from hanse.core.registries import Label

PAGE_SIZE = 50
KINDS = ("login", "contact", "closed")


@dataclass(frozen=True)
class PeoplePage:
    """People, newest first, each with `current_roles`, and where the next page starts."""

    people: list[Person]
    next_before: str


@dataclass(frozen=True)
class ConsentLine:
    """One purpose: its words, whether consent holds now, and the rows of its history, newest first."""

    purpose: str
    words: str
    current: Consent | None
    history: list[Consent]


@dataclass(frozen=True)
class SignInMethods:
    """How a person can sign in."""

    address: str
    has_password: bool
    has_app: bool
    passkeys: int


def people_page(user: Any, *, text: str = "", role: str = "", kind: str = "", before: str = "") -> PeoplePage:
    """Return one page of people whose name, address or position holds a text; at most three queries.

    Args:
        role: only those who hold it now.
        kind: "login", "contact" or "closed"; empty for all that are not closed.
        before: `next_before` of the page shown last.
    Raises:
        NotFound: the user may not manage people.
    """
    _require_manager(user)
    found = Person.objects.order_by("-id").prefetch_related(_current_roles())
    found = found.exclude(closed_at=None) if kind == "closed" else found.filter(closed_at=None)
    if kind in {"login", "contact"}:
        found = found.filter(user__isnull=kind == "contact")
    if text:
        text = text.replace("\x00", "")
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(job_title__icontains=text))
    if role:
        found = found.filter(platform_roles__role=role, platform_roles__ended_at=None)
    if before:
        found = found.filter(id__lt=Person.objects.filter(public_id=before).values("id"))
    rows = list(found[: PAGE_SIZE + 1])
    page = rows[:PAGE_SIZE]
    return PeoplePage(page, page[-1].public_id if len(rows) > PAGE_SIZE else "")


def person_for(user: Any, public_id: str) -> Person:
    """Return one person, with roles past and present in `all_roles`, for the secretariat.

    Raises:
        NotFound: there is none, or the user may not manage people.
    """
    _require_manager(user)
    everything = Prefetch(
        "platform_roles", PlatformRole.objects.select_related("given_by").order_by("-given_at"), to_attr="all_roles"
    )
    person = (
        Person.objects.select_related("user")
        .prefetch_related(everything, _current_roles())
        .filter(public_id=public_id)
        .first()
    )
    if person is None:
        raise NotFound
    return person


def roles_now(person: Person) -> list[PlatformRole]:
    """Return the platform roles that a person holds now, in alphabetical order; no query after `person_for`."""
    held = [role for role in person.platform_roles.all() if role.ended_at is None]
    return getattr(person, "current_roles", held)


def person_by_address(email: str) -> Person | None:
    """Return the person who signs in with a verified address, whatever its letters' case."""
    verified = EmailAddress.objects.filter(email__iexact=email.strip(), verified=True, user__is_active=True)
    return Person.objects.select_related("user").filter(user__in=verified.values("user_id")).first()


def consent_lines(person: Person) -> list[ConsentLine]:
    """Return every purpose with its history; one query."""
    rows = list(Consent.objects.filter(person=person).order_by("-given_at", "-id"))
    lines = []
    for purpose in Consent.Purpose:
        history = [row for row in rows if row.purpose == purpose]
        current = next((row for row in history if row.withdrawn_at is None), None)
        lines.append(ConsentLine(purpose.value, str(purpose.label), current, history))
    return lines


def has_consent(person: Person, purpose: str) -> bool:
    """Return whether a consent holds now."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists()


def sign_in_methods(person: Person) -> SignInMethods:
    """Return how a person can sign in."""
    user = person.user
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True)) if user else []
    return SignInMethods(
        address=user.email if user else "",
        has_password=bool(user and user.has_usable_password()),
        has_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
    )


def link_is_open(token: str, at: datetime) -> bool:
    """Return whether a sign-in link would still work; looking does not spend it."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    return SignInLink.objects.filter(token_hash=hashed, used_at=None, expires_at__gt=at, user__is_active=True).exists()


def people_labels(public_ids: Iterable[str]) -> dict[str, Label]:
    """Return name and page (of the secretariat) of people; one query."""
    found = Person.objects.filter(public_id__in=list(public_ids))
    return {
        person.public_id: Label(str(person), reverse("accounts:person", args=[person.public_id])) for person in found
    }


def _current_roles() -> Prefetch:
    return Prefetch(
        "platform_roles", PlatformRole.objects.filter(ended_at=None).order_by("role"), to_attr="current_roles"
    )


def _require_manager(user: Any) -> None:
    if not user.has_perm(MANAGE_PEOPLE):
        raise NotFound


def own_details(person: Person) -> Person:
    """Return a fresh copy of a person for a form to write into, so that a refused form changes nothing on the page."""
    return Person.objects.get(pk=person.pk)
