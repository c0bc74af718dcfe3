"""Predicates about the person alone, for every app's permissions.

Roles are read from `user.platform_roles`, so that apps below accounts (audit, notify) can ask without importing it.
"""

from __future__ import annotations

from typing import Any

import rules

from hanse.core.errors import NotAllowed

MANAGER = "manager"
ADVISER = "adviser"


def roles_of(user: Any) -> frozenset[str]:
    """Return the platform roles that a user holds now; none for a visitor."""
    if user is None or not getattr(user, "is_authenticated", False):
        return frozenset()
    return user.platform_roles


@rules.predicate
def is_signed_in(user: Any) -> bool:
    """Whether somebody has signed in with an active login."""
    return bool(user is not None and getattr(user, "is_authenticated", False) and user.is_active)


@rules.predicate
def is_platform_manager(user: Any) -> bool:
    """Whether the user runs the programme (the secretariat)."""
    return MANAGER in roles_of(user)


@rules.predicate
def is_adviser(user: Any) -> bool:
    """Whether the user advises firms for the platform."""
    return ADVISER in roles_of(user)


@rules.predicate
def is_same_person(user: Any, person: Any) -> bool:
    """Whether a record of a person is the user's own."""
    return bool(person is not None and is_signed_in(user) and person.user_id == user.pk)


def require(actor: Any, permission: str, record: Any = None) -> None:
    """Check a permission inside a service.

    Args:
        actor: a person with a login, or a login.
        permission: "app.verb", registered with `rules`.
        record: what it is about; None where the permission hangs on the person alone.
    Raises:
        NotAllowed: the actor lacks it.
    """
    user = getattr(actor, "user", actor)
    if user is None or not user.has_perm(permission, record):
        raise NotAllowed
