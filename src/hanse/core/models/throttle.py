"""Tables that rate limits stand on. They hold no address."""

from __future__ import annotations

from django.db import models


class DaySalt(models.Model):
    """Random salt of one day. It is deleted the day after, and with it the way from a count back to an address."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"salt of {self.day}"


class ThrottleCount(models.Model):
    """How often one salted key asked for one thing in one window of time."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    window = models.BigIntegerField(help_text="start of the window, in seconds since 1970")
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window"], name="throttle_one_row_a_window")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"
