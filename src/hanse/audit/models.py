"""The log and its head. Rows are added and never changed: the model refuses, and so does the database."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any, NoReturn

from django.db import models

from hanse.core.ids import PublicIdField


class AppendOnly(TypeError):
    """Something tried to change or delete an event of the log."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads as usual; changes are refused before they reach the database."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: see `AppendOnly`."""
        raise AppendOnly("audit events are never changed")

    def delete(self) -> NoReturn:
        """Refuse: see `AppendOnly`."""
        raise AppendOnly("audit events are never deleted")


class Event(models.Model):
    """One thing that was done. Names people and records by opaque public ids only, so that erasure leaves it whole."""

    seq = models.BigIntegerField(primary_key=True)
    public_id = PublicIdField()
    at = models.DateTimeField(db_index=True)
    actor_id = models.CharField(max_length=40, blank=True, help_text="public id of a person; empty: the system itself")
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-seq"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "-seq"], name="audit_by_actor"),
            models.Index(fields=["action", "-seq"], name="audit_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a new event; refuse to change an old one."""
        if not self._state.adding:
            raise AppendOnly("audit events are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: see `AppendOnly`."""
        raise AppendOnly("audit events are never deleted")

    def digest(self) -> str:
        """Return the SHA-256 (64 hex digits) of the event's canonical JSON, the hash before it included."""
        content = [
            self.seq,
            self.public_id,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor_id,
            self.action,
            self.subject_kind,
            self.subject_id,
            self.data,
            self.previous_hash,
        ]
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()


class ChainHead(models.Model):
    """The last link of the chain. One row, locked while an event is added."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"head at {self.seq}"
