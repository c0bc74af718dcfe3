"""Putting jobs into the queue, inside the transaction that causes them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from threading import Event
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from hanse.core.jobs.declaring import policy_of
from hanse.core.models import JobTicket

# Wakes the workers of this process at once; workers elsewhere see the job when they next look.
wake = Event()


def enqueue_on_commit(task: Task | str, /, *, run_after: datetime | None = None, **arguments: Any) -> str:
    """Queue a job that can run as soon as the running transaction commits, and never if it is rolled back.

    The row is written at once, in the transaction: nothing is lost between commit and queue. An equal job that still
    waits is used instead of a second one (and brought forward); it stays locked until the commit, so it cannot start
    before it would see this transaction's changes.

    Args:
        task: a job, or its dotted name ("hanse.notify.tasks.send_due_mail"), for services stand below tasks.
        run_after: not before this moment.
        arguments: plain JSON values.
    Returns:
        the job's id.
    """
    task = import_string(task) if isinstance(task, str) else task
    with transaction.atomic():
        key = job_key(task.module_path, arguments) if policy_of(task.module_path).merges else ""
        job_id = _waiting(key, run_after) if key else None
        if job_id is None:
            result = task.using(run_after=run_after).enqueue(**arguments) if run_after else task.enqueue(**arguments)
            JobTicket.objects.create(result_id=result.id, key=key)
            job_id = str(result.id)
        transaction.on_commit(wake.set)
    return job_id


def job_key(task_path: str, arguments: dict[str, Any]) -> str:
    """Return the hash by which equal jobs are known."""
    text = json.dumps([task_path, arguments], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _waiting(key: str, run_after: datetime | None) -> str | None:
    """Lock an equal job that waits, bring it forward if need be, and return its id."""
    equal = DBTaskResult.objects.filter(status=TaskResultStatus.READY, ticket__key=key)
    found = equal.select_for_update(skip_locked=True, of=("self",)).order_by("enqueued_at").first()
    if found is None:
        return None
    due = run_after or get_date_max()  # the library's word for "at once"
    if _moment(due) < _moment(found.run_after):
        DBTaskResult.objects.filter(pk=found.pk).update(run_after=due)
    return str(found.pk)


def _moment(run_after: datetime) -> datetime:
    return timezone.now() if run_after == get_date_max() else run_after
