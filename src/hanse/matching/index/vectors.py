"""Sentence vectors of all organisations as one matrix, mapped into memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from hanse.engines.embeddings import content_hash
from hanse.engines.similarity import Semantic
from hanse.engines.vectors import best_per_owner, centred, quantise
from hanse.matching.models import TextVector

READ_AT_ONCE = 500
SCALE_BYTES = 4  # a stored vector is its float32 scale, then its int8 levels
ARRAYS = ("levels", "scale", "owner", "sentence", "means")
EVERY_LANGUAGE = ""
ENOUGH_FOR_A_MEAN = 40  # sentences of a language; fewer are moved by the mean of all


@dataclass(frozen=True)
class SentenceVectors:
    """m sentences of n candidates, each with what its language has in common taken away.

    Raw vectors of one language lie closer to each other than to the same thing said in another. On the demo data,
    taking the mean of the language away from both sides raised the suitable centres among the first twenty from 15-19
    to 20, in eight languages instead of two to five.

    Args:
        levels: int8 (m, d); scale: float32 (m,), as `quantise` makes them.
        owner: int32 (m,), row of the candidate; sentence: int16 (m,), its number there.
        means: float32 (k, d), one a language in `languages`; the last row, language '', is that of all sentences.
        model_id: of the encoder that made them; a query of another model must not be compared.
    """

    levels: np.ndarray
    scale: np.ndarray
    owner: np.ndarray
    sentence: np.ndarray
    means: np.ndarray
    languages: tuple[str, ...]
    model_id: str

    def semantic(self, query: np.ndarray, language: str, candidates: int) -> Semantic:
        """Return the nearest sentence of each candidate to a query vector; NaN and -1 where none is embedded."""
        if not len(self.owner):
            return Semantic(np.full(candidates, np.nan, np.float32), np.full(candidates, -1, np.int32))
        known = language if language in self.languages else EVERY_LANGUAGE
        moved = centred(query[None, :], self.means[self.languages.index(known)])[0]
        best = best_per_owner(moved, self.levels, self.scale, self.owner, owners=candidates)
        has = best.row >= 0
        cosine = np.where(has, best.similarity, np.nan).astype(np.float32)
        sentence = np.full(candidates, -1, np.int32)
        sentence[has] = self.sentence[best.row[has]]
        return Semantic(cosine, sentence)

    def save(self, folder: Path) -> None:
        """Write the arrays to an existing folder."""
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        about = {"model_id": self.model_id, "languages": self.languages}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SentenceVectors:
        """Read what `save` wrote; arrays are mapped, not copied."""
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        return cls(**arrays, model_id=about["model_id"], languages=tuple(about["languages"]))


def packed(levels: np.ndarray, scale: np.floating) -> bytes:
    """Return one vector as it is stored."""
    return np.float32(scale).tobytes() + levels.astype(np.int8).tobytes()


def stored_vectors(hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the stored vectors among these hashes."""
    wanted = iter(hashes)
    found: dict[str, bytes] = {}
    while batch := list(islice(wanted, READ_AT_ONCE)):
        rows = TextVector.objects.filter(pk__in=batch).values_list("pk", "vector")
        found.update((key, bytes(vector)) for key, vector in rows)
    return found


class Speaker(Protocol):
    """What has sentences in a language: a profile, a past project."""

    @property
    def language(self) -> str: ...

    @property
    def sentences(self) -> tuple[str, ...]: ...


def collect(candidates: Iterator[tuple[int, Speaker]], model_id: str) -> SentenceVectors:
    """Return the vectors that are stored for these candidates (row, who speaks), a few hundred at a time."""
    rows: list[np.ndarray] = []
    owners, numbers, spoken = [], [], []
    while chunk := list(islice(candidates, READ_AT_ONCE)):
        wanted = [
            (row, number, profile.language, content_hash(model_id, text))
            for row, profile in chunk
            for number, text in enumerate(profile.sentences)
        ]
        vectors = stored_vectors(dict.fromkeys(key for _, _, _, key in wanted))
        for row, number, language, key in wanted:
            if vector := vectors.get(key):
                rows.append(np.frombuffer(vector, np.uint8))
                owners.append(row)
                numbers.append(number)
                spoken.append(language)
    packs = np.vstack(rows) if rows else np.zeros((0, SCALE_BYTES + 1), np.uint8)
    levels, scale, means, languages = _centred(packs, np.array(spoken, "U3"))
    return SentenceVectors(
        levels=levels,
        scale=scale,
        owner=np.array(owners, np.int32),
        sentence=np.array(numbers, np.int16),
        means=means,
        languages=languages,
        model_id=model_id,
    )


def _centred(packs: np.ndarray, spoken: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return levels, scale, the mean of each language, and the languages; one language at a time, to spare memory."""
    levels = np.ascontiguousarray(packs[:, SCALE_BYTES:]).view(np.int8)
    scale = np.ascontiguousarray(packs[:, :SCALE_BYTES]).view(np.float32).reshape(-1)
    width = levels.shape[1]
    counts = {language: int((spoken == language).sum()) for language in sorted(set(spoken.tolist()))}
    own = [language for language, count in counts.items() if count >= ENOUGH_FOR_A_MEAN]
    sums = {language: scale[spoken == language] @ levels[spoken == language].astype(np.float32) for language in counts}
    every = sum(sums.values(), start=np.zeros(width, np.float32)) / max(1, len(spoken))
    means = np.vstack([*(sums[language] / counts[language] for language in own), every]).astype(np.float32)
    moved, steps = np.empty_like(levels), np.empty_like(scale)
    for language in counts:
        at = spoken == language
        mean = means[own.index(language)] if language in own else means[-1]
        moved[at], steps[at] = quantise(centred(levels[at] * scale[at, None], mean))
    return moved, steps, means, (*own, EVERY_LANGUAGE)
