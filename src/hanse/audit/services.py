"""Writing to the log: one verb, called by every service in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from hanse.audit.models import ChainHead, Event


class Known(Protocol):
    """A record that is known by a public id: a person, an organisation, anything a log line can be about."""

    public_id: str


Subject = models.Model | tuple[str, str] | None


@transaction.atomic
def record(
    *,
    action: str,
    actor: Known | None = None,
    subject: Subject = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Add one event to the chain, in the caller's transaction.

    Call it last in a service: the head of the chain stays locked until the transaction ends.

    Args:
        action: "app.verb_in_past", e.g. "accounts.role_given".
        actor: who did it; None is the system itself.
        subject: a record with a `public_id`, or (kind, public id).
        data: what changed, as plain values without names or addresses of people; fractions become text.
        at: when; now unless given.
    Raises:
        TypeError: the subject has no public id, or `data` holds something that is not plain.
    """
    kind, subject_id = _named(subject)
    head = _locked_head()
    event = Event(
        seq=head.seq + 1,
        at=at or timezone.now(),
        actor_id=actor.public_id if actor else "",
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        data=_plain(dict(data or {})),
        previous_hash=head.hash,
    )
    event.hash = event.digest()
    event.save()
    head.seq, head.hash = event.seq, event.hash
    head.save(update_fields=["seq", "hash"])
    return event


def _locked_head() -> ChainHead:
    """Return the head's row, locked; on SQLite a writing transaction is alone anyway."""
    if head := ChainHead.objects.select_for_update().filter(pk=1).first():
        return head
    ChainHead.objects.get_or_create(pk=1)
    return ChainHead.objects.select_for_update().get(pk=1)


def _named(subject: Subject) -> tuple[str, str]:
    if subject is None:
        return "", ""
    if isinstance(subject, tuple):
        return subject
    public_id = getattr(subject, "public_id", None)
    if not isinstance(public_id, str):
        raise TypeError(f"{subject._meta.label_lower} has no public id")
    return subject._meta.label_lower, public_id


def _plain(value: Any) -> Any:
    """Return a value that both databases give back unchanged: PostgreSQL rewrites fractions and refuses NUL."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value).replace("\x00", "")
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
            return [_plain(part) for part in parts]
        case models.Model():
            raise TypeError("audit data holds plain values; give a record's public id")
        case _:
            return str(value)
