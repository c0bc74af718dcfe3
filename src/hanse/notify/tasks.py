"""The job that sends mail: woken by every new mail, and once a minute for reminders and second tries."""

from __future__ import annotations

from django.utils import timezone

from hanse.core.jobs import every, job
from hanse.notify import services


@job(max_attempts=5, backoff_s=20, priority=50)
def send_due_mail() -> int:
    """Send every mail that is due; return how many went out."""
    return services.send_due(timezone.now())


every("notify.send_due_mail", send_due_mail, seconds=60)
