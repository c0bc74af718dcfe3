"""What this app and the two below it know of a person, for access and erasure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hanse.accounts import selectors
from hanse.accounts.models import Person
from hanse.accounts.services.closing import forget
from hanse.core.registries import PersonalData, personal_data
from hanse.notify import selectors as notify_selectors
from hanse.notify import services as notify_services


def export_account(person: Person) -> dict[str, Any]:
    """Return details, roles and consents of a person as plain values."""
    details = {
        field: getattr(person, field)
        for field in ("public_id", "name", "email", "phone", "language", "job_title", "source")
    }
    return {
        "details": {**details, "created_at": person.created_at.isoformat()},
        "roles": [
            {
                "role": held.role,
                "from": held.given_at.isoformat(),
                "to": held.ended_at.isoformat() if held.ended_at else None,
            }
            for held in person.platform_roles.all()
        ],
        "consents": [
            {
                "purpose": row.purpose,
                "wording": row.wording_version,
                "given_at": row.given_at.isoformat(),
                "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
            }
            for line in selectors.consent_lines(person)
            for row in line.history
        ],
    }


def export_mail(person: Person) -> dict[str, Any]:
    """Return notices and mails of a person; the text of mails that held a sign-in link is not kept."""
    return {
        "notices": [
            {"at": item.visible_at.isoformat(), "title": item.title, "text": item.text}
            for item in notify_selectors.notices_of(person.public_id)
        ],
        "mails": [
            {"at": mail.created_at.isoformat(), "to": mail.to_address, "subject": mail.subject, "state": mail.state}
            for mail in notify_selectors.mails_to(person.public_id)
        ],
    }


def erase_mail(person: Person, at: datetime) -> None:
    """Delete a person's notices and what mails say."""
    notify_services.forget_person(public_id=person.public_id, address=person.email)


# Mail goes first: it is found by the address, which the account then forgets.
personal_data.add("notify", PersonalData("Notices and mail", export_mail, erase_mail))
personal_data.add("accounts", PersonalData("Account", export_account, forget))
