"""The weights of the engine: one versioned file, and the curves that they bend."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Mix:
    """Every number that shapes a score; `mix.json` says where they come from.

    Similar projects: similarity = tfidf_share * TF-IDF + bm25_share * BM25 + latent_share * LSA
    (+ sentence_share * vectors); the nearest `neighbours` count, each by (similarity / best) ** `power`.
    Evidence: a project weighs `coordinator` for its coordinator, else 1, times partners ** -`partners_power`; an
    organisation's sum is multiplied by (its projects) ** -`popularity_power`. Where little or no own history is,
    projects about the profile's topics count `topics_share`, fading by topics_fade / (topics_fade + own projects).
    Curves: evidence x counts x / (x + `evidence_half`), in full when the nearest project's similarity is
    `evidence_full_at`; words count in full at a coverage of `words_full_at` * terms ** -`words_length_power`; cosines rise from
    `semantic_from` to `semantic_to`.
    Points: the three weights are shared out over the parts that exist; each soft criterion of weight 1 takes
    `criterion_share` of the 100 points, all together at most `criteria_share_max`; unknown earns `unknown_share`
    of met.
    """

    version: str
    data: str
    command: str
    method: str
    tfidf_share: float
    bm25_share: float
    latent_share: float
    sentence_share: float
    neighbours: int
    power: float
    coordinator: float
    partners_power: float
    popularity_power: float
    topics_share: float
    topics_fade: float
    evidence_half: float
    evidence_full_at: float
    words_full_at: float
    words_length_power: float
    semantic_from: float
    semantic_to: float
    semantic_weight: float
    words_weight: float
    evidence_weight: float
    criterion_share: float
    criteria_share_max: float
    unknown_share: float

    def semantic_fit(self, cosine: NDArray[np.float32]) -> NDArray[np.float64]:
        """Map cosines in [-1, 1] to [0, 1], same shape; NaN (not embedded) to 0."""
        span = self.semantic_to - self.semantic_from
        return np.clip((np.nan_to_num(cosine.astype(np.float64), nan=-1.0) - self.semantic_from) / span, 0, 1)

    def words_fit(self, coverage: NDArray[np.float64], terms: int) -> NDArray[np.float64]:
        """Map BM25 shares of the ideal to [0, 1]: of a long need even a perfect profile covers only a part."""
        full = self.words_full_at * max(terms, 1) ** -self.words_length_power
        return np.minimum(coverage / full, 1)

    def evidence_fit(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map evidence >= 0 to [0, 1): the first similar project counts most."""
        return evidence / (evidence + self.evidence_half)


@cache
def shipped_mix() -> Mix:
    """Return the weights in `mix.json`."""
    raw = json.loads(files(__package__).joinpath("mix.json").read_text("utf-8"))
    return Mix(**{field.name: raw[field.name] for field in fields(Mix)})
