"""What the matching knows of a person, and what happens to it when the account is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hanse.core.registries import PersonalData, personal_data
from hanse.matching import selectors, services


def export(person: Any) -> Mapping[str, Any]:
    """Return the person's needs and introductions as plain values; what colleagues wrote is theirs."""
    return {
        "needs": [
            {"text": need.text, "title": need.title, "stated": need.created_at.isoformat()}
            for need in selectors.needs_of(person)
            if need.author_id == person.pk
        ],
        "introductions": [
            {
                "organisation": row.organisation.name,
                "message": row.message,
                "asked": row.asked_at.isoformat(),
                "state": row.state,
            }
            for row in selectors.introductions_of(person, side="sent")
            if row.asker_id == person.pk
        ],
    }


def erase(person: Any, at: datetime) -> None:
    """Delete the person's own needs that nobody was asked about; close the others, withdraw what waits."""
    services.forget_person(person=person, at=at)


personal_data.add("matching", PersonalData(title=str(_("Needs and introductions")), export=export, erase=erase))
