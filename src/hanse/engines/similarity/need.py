"""What the engine is asked: the need in words, and what is known of each candidate besides its texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hanse.engines.similarity.text import Word, terms, words

MISSED, MET, UNKNOWN = 0, 1, -1


@dataclass(frozen=True)
class Need:
    """A need as written; `language` is its ISO 639-1 code."""

    text: str
    language: str = "en"

    @cached_property
    def words(self) -> list[Word]:
        """The searchable words in reading order."""
        return words(self.text, self.language)

    @cached_property
    def surface_terms(self) -> list[str]:
        """Words and pairs as written."""
        return terms([word.surface for word in self.words])

    @cached_property
    def stem_terms(self) -> list[str]:
        """Words and pairs as stems."""
        return terms([word.stem for word in self.words])

    @cached_property
    def written(self) -> dict[str, str]:
        """Stem term -> how it was first written."""
        first: dict[str, str] = {}
        for stem, surface in zip(self.stem_terms, self.surface_terms, strict=True):
            first.setdefault(stem, surface)
        return first


@dataclass(frozen=True)
class Semantic:
    """Sentence-vector similarities, computed elsewhere, in the row order of the index.

    Args:
        cosine: the best sentence's cosine per organisation, shape (n,), in [-1, 1]; NaN = not embedded.
        sentence: which sentence that was, shape (n,), -1 = none.
        project_cosine: the same per past project, shape (m,); None = projects have no vectors.
    """

    cosine: NDArray[np.float32]
    sentence: NDArray[np.int32]
    project_cosine: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class HardCriterion:
    """A criterion that removes candidates; `passes` has shape (n,), False = out."""

    code: str
    passes: NDArray[np.bool_]


@dataclass(frozen=True)
class SoftCriterion:
    """A criterion that raises the score of those who meet it.

    Args:
        state: MISSED, MET or UNKNOWN per organisation, shape (n,).
        weight: importance relative to the other soft criteria, >= 0.
    """

    code: str
    state: NDArray[np.int8]
    weight: float = field(default=1.0)

    def __post_init__(self) -> None:
        if not self.weight >= 0:
            raise ValueError(f"the weight of {self.code} is negative: {self.weight}")
