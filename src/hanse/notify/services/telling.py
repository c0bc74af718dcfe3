"""Telling somebody something: one notice on the site and one mail, in the transaction that causes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hanse.core.jobs import enqueue_on_commit
from hanse.core.registries import wanted_checks
from hanse.notify.models import InboxItem, Message
from hanse.notify.services.wording import worded

SEND_JOB = "hanse.notify.tasks.send_due_mail"


class Recipient(Protocol):
    """What this app must know of a person; `accounts.Person` fits."""

    public_id: str
    name: str
    email: str
    language: str
    user_id: int | None


@transaction.atomic
def notify(
    *,
    person: Recipient,
    template: str,
    context: Mapping[str, Any] | None = None,
    link: str = "",
    text: str = "",
    dedupe_key: str | None = None,
    send_after: datetime | None = None,
    wanted: str = "",
    wanted_data: Mapping[str, Any] | None = None,
    reply_to: str = "",
    with_mail: bool = True,
    with_notice: bool = True,
) -> Message | None:
    """Tell a person on the site and by mail, in the person's language.

    A contact without a login gets the mail only, a person without an address the notice only.

    Args:
        template: "app/code" for `templates/app/mail/code.txt`; the first line is the subject and the notice's title.
            It knows `person`, `link` (whole address), `site_url`, and what `context` holds.
        link: path of the page that this is about.
        text: one sentence for the notice, already in the person's language; the mail does not show it.
        dedupe_key: the same key is told once; a second call changes nothing.
        send_after: not before this moment: a reminder, which shows nowhere until then.
        wanted, wanted_data: key in `core.registries.wanted_checks` and its arguments; asked when a reminder is due.
    Returns:
        the mail in the outbox, None where there is none.
    Raises:
        NotRegistered: nobody registered the `wanted` check.
    """
    if wanted:
        wanted_checks[wanted]
    now = timezone.now()
    when = send_after or now
    words = worded(
        template,
        {"person": person, "link": f"{settings.BASE_URL}{link}" if link else "", **(context or {})},
        person.language,
    )
    message = None
    if with_mail and person.email:
        message = _queued(
            dedupe_key,
            to_person=person.public_id,
            to_address=person.email,
            language=person.language,
            template=template,
            subject=words.subject,
            body_text=words.body,
            created_at=now,
            send_after=when,
            wanted_key=wanted,
            wanted_data=dict(wanted_data or {}),
            reply_to=reply_to,
        )
    if with_notice and person.user_id is not None:
        notice = {
            "person": person.public_id,
            "kind": template,
            "title": words.subject,
            "text": text,
            "link": link,
            "visible_at": when,
            "message": message,
        }
        if dedupe_key:
            InboxItem.objects.get_or_create(dedupe_key=dedupe_key, defaults=notice)
        else:
            InboxItem.objects.create(**notice)
    return message


def mail(
    *,
    to_address: str,
    language: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    dedupe_key: str | None = None,
    send_after: datetime | None = None,
    reply_to: str = "",
) -> Message:
    """Mail an address that belongs to nobody here yet, e.g. an invitation; otherwise as `notify`."""
    words = worded(template, context or {}, language)
    return queue_rendered(
        to_address=to_address,
        language=language,
        template=template,
        subject=words.subject,
        body_text=words.body,
        dedupe_key=dedupe_key,
        send_after=send_after,
        reply_to=reply_to,
    )


@transaction.atomic
def queue_rendered(
    *,
    to_address: str,
    template: str,
    language: str,
    subject: str,
    body_text: str,
    body_html: str = "",
    to_person: str = "",
    dedupe_key: str | None = None,
    send_after: datetime | None = None,
    reply_to: str = "",
    is_secret: bool = False,
) -> Message:
    """Put a mail whose words are ready into the outbox.

    Args:
        is_secret: holds a sign-in link or code: staff see no text, and the text goes once the mail is sent.
    """
    now = timezone.now()
    return _queued(
        dedupe_key,
        to_address=to_address,
        to_person=to_person,
        template=template,
        language=language,
        subject=" ".join(subject.split())[:250],
        body_text=body_text,
        body_html=body_html,
        created_at=now,
        send_after=send_after or now,
        reply_to=reply_to,
        is_secret=is_secret,
    )


def _queued(dedupe_key: str | None, **fields: Any) -> Message:
    """Write the row once a key, and wake the job that sends."""
    if dedupe_key:
        message, is_new = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    else:
        message, is_new = Message.objects.create(**fields), True
    if is_new and message.send_after <= message.created_at:
        enqueue_on_commit(SEND_JOB)
    return message
