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

    Similar projects: similarity = tfidf_share * TF-IDF + bm25_share * BM25 (+ sentence_share * vectors);
    the nearest `neighbours` count, each by (similarity / best) ** `power`.
    Evidence: a project weighs `coordinator` for its coordinator, else 1, times partners ** -`partners_power`; an
    organisation's sum is multiplied by (its projects) ** -`popularity_power`. Where little or no own history is,
    a profile of the right subjects earns up to `subjects_of_best` of the points of the best record of its kind, half at
    a fit of `subjects_half`, fading by subjects_fade / (subjects_fade + own projects).
    Curves: evidence x counts x / (x + `evidence_half`), in full when the nearest project's similarity is
    `evidence_full_at` * terms ** -`length_power`; words in full at a coverage of `words_full_at` * terms **
    -`length_power` (of a long need even a perfect text has only a part); cosines rise from
    `semantic_from` to `semantic_to`.
    Points: the three weights are shared out over the parts that exist; evidence counts in full when the share of
    organisations with past projects is `evidence_known_from`; each soft criterion of weight 1 takes
    `criterion_share` of the 100 points, all together at most `criteria_share_max`; unknown earns `unknown_share`
    of met.
    """

    version: str
    data: str
    command: str
    method: str
    tfidf_share: float
    bm25_share: float
    sentence_share: float
    neighbours: int
    power: float
    coordinator: float
    partners_power: float
    popularity_power: float
    subjects_of_best: float
    subjects_half: float
    subjects_fade: float
    evidence_half: float
    evidence_full_at: float
    words_full_at: float
    length_power: float
    semantic_from: float
    semantic_to: float
    semantic_weight: float
    words_weight: float
    evidence_weight: float
    evidence_known_from: float
    criterion_share: float
    criteria_share_max: float
    unknown_share: float

    def semantic_fit(self, cosine: NDArray[np.float32]) -> NDArray[np.float64]:
        """Map cosines in [-1, 1] to [0, 1], same shape; NaN (not embedded) to 0."""
        span = self.semantic_to - self.semantic_from
        return np.clip((np.nan_to_num(cosine.astype(np.float64), nan=-1.0) - self.semantic_from) / span, 0, 1)

    def words_fit(self, coverage: NDArray[np.float64], terms: int) -> NDArray[np.float64]:
        """Map BM25 shares of the ideal of a need with so many distinct terms to [0, 1], same shape."""
        full = self.words_full_at * max(terms, 1) ** -self.length_power
        return np.minimum(coverage / full, 1)

    def full_similarity(self, terms: int) -> float:
        """Return the similarity at which a project is as near as can be to a need of so many distinct terms."""
        return float(self.evidence_full_at * max(terms, 1) ** -self.length_power)

    def subjects_fit(self, fit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map a fit in [0, 1] to [0, 1): nothing for a chance word, nearly all for every good fit."""
        return fit**2 / (fit**2 + self.subjects_half**2)

    def evidence_fit(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map evidence >= 0 to [0, 1): the first similar project counts most."""
        return evidence / (evidence + self.evidence_half)


@cache
def shipped_mix() -> Mix:
    """Return the weights in `mix.json`."""
    raw = json.loads(files(__package__).joinpath("mix.json").read_text("utf-8"))
    return Mix(**{field.name: raw[field.name] for field in fields(Mix)})
