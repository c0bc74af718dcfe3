"""The score as arrays: every term of every organisation's points, before any words about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity.history import Neighbours, nearest
from hanse.engines.similarity.index import MatchIndex
from hanse.engines.similarity.mix import Mix
from hanse.engines.similarity.need import MET, UNKNOWN, Need, Semantic, SoftCriterion

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """The most points that each part can bring to one organisation; they sum to at most 100."""

    semantic: float
    words: float
    evidence: float
    criteria: tuple[float, ...]


@dataclass(frozen=True)
class Scored:
    """Points of n organisations by term, each shape (n,); the score is their sum.

    Attributes:
        criteria: one array per soft criterion.
        near: the past projects that counted; shares: what each brought, shape (near, n).
        emphasis: the subjects of these projects, shape (k,).
    """

    weights: Weights
    semantic: Points
    words: Points
    evidence: Points
    subjects: Points
    popularity: Points
    criteria: tuple[Points, ...]
    near: Neighbours
    shares: sp.csr_matrix
    emphasis: Points

    @property
    def total(self) -> Points:
        """The score, shape (n,), in [0, 100]."""
        total = self.semantic + self.words + self.evidence + self.subjects + self.popularity
        for points in self.criteria:
            total = total + points
        return total


def score_all(
    need: Need, index: MatchIndex, mix: Mix, *, semantic: Semantic | None = None, soft: Sequence[SoftCriterion] = ()
) -> Scored:
    """Score every organisation of the index for a need.

    Popularity multiplies the evidence; its effect on the curve is its own, negative, term.
    """
    n = len(index.organisation_ids)
    _check_lengths(index, semantic, soft)
    weights = _weights(need, index, mix, semantic, soft)
    length = len(set(need.stem_terms))
    project_cosine = semantic.project_cosine if semantic is not None else None
    near = nearest(index.documents.similarities(need, mix, project_cosine), mix, length)
    shares = index.history.shares(near, mix)
    own = _column_sums(shares, n)
    scale = weights.evidence * near.quality
    evidence = scale * mix.evidence_fit(own)
    record = scale * mix.evidence_fit(own * index.history.popularity_factor(mix))
    emphasis = index.subjects.emphasis(near, index.documents)
    fit = mix.semantic_fit(semantic.cosine) if semantic is not None else np.zeros(n)
    return Scored(
        weights=weights,
        semantic=weights.semantic * fit,
        words=weights.words * mix.words_fit(index.profiles.coverage(need), length),
        evidence=evidence,
        subjects=_subject_points(index, mix, index.subjects.fit(emphasis), record, scale),
        popularity=record - evidence,
        criteria=tuple(
            most * _state_share(criterion.state, mix) for criterion, most in zip(soft, weights.criteria, strict=True)
        ),
        near=near,
        shares=shares,
        emphasis=emphasis,
    )


def _subject_points(index: MatchIndex, mix: Mix, fit: Points, record: Points, most: float) -> Points:
    """Lift those with little or no record towards the best record of their kind, as far as their subjects fit."""
    history = index.history
    level = np.minimum(history.best_of_kind(record) * mix.subjects_of_best, most)
    fade = mix.subjects_fade / (mix.subjects_fade + history.projects.astype(np.float64))
    return fade * np.maximum(level * mix.subjects_fit(fit) - record, 0)


def _weights(
    need: Need, index: MatchIndex, mix: Mix, semantic: Semantic | None, soft: Sequence[SoftCriterion]
) -> Weights:
    asked = sum(criterion.weight for criterion in soft)
    criteria_share = min(mix.criterion_share * asked, mix.criteria_share_max)
    # Vectors of past projects alone say nothing of an organisation's own words: the weight of meaning goes to the rest.
    has_vectors = semantic is not None and bool(np.isfinite(semantic.cosine).any())
    readable = index.profiles.known_share(need) if has_vectors else 1.0
    # a need in a language that no profile is written in must not lose the points of its words
    words = mix.words_weight * readable
    evidence = mix.evidence_weight * min(index.history.known_share() / mix.evidence_known_from, 1)
    vectors = mix.semantic_weight + mix.words_weight - words if has_vectors else 0.0
    to_points = 100 * (1 - criteria_share) / (mix.words_weight + evidence + (mix.semantic_weight if vectors else 0))
    return Weights(
        semantic=vectors * to_points,
        words=words * to_points,
        evidence=evidence * to_points,
        criteria=tuple(100 * criteria_share * criterion.weight / asked if asked else 0.0 for criterion in soft),
    )


def _state_share(state: NDArray[np.int8], mix: Mix) -> Points:
    return np.where(state == MET, 1.0, np.where(state == UNKNOWN, mix.unknown_share, 0.0))


def _column_sums(matrix: sp.csr_matrix, n: int) -> Points:
    return np.asarray(np.bincount(matrix.indices, matrix.data, minlength=n), np.float64)


def _check_lengths(index: MatchIndex, semantic: Semantic | None, soft: Sequence[SoftCriterion]) -> None:
    n, m = len(index.organisation_ids), len(index.documents.ids)
    expected: list[tuple[str, NDArray[np.generic], int]] = [(criterion.code, criterion.state, n) for criterion in soft]
    if semantic is not None:
        expected += [("semantic.cosine", semantic.cosine, n), ("semantic.sentence", semantic.sentence, n)]
        if semantic.project_cosine is not None:
            expected.append(("semantic.project_cosine", semantic.project_cosine, m))
    for name, values, length in expected:
        if values.shape != (length,):
            raise ValueError(f"{name} has shape {values.shape}, the index needs ({length},)")
