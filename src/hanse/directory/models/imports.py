"""Imports: each run, the batches it finished (a killed one goes on where it stopped), and the rows it refused."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.core.ids import PublicIdField


class ImportRun(models.Model):
    """One file brought in once; the same file again continues or finds everything unchanged."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")
        TAKEN = "taken", _("Taken")

    public_id = PublicIdField()
    kind = models.CharField(max_length=20, help_text=_("cordis, edih or organisations."))
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    is_dry_run = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportBatch(models.Model):
    """A slice of the file whose rows were written in one transaction together with this row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="batches")
    part = models.CharField(max_length=40, help_text=_("The file inside the archive, or the sheet."))
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "part", "first_line"], name="import_batch_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.first_line}-{self.last_line}"


class ImportRefusal(models.Model):
    """A row that was not taken, and why, in words that help to repair it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    part = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "part", "line", "reason"], name="import_refusal_once")]

    def __str__(self) -> str:
        return f"{self.part}:{self.line} {self.reason}"
