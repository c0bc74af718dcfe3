"""Sentence vectors of all organisations as one matrix, mapped into memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from hanse.engines.embeddings import content_hash
from hanse.engines.similarity import Semantic
from hanse.engines.vectors import best_per_owner
from hanse.matching.index.profiles import IndexedProfile
from hanse.matching.models import TextVector

READ_AT_ONCE = 500
SCALE_BYTES = 4  # a stored vector is its float32 scale, then its int8 levels
ARRAYS = ("levels", "scale", "owner", "sentence")


@dataclass(frozen=True)
class SentenceVectors:
    """m sentences of n candidates.

    Args:
        levels: int8 (m, d); scale: float32 (m,), as `quantise` makes them.
        owner: int32 (m,), row of the candidate; sentence: int16 (m,), its number there.
        model_id: of the encoder that made them; a query of another model must not be compared.
    """

    levels: np.ndarray
    scale: np.ndarray
    owner: np.ndarray
    sentence: np.ndarray
    model_id: str

    def semantic(self, query: np.ndarray, candidates: int) -> Semantic:
        """Return the nearest sentence of each candidate; NaN and -1 where none is embedded."""
        best = best_per_owner(query, self.levels, self.scale, self.owner, owners=candidates)
        has = best.row >= 0
        cosine = np.where(has, best.similarity, np.nan).astype(np.float32)
        sentence = np.full(candidates, -1, np.int32)
        sentence[has] = self.sentence[best.row[has]]
        return Semantic(cosine, sentence)

    def save(self, folder: Path) -> None:
        """Write the arrays to an existing folder."""
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / "model_id").write_text(self.model_id, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SentenceVectors:
        """Read what `save` wrote; arrays are mapped, not copied."""
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
        return cls(**arrays, model_id=(folder / "model_id").read_text(encoding="utf-8"))


def packed(levels: np.ndarray, scale: np.floating) -> bytes:
    """Return one vector as it is stored."""
    return np.float32(scale).tobytes() + levels.astype(np.int8).tobytes()


def stored_vectors(hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the stored vectors among these hashes."""
    wanted, found = iter(hashes), {}
    while batch := list(islice(wanted, READ_AT_ONCE)):
        rows = TextVector.objects.filter(pk__in=batch).values_list("pk", "vector")
        found.update((key, bytes(vector)) for key, vector in rows)
    return found


def collect(sentences: Iterator[tuple[int, IndexedProfile]], model_id: str) -> SentenceVectors:
    """Return the vectors that are stored for these candidates (row, profile), a few hundred candidates at a time."""
    levels, scales, owners, numbers = [], [], [], []
    while chunk := list(islice(sentences, READ_AT_ONCE)):
        wanted = [
            (row, number, content_hash(model_id, text))
            for row, profile in chunk
            for number, text in enumerate(profile.sentences)
        ]
        vectors = stored_vectors(dict.fromkeys(key for _, _, key in wanted))
        for row, number, key in wanted:
            if vector := vectors.get(key):
                scales.append(np.frombuffer(vector, np.float32, 1)[0])
                levels.append(np.frombuffer(vector, np.int8, offset=SCALE_BYTES))
                owners.append(row)
                numbers.append(number)
    return SentenceVectors(
        levels=np.vstack(levels) if levels else np.zeros((0, 1), np.int8),
        scale=np.array(scales, np.float32),
        owner=np.array(owners, np.int32),
        sentence=np.array(numbers, np.int16),
        model_id=model_id,
    )
