"""What staff do with mails, and what services do with reminders that are not needed any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.audit.services import record
from hanse.core.errors import WrongState
from hanse.core.jobs import enqueue_on_commit
from hanse.core.predicates import require
from hanse.notify.models import InboxItem, Message
from hanse.notify.permissions import MANAGE_OUTBOX
from hanse.notify.services.telling import SEND_JOB
from hanse.notify.states import CANCELLED, LIFECYCLE, QUEUED
from hanse.rules.lifecycle import ForbiddenMove


@transaction.atomic
def cancel(*, message: Message, actor: Any, at: datetime) -> Message:
    """Keep a mail from being sent.

    Raises: NotAllowed, WrongState (it has gone out already).
    """
    message = _moved(message, "cancel", actor)
    message.save(update_fields=["state"])
    record(action="notify.mail_cancelled", actor=actor, subject=message, at=at)
    return message


@transaction.atomic
def resend(*, message: Message, actor: Any, at: datetime) -> Message:
    """Send a mail once more, as it was worded.

    Raises: NotAllowed, WrongState (it still waits, or its text was a secret and is gone).
    """
    if message.is_secret:
        raise WrongState(
            _("This mail held a sign-in link or a code; its text was not kept."),
            next_step=_("Ask the person to request a new one on the sign-in page."),
        )
    message = _moved(message, "resend", actor)
    message.attempts, message.send_after, message.error, message.sent_at = 0, at, "", None
    message.wanted_key = ""  # a person has decided that it is wanted
    message.save(update_fields=["state", "attempts", "send_after", "error", "sent_at", "wanted_key"])
    enqueue_on_commit(SEND_JOB)
    record(action="notify.mail_sent_again", actor=actor, subject=message, at=at)
    return message


@transaction.atomic
def cancel_planned(*, dedupe_keys: list[str]) -> int:
    """Cancel reminders that have become needless, with their notices; return how many still waited."""
    waiting = Message.objects.filter(dedupe_key__in=dedupe_keys, state=QUEUED)
    InboxItem.objects.filter(message__in=waiting).delete()
    return waiting.update(state=CANCELLED, error="no longer wanted")


@transaction.atomic
def forget_person(*, public_id: str, address: str) -> None:
    """Delete a person's notices and the texts and addresses of their mails; that a mail was sent stays known."""
    InboxItem.objects.filter(person=public_id).delete()
    theirs = Message.objects.filter(
        Q(to_person=public_id) | Q(to_address__iexact=address) if address else Q(to_person=public_id)
    )
    theirs.filter(state=QUEUED).update(state=CANCELLED)
    theirs.update(
        to_address="", subject="", body_text="", body_html="", reply_to="", error="", wanted_data={}, is_secret=True
    )


def _moved(message: Message, move: str, actor: Any) -> Message:
    require(actor, MANAGE_OUTBOX)
    message = Message.objects.select_for_update().get(pk=message.pk)
    try:
        message.state = LIFECYCLE.after(move, message.state)
    except ForbiddenMove as error:
        raise WrongState from error
    return message
