"""Tables that jobs stand on, beside those of the task library."""

from __future__ import annotations

from django.db import models
from django_tasks_db.models import DBTaskResult


class JobTicket(models.Model):
    """What the task library lacks beside a queued job: who works on it until when, which try it is, what it equals."""

    result = models.OneToOneField(DBTaskResult, models.CASCADE, primary_key=True, related_name="ticket")
    # Hash of task and arguments; empty: never merged.
    key = models.CharField(max_length=64, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True, db_index=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.result_id} try {self.attempts}"


class ScheduleEntry(models.Model):
    """When a periodic job is due next. One row a schedule; whoever locks the due row enqueues the job."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.next_at:%Y-%m-%d %H:%M:%S}"
