"""What the database knows of an index that stands beside it as files: its generation, and which rows it lacks."""

from __future__ import annotations

from django.db import models

from hanse.core.ids import new_public_id


class SidecarIndex(models.Model):
    """One index by name, and the generation that readers must have loaded to be right."""

    name = models.CharField(primary_key=True, max_length=40)
    generation = models.CharField(max_length=40, blank=True)
    built_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.generation}"


class StaleEntry(models.Model):
    """A row that changed after the published generation; written in the transaction of the change itself."""

    index_name = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    stamp = models.CharField(max_length=26, default=new_public_id)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index_name", "row_id"], name="stale_entry_once")]

    def __str__(self) -> str:
        return f"{self.index_name} {self.row_id}"
