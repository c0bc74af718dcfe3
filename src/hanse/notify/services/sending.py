"""Sending what is due: claimed in a short transaction, sent outside it, so that no lock waits for a mail server."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from hanse.core.registries import wanted_checks
from hanse.notify.models import InboxItem, Message
from hanse.notify.states import CANCELLED, LIFECYCLE, QUEUED

BATCH = 50
CLAIM = timedelta(minutes=10)
# Minutes to wait after each failed try; after the last the mail counts as not delivered.
WAITS_MIN = (1, 5, 30, 120, 480)
logger = logging.getLogger("hanse.notify")


def send_due(at: datetime) -> int:
    """Send every mail that is due and return how many went out.

    A mail whose reminder is no longer wanted is cancelled instead, with its notice. One that a mail server refuses is
    tried again after 1, 5, 30, 120 and 480 minutes. A mail may arrive twice when a worker dies between sending and
    noting it; both bear the same Message-ID.
    """
    sent = 0
    while batch := _claimed(at):
        connection = get_connection()
        for message in batch:
            if _is_wanted(message):
                sent += _sent(message, connection, at)
            else:
                _drop(message)
        connection.close()
    return sent


@transaction.atomic
def _claimed(at: datetime) -> list[Message]:
    due = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(state=QUEUED, send_after__lte=at)
        .order_by("send_after")
    )
    batch = list(due[:BATCH])
    for message in batch:
        message.attempts += 1
        message.send_after = max(at, timezone.now()) + CLAIM
    Message.objects.bulk_update(batch, ["attempts", "send_after"])
    return batch


def _is_wanted(message: Message) -> bool:
    if not message.wanted_key:
        return True
    check = wanted_checks.get(message.wanted_key)
    # A check that is gone belongs to a part of the product that is gone: its reminders are not wanted either.
    return bool(check and check(**message.wanted_data))


@transaction.atomic
def _drop(message: Message) -> None:
    InboxItem.objects.filter(message=message, read_at=None).delete()
    Message.objects.filter(pk=message.pk, state=QUEUED).update(state=CANCELLED, error="no longer wanted")


def _sent(message: Message, connection: object, at: datetime) -> bool:
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        to=[message.to_address],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": f"<{message.public_id}@hanse>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
        connection=connection,
    )
    if message.body_html:
        mail.attach_alternative(message.body_html, "text/html")
    try:
        mail.send()
    except Exception as error:
        # Whatever a mail server or its network does must not keep the next mail from going out.
        logger.warning("mail %s was not sent: %s", message.public_id, type(error).__name__)
        _note_failure(message, error, at)
        return False
    changes: dict[str, object] = {"state": LIFECYCLE.after("send", QUEUED), "sent_at": timezone.now(), "error": ""}
    if message.is_secret:
        changes |= {"body_text": "", "body_html": ""}
    Message.objects.filter(pk=message.pk, state=QUEUED).update(**changes)
    return True


def _note_failure(message: Message, error: Exception, at: datetime) -> None:
    waiting = Message.objects.filter(pk=message.pk, state=QUEUED)
    reason = f"{type(error).__name__}: {error}"[:1000].replace("\x00", "")
    if message.attempts > len(WAITS_MIN):
        waiting.update(state=LIFECYCLE.after("give_up", QUEUED), error=reason)
    else:
        wait = timedelta(minutes=WAITS_MIN[message.attempts - 1])
        waiting.update(send_after=max(at, timezone.now()) + wait, error=reason)
