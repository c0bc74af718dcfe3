"""Telling people of the directory's events: owners, the secretariat, and addresses that hold an invitation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from hanse.accounts.models import Person
from hanse.directory.models import Invitation, Organisation, Role
from hanse.notify import services as notify
from hanse.notify.services.wording import worded


def owners_of(organisation: Organisation) -> list[Person]:
    """Return the owners with a login, who joined first first."""
    people = Person.objects.filter(
        memberships__organisation=organisation, memberships__role=Role.OWNER, memberships__ended_at=None
    )
    return list(people.filter(user__isnull=False).order_by("memberships__started_at").distinct())


def managers() -> list[Person]:
    """Return who runs the programme now."""
    return list(
        Person.objects.filter(
            platform_roles__role="manager", platform_roles__ended_at=None, user__is_active=True
        ).distinct()
    )


def tell(people: Iterable[Person | None], code: str, *, link: str, **context: Any) -> None:
    """Tell people on the site and by mail; the mail is `directory/mail/<code>.txt`."""
    for person in people:
        if person is not None and person.closed_at is None:
            notify.notify(person=person, template=f"directory/{code}", context=context, link=link)


def mail_invitation(invitation: Invitation, token: str, *, language: str) -> None:
    """Mail the link of an invitation; the outbox keeps its text only until it is sent, for the link opens the door."""
    link = settings.BASE_URL + reverse("directory:invitation_by_link", args=[invitation.public_id, token])
    row = invitation.onboarding_row
    context: Mapping[str, Any] = {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "cluster": row.batch.cluster if row is not None else None,
        "link": link,
    }
    code = "directory/onboarding_invitation" if row is not None else "directory/invitation"
    words = worded(code, context, language)
    notify.queue_rendered(
        to_address=invitation.email,
        template=code,
        language=language,
        subject=words.subject,
        body_text=words.body,
        is_secret=True,
    )


def profile_link(organisation: Organisation) -> str:
    """Return the path of an organisation's page."""
    return reverse("directory:organisation", args=[organisation.public_id])
