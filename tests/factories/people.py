"""People for tests: invented, with a login unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from django.utils import timezone

from hanse.accounts.models import Person, PlatformRole, User

PASSWORD = "a quiet harbour at noon"
_numbers = count(1)


def make_person(
    *,
    name: str | None = None,
    login: bool = True,
    roles: Iterable[str] = (),
    email: str | None = None,
    language: str = "en",
    password: str | None = None,
    verified: bool = True,
    **fields: object,
) -> Person:
    """Return a saved person.

    Args:
        login: with a `User` (`person.user`, for `client.force_login`) and a verified address; else a mere contact.
        roles: platform roles that hold now: "manager", "adviser".
        password: of the login; None makes a login that can only use links (much faster). `PASSWORD` is a valid one.
    """
    number = next(_numbers)
    name = name or f"Synthetic Person {number}"
    email = email or f"person{number}@example.org"
    user = None
    if login:
        from allauth.account.models import EmailAddress

        user = User.objects.create_user(email, password)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    person = Person.objects.create(user=user, name=name, email=email.lower(), language=language, **fields)
    for role in roles:
        PlatformRole.objects.create(person=person, role=role, given_at=timezone.now())
    return person
