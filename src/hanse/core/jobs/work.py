"""One job's way: claimed under a lease, run, and noted as done, to be tried again, or failed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

from hanse.core.jobs.declaring import policy_of
from hanse.core.models import JobTicket

LEASE = timedelta(seconds=60)
logger = logging.getLogger("hanse.jobs")


def run_ready(*, worker: str = "inline", limit: int = 1000) -> int:
    """Run the jobs that are due now in this thread, those that they enqueue included, and return how many ran."""
    ran = 0
    while ran < limit and run_one(worker):
        ran += 1
    return ran


def run_one(worker: str) -> bool:
    """Claim and run one due job; return whether there was one."""
    try:
        result = claim(worker)
    except OperationalError as error:
        if not is_locked_database_exception(error):
            raise
        return False
    if result is None:
        return False
    _run(result, worker)
    return True


def claim(worker: str) -> DBTaskResult | None:
    """Take the first due job under a lease, and with it the equal ones that wait; None where nothing is due.

    A job whose equal is running waits: two rebuilds of one index never run side by side.
    """
    # A look costs no lock; only when something is due is the write transaction opened.
    if not _due().exists():
        return None
    with transaction.atomic():
        result: DBTaskResult | None = _due().select_for_update(skip_locked=True, of=("self",)).first()
        if result is None:
            return None
        ticket, _ = JobTicket.objects.get_or_create(result=result)
        if ticket.key and not _is_alone(ticket.key):
            return None
        result.claim(worker)
        ticket.worker = worker
        ticket.attempts = F("attempts") + 1
        ticket.leased_until = timezone.now() + LEASE
        ticket.save(update_fields=["worker", "attempts", "leased_until"])
        if ticket.key:
            equal = DBTaskResult.objects.filter(status=TaskResultStatus.READY, ticket__key=ticket.key)
            DBTaskResult.objects.filter(
                pk__in=[row.pk for row in equal.select_for_update(skip_locked=True, of=("self",))]
            ).delete()
    return result


def _due() -> Any:
    # Few jobs run at a time: their keys as a list are cheaper than a subquery over a long queue.
    running = JobTicket.objects.filter(result__status=TaskResultStatus.RUNNING).exclude(key="")
    keys = list(running.values_list("key", flat=True))
    ready = DBTaskResult.objects.ready()
    return ready.filter(Q(ticket=None) | ~Q(ticket__key__in=keys)) if keys else ready


def _is_alone(key: str) -> bool:
    """Return whether no equal job runs; on PostgreSQL a lock by key stops two workers that claim at one moment."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            if not cursor.fetchone()[0]:
                return False
    return not JobTicket.objects.filter(key=key, result__status=TaskResultStatus.RUNNING).exists()


def _run(result: DBTaskResult, worker: str) -> None:
    try:
        task = result.task
        arguments = result.args_kwargs
        context: list[Any] = [TaskContext(task_result=cast(Any, result.task_result))] if task.takes_context else []
        value = task.call(*context, *arguments["args"], **arguments["kwargs"])
        _finish(result.pk, worker, value)
    except Exception as error:
        logger.exception("job %s (%s) failed", result.pk, result.task_path)
        give_back(result.pk, worker, error)


def _held(job_id: UUID, worker: str) -> DBTaskResult | None:
    """Return the job, locked, if this worker still holds it; one thought dead must not overwrite another's note."""
    held = DBTaskResult.objects.filter(pk=job_id, status=TaskResultStatus.RUNNING, ticket__worker=worker)
    return held.select_for_update(of=("self",)).first()


@transaction.atomic
def _finish(job_id: UUID, worker: str, value: Any) -> None:
    if result := _held(job_id, worker):
        result.set_successful(value if isinstance(value, None | bool | int | float | str | list | dict) else None)
        JobTicket.objects.filter(pk=job_id).update(leased_until=None)


@transaction.atomic
def give_back(job_id: UUID, worker: str, error: BaseException) -> None:
    """Queue a failed job again after a wait, or mark it as failed when its tries are used up."""
    result = _held(job_id, worker)
    if result is None:
        return
    ticket = JobTicket.objects.get(pk=job_id)
    ticket.leased_until = None
    ticket.last_error = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")
    ticket.save(update_fields=["leased_until", "last_error"])
    policy = policy_of(result.task_path)
    if ticket.attempts >= policy.max_attempts:
        result.set_failed(error)
        return
    result.status = TaskResultStatus.READY
    result.run_after = timezone.now() + timedelta(seconds=policy.wait_s(ticket.attempts))
    result.save(update_fields=["status", "run_after"])


def extend_leases(worker: str) -> int:
    """Renew the leases of the jobs that a living worker runs; return how many."""
    held = JobTicket.objects.filter(worker=worker, result__status=TaskResultStatus.RUNNING)
    # An idle worker writes nothing.
    return held.update(leased_until=timezone.now() + LEASE) if held.exists() else 0


class WorkerLost(RuntimeError):
    """The worker ended in the middle of the job, or could not be reached for longer than a lease."""


def reap(*, living: Iterable[str] = ()) -> int:
    """Give back the jobs whose lease ran out: their worker was killed. Return how many.

    Args:
        living: workers of this process. A long write of theirs may have kept their leases from being renewed.
    """
    lost = list(
        DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        .filter(Q(ticket__leased_until__lt=timezone.now()) | Q(ticket=None) | Q(ticket__leased_until=None))
        .exclude(ticket__worker__in=list(living))
        .values_list("pk", "ticket__worker")
    )
    for job_id, worker in lost:
        JobTicket.objects.get_or_create(result_id=job_id)
        give_back(job_id, worker or "", WorkerLost(f"worker {worker or 'unknown'} ended in the middle of the job"))
    return len(lost)


def prune(*, older_than: timedelta = timedelta(days=14)) -> int:
    """Delete notes of finished jobs; return how many."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - older_than)
    return old.delete()[1].get(DBTaskResult._meta.label, 0)
