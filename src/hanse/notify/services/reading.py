"""What a reader does with notices: read, keep as unread, all read."""

from __future__ import annotations

from datetime import datetime

from hanse.notify.models import InboxItem
from hanse.notify.services.telling import Recipient


def mark_read(*, item: InboxItem, at: datetime) -> None:
    """Note when a notice was first read; the selector that found the item has checked whose it is."""
    InboxItem.objects.filter(pk=item.pk, read_at=None).update(read_at=at)


def mark_unread(*, item: InboxItem) -> None:
    """Put a notice back among the unread ones."""
    InboxItem.objects.filter(pk=item.pk).update(read_at=None)


def mark_all_read(*, person: Recipient, at: datetime) -> int:
    """Note all of a person's visible notices as read; return how many were not."""
    return InboxItem.objects.filter(person=person.public_id, read_at=None, visible_at__lte=at).update(read_at=at)
