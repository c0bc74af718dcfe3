"""Jobs as staff see them: how many wait, run, failed; and the newest of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

STATES = {
    "waiting": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "failed": TaskResultStatus.FAILED,
}


@dataclass(frozen=True)
class JobLine:
    """One job: what, in which state, how many tries, and the last error."""

    job_id: str
    name: str
    state: str
    attempts: int
    enqueued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    last_error: str


def counts() -> dict[str, int]:
    """Return the number of jobs in each state: waiting, running, done, failed."""
    found = dict(DBTaskResult.objects.order_by().values_list("status").annotate(n=Count("pk")))
    return {name: found.get(status, 0) for name, status in STATES.items()}


def jobs(state: str = "", *, limit: int = 50) -> list[JobLine]:
    """Return the newest jobs, of one state or of all.

    Raises:
        KeyError: no such state.
    """
    rows = DBTaskResult.objects.select_related("ticket").order_by("-enqueued_at")
    if state:
        rows = rows.filter(status=STATES[state])
    names = {status: name for name, status in STATES.items()}
    return [_line(row, names[TaskResultStatus(row.status)]) for row in rows[:limit]]


def _line(row: DBTaskResult, state: str) -> JobLine:
    ticket = getattr(row, "ticket", None)
    return JobLine(
        job_id=str(row.pk),
        name=row.task_path.replace("hanse.", "", 1).replace(".tasks.", "."),
        state=state,
        attempts=ticket.attempts if ticket else 0,
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_error=ticket.last_error if ticket else "",
    )
