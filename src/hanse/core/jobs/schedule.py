"""The timetable: jobs that come again, run once however many workers there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django_tasks.base import Task

from hanse.core.jobs.queue import enqueue_on_commit
from hanse.core.models import ScheduleEntry
from hanse.core.registries import Registry


@dataclass(frozen=True)
class Plan:
    """A job and when it comes again: every so many seconds, or every day at an hour (UTC)."""

    task: Task
    seconds: int = 0
    at: time | None = None

    def next_after(self, moment: datetime) -> datetime:
        """Return the first moment after `moment` at which the job is due."""
        if self.at is None:
            return moment + timedelta(seconds=self.seconds)
        today = datetime.combine(moment.astimezone(UTC).date(), self.at, tzinfo=UTC)
        return today if today > moment else today + timedelta(days=1)


plans: Registry[Plan] = Registry("schedule")


def every(name: str, task: Task, *, seconds: int) -> None:
    """Register a job that comes again every so many seconds; call it in an app's `tasks`."""
    if seconds < 1:
        raise ValueError(f"schedule {name}: every {seconds} seconds is not possible")
    plans.add(name, Plan(task, seconds=seconds))


def daily(name: str, task: Task, *, at: str) -> None:
    """Register a job that comes once a day at an hour like "03:30" (UTC)."""
    plans.add(name, Plan(task, at=time.fromisoformat(at)))


def enqueue_planned(now: datetime) -> int:
    """Queue every planned job that is due, one that was missed while nothing worked just once; return how many."""
    known = dict(ScheduleEntry.objects.values_list("name", "next_at"))
    for name, plan in plans.items():
        if name not in known:
            ScheduleEntry.objects.get_or_create(
                name=name, defaults={"next_at": now if plan.at is None else plan.next_after(now)}
            )
    due = [name for name in plans if known.get(name, now) <= now]
    return sum(_enqueue_one(name, now) for name in due)


@transaction.atomic
def _enqueue_one(name: str, now: datetime) -> bool:
    rows = ScheduleEntry.objects.select_for_update(skip_locked=True)
    entry = rows.filter(name=name, next_at__lte=now).first()
    if entry is None:
        return False
    plan = plans[name]
    enqueue_on_commit(plan.task)
    entry.next_at, entry.last_at = plan.next_after(now), now
    entry.save(update_fields=["next_at", "last_at"])
    return True
