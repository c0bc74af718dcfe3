"""Reading the outbox (staff) and the inbox (everybody's own)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, QuerySet, SmallIntegerField, Value, When
from django.utils import timezone

from hanse.core.errors import NotFound
from hanse.core.registries import Label, labels_of
from hanse.notify.models import InboxItem, Message
from hanse.notify.permissions import MANAGE_OUTBOX
from hanse.notify.states import LIFECYCLE

OUTBOX_PAGE = 50
INBOX_PAGE = 25


@dataclass(frozen=True)
class OutboxPage:
    """Mails, newest first, and where the next page starts."""

    messages: list[Message]
    next_before: str


def outbox_page(user: Any, *, text: str = "", state: str = "", before: str = "") -> OutboxPage:
    """Return one page of mails whose address, subject or template holds a text.

    Args:
        state: one of `states`, or empty for all.
        before: `next_before` of the page shown last.
    Raises:
        NotFound: the user may not see the outbox.
    """
    _require_staff(user)
    found = Message.objects.order_by("-id").defer("body_text", "body_html")
    if text:
        text = text.replace("\x00", "")
        found = found.filter(Q(to_address__icontains=text) | Q(subject__icontains=text) | Q(template__icontains=text))
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(id__lt=Message.objects.filter(public_id=before).values("id"))
    rows = list(found[: OUTBOX_PAGE + 1])
    page = rows[:OUTBOX_PAGE]
    return OutboxPage(page, page[-1].public_id if len(rows) > OUTBOX_PAGE else "")


def message_for(user: Any, public_id: str) -> Message:
    """Return one mail of the outbox.

    Raises:
        NotFound: there is none, or the user may not see the outbox.
    """
    _require_staff(user)
    message = Message.objects.filter(public_id=public_id).first()
    if message is None:
        raise NotFound
    return message


def receiver_of(message: Message) -> Label | None:
    """Return name and page of the person that a mail goes to, if it goes to one."""
    return labels_of("accounts.person", [message.to_person]).get(message.to_person)


def open_moves(message: Message) -> list[str]:
    """Return what staff may do with a mail now: "cancel", "resend"."""
    moves = [move.name for move in LIFECYCLE.open_moves(message.state) if move.permission == MANAGE_OUTBOX]
    return [name for name in moves if not (name == "resend" and message.is_secret)]


def inbox_page(person: Any, *, number: int | str = 1) -> Page[InboxItem]:
    """Return one page of a person's notices: unread first, then newest first."""
    is_read = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=SmallIntegerField())
    items = _visible(person).order_by(is_read, "-visible_at", "-id")
    return Paginator(items, INBOX_PAGE).get_page(number)


def inbox_item_for(person: Any, public_id: str) -> InboxItem:
    """Return one of the person's own notices.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    item = _visible(person).filter(public_id=public_id).first()
    if item is None:
        raise NotFound
    return item


def unread_count(person: Any, *, at: datetime | None = None) -> int:
    """Return how many notices a person has not read."""
    return _visible(person, at).filter(read_at=None).count()


def notices_of(public_id: str) -> QuerySet[InboxItem]:
    """Return all notices of a person, planned ones too; for the person's own copy of the data."""
    return InboxItem.objects.filter(person=public_id)


def mails_to(public_id: str) -> QuerySet[Message]:
    """Return all mails to a person; for the person's own copy of the data."""
    return Message.objects.filter(to_person=public_id)


def _visible(person: Any, at: datetime | None = None) -> QuerySet[InboxItem]:
    return InboxItem.objects.filter(person=person.public_id, visible_at__lte=at or timezone.now())


def _require_staff(user: Any) -> None:
    if not user.has_perm(MANAGE_OUTBOX):
        raise NotFound
