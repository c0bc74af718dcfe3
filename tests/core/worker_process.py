"""A worker as its own process, on the database that the test names: `worker_process.py DATABASE_JSON`."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import timedelta

import django
from django.conf import settings


def main() -> None:
    """Run jobs until none is left (or until killed), then print each job's state and number of tries."""
    settings.DATABASES["default"].update(json.loads(sys.argv[1]))
    django.setup()
    from django_tasks_db.models import DBTaskResult

    from hanse.core.jobs import work, worker

    work.LEASE = timedelta(seconds=1)
    worker.CARE_S = 0.2
    worker.IDLE_S = 0.1
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_worker, args=(1, stop))
    thread.start()
    waiting = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"], task_path__contains="sample_jobs")
    while waiting.exists():
        time.sleep(0.1)
    stop.set()
    thread.join()
    rows = DBTaskResult.objects.filter(task_path__contains="sample_jobs")
    print(json.dumps([[row.status, row.ticket.attempts, row.return_value, row.ticket.last_error] for row in rows]))


if __name__ == "__main__":
    main()
