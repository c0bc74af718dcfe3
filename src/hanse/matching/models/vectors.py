"""Sentence vectors, kept by the hash of model and text, so that no text is embedded twice."""

from __future__ import annotations

from django.db import models


class TextVector(models.Model):
    """One sentence's vector: int8, normalised, as `hanse.engines.vectors.quantise` writes it."""

    content_hash = models.CharField(primary_key=True, max_length=32)
    vector = models.BinaryField()

    def __str__(self) -> str:
        return self.content_hash
