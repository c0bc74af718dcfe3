"""The worker: threads that run jobs, and one that renews leases, takes over lost jobs and keeps the timetable.

The same function serves `hanse worker` (a process of its own) and `hanse serve` (threads beside the pages).
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from threading import Event, Thread

from django.db import close_old_connections, connections
from django.utils import timezone

from hanse.core.jobs import queue, work
from hanse.core.jobs.schedule import enqueue_planned

IDLE_S = 1.0
CARE_S = 5.0
logger = logging.getLogger("hanse.jobs")


def worker_name() -> str:
    """Return a name that no other worker has, now or later."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"


def run_worker(threads: int = 1, stop_event: Event | None = None) -> None:
    """Run jobs until `stop_event` is set; jobs that have begun are finished first.

    Args:
        threads: jobs that may run side by side; 0 keeps only the timetable and takes over lost jobs.
        stop_event: ends the worker; without one it runs until the process ends.
    """
    stop = stop_event or Event()
    finished = Event()
    names = [f"{worker_name()}:{number}" for number in range(threads)]
    runners = [Thread(target=_run_jobs, args=(name, stop), name=name, daemon=True) for name in names]
    care = Thread(target=_take_care, args=(names, stop, finished), name="jobs-care", daemon=True)
    for thread in (care, *runners):
        thread.start()
    for thread in runners:
        thread.join()
    stop.wait()
    finished.set()
    care.join()


def _run_jobs(name: str, stop: Event) -> None:
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                found = work.run_one(name)
            except Exception:
                # The database may be away for a moment; a worker that dies of it would help nobody.
                logger.exception("worker %s could not look for jobs", name)
                found = False
            if not found:
                queue.wake.clear()
                queue.wake.wait(IDLE_S)
    finally:
        connections.close_all()


def _take_care(names: list[str], stop: Event, finished: Event) -> None:
    """Renew leases until the last job has ended; plan and reap only while the worker is to go on."""
    try:
        while not finished.is_set():
            close_old_connections()
            try:
                for name in names:
                    work.extend_leases(name)
                if not stop.is_set():
                    work.reap(living=names)
                    enqueue_planned(timezone.now())
            except Exception:
                logger.exception("worker could not renew leases or keep the timetable")
            finished.wait(CARE_S) if stop.is_set() else stop.wait(CARE_S)
    finally:
        connections.close_all()
