"""What this app knows of a person, for access and erasure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hanse.core.registries import PersonalData, personal_data
from hanse.directory import selectors, services


def export(person: Any) -> dict[str, Any]:
    """Return memberships, invitations, claims and mandates of a person as plain values."""
    return selectors.personal_record(person)


def erase(person: Any, at: datetime) -> None:
    """Forget what a person said here; that a record existed stays, without name or address."""
    services.forget_person(person=person, at=at)


personal_data.add("directory", PersonalData("Organisations", export, erase))
