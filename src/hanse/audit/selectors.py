"""Reading the log: the list of the secretariat, the history of one record, and the proof that nothing was touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from hanse.audit.models import ChainHead, Event
from hanse.audit.permissions import VIEW_LOG
from hanse.core.errors import NotFound
from hanse.core.registries import labels_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class EventFilter:
    """What a reader of the log asks for; empty values ask for nothing."""

    text: str = ""
    actor: str = ""
    action: str = ""
    subject_kind: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class EventPage:
    """Events, newest first, with the labels of people and the position from which the next page starts."""

    events: list[Event]
    next_before: int | None


@dataclass(frozen=True)
class ChainReport:
    """Result of a check: how many events were read, and the first that does not fit, if any."""

    events: int
    bad_seq: int | None = None
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every link held."""
        return self.bad_seq is None


def matching_events(user: Any, wanted: EventFilter) -> QuerySet[Event]:
    """Return the events that fit, newest first.

    Raises:
        NotFound: the user may not read the log.
    """
    if not user.has_perm(VIEW_LOG):
        raise NotFound
    return _matching(wanted)


def newest_events(wanted: EventFilter, *, limit: int) -> list[Event]:
    """Return the newest events that fit, for the operator's command line, which asks for no permission."""
    return list(_matching(wanted)[:limit])


def event_page(user: Any, wanted: EventFilter, *, before: int | None = None) -> EventPage:
    """Return one page of events by key, not by offset: as fast at the end of the log as at its beginning.

    Args:
        before: `next_before` of the page shown last; None for the newest.
    """
    found = matching_events(user, wanted)
    if before is not None:
        found = found.filter(seq__lt=before)
    events = list(found[: PAGE_SIZE + 1])
    page = events[:PAGE_SIZE]
    _add_labels(page)
    return EventPage(page, page[-1].seq if len(events) > PAGE_SIZE else None)


def events_for(subject: models.Model | tuple[str, str], *, limit: int = 20) -> list[Event]:
    """Return the newest events about one record, with labels; the caller has checked that the reader may see it."""
    kind, public_id = (
        subject if isinstance(subject, tuple) else (subject._meta.label_lower, str(getattr(subject, "public_id", "")))
    )
    events = list(Event.objects.filter(subject_kind=kind, subject_id=public_id).order_by("-seq")[:limit])
    _add_labels(events)
    return events


def known_actions() -> list[str]:
    """Return the actions that stand in the log, in alphabetical order."""
    return list(Event.objects.order_by("action").values_list("action", flat=True).distinct())


def known_subject_kinds() -> list[str]:
    """Return the kinds of records that the log speaks of, in alphabetical order."""
    kinds = Event.objects.exclude(subject_kind="").order_by("subject_kind")
    return list(kinds.values_list("subject_kind", flat=True).distinct())


def verify_chain(*, batch: int = 2000) -> ChainReport:
    """Recompute every hash and follow the chain from the first event to the head.

    Returns:
        the number of events read and the first broken link: a changed event, a gap, an end that was cut off.
    """
    end = ChainHead.objects.filter(pk=1).first() or ChainHead()
    seen, hash_before = 0, ""
    for event in _in_order(end.seq, batch):
        if event.seq != seen + 1:
            return ChainReport(seen, seen + 1, "an event is missing")
        if event.previous_hash != hash_before:
            return ChainReport(seen, event.seq, "the link to the event before does not fit")
        if event.digest() != event.hash:
            return ChainReport(seen, event.seq, "the event was changed")
        seen, hash_before = event.seq, event.hash
    if (end.seq, end.hash) != (seen, hash_before):
        return ChainReport(seen, seen + 1, "the log does not end where its head says")
    # The last event is read before the head, so one that is added meanwhile is no false alarm.
    last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    if last > (ChainHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0):
        return ChainReport(seen, last, "an event stands behind the head")
    return ChainReport(seen)


def _in_order(end: int, batch: int) -> Iterator[Event]:
    last = 0
    while events := list(Event.objects.filter(seq__gt=last, seq__lte=end).order_by("seq")[:batch]):
        yield from events
        last = events[-1].seq


def _matching(wanted: EventFilter) -> QuerySet[Event]:
    found = Event.objects.order_by("-seq")
    if wanted.text:
        text = wanted.text.replace("\x00", "")
        found = found.filter(
            Q(action__icontains=text)
            | Q(subject_kind__icontains=text)
            | Q(subject_id__iexact=text)
            | Q(actor_id__iexact=text)
        )
    exact = {
        "actor_id": wanted.actor,
        "action": wanted.action,
        "subject_kind": wanted.subject_kind,
        "subject_id": wanted.subject,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until and wanted.until < date.max:  # no day comes after the last one that there is
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _add_labels(events: list[Event]) -> None:
    """Set `actor` and `subject` of each event to a label or None; one lookup a kind, not one a row."""
    people = labels_of("accounts.person", {event.actor_id for event in events})
    subjects = {
        kind: labels_of(kind, {event.subject_id for event in events if event.subject_kind == kind})
        for kind in {event.subject_kind for event in events if event.subject_kind}
    }
    for event in events:
        event.actor = people.get(event.actor_id)  # type: ignore[attr-defined]
        event.subject = subjects.get(event.subject_kind, {}).get(event.subject_id)  # type: ignore[attr-defined]
