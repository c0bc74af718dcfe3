"""Work that runs outside a request: at least once, each try under a lease, with retries and a timetable.

    @job(max_attempts=5)                       # in an app's tasks.py
    def send_due_mail() -> None: ...

    enqueue_on_commit(send_due_mail)           # in a service
    every("notify.send_due_mail", send_due_mail, seconds=60)      # in tasks.py

A job may run twice (its worker died after the work and before the note), so it must do no harm the second time.
"""

from hanse.core.jobs.declaring import Policy, job, policy_of
from hanse.core.jobs.queue import enqueue_on_commit
from hanse.core.jobs.schedule import daily, every
from hanse.core.jobs.work import run_ready
from hanse.core.jobs.worker import run_worker

__all__ = ["Policy", "daily", "enqueue_on_commit", "every", "job", "policy_of", "run_ready", "run_worker"]
