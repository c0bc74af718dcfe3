"""Measures of a ranked list against a set of relevant items; each in [0, 1]."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2


def ndcg_at(depth: int, ranked: Sequence[object], relevant: Collection[object]) -> float:
    """Return the normalised discounted cumulative gain with gains 0 and 1.

    Raises:
        ValueError: nothing is relevant.
    Source:
        Järvelin and Kekäläinen, ACM TOIS 20 (2002) 422-446.
    """
    _require(relevant)
    gained = sum(1 / log2(place + 2) for place, item in enumerate(ranked[:depth]) if item in relevant)
    best = sum(1 / log2(place + 2) for place in range(min(depth, len(relevant))))
    return gained / best


def hit_at(depth: int, ranked: Sequence[object], relevant: Collection[object]) -> float:
    """Return 1.0 when a relevant item stands among the first `depth`, else 0.0."""
    _require(relevant)
    return float(any(item in relevant for item in ranked[:depth]))


def reciprocal_rank_at(depth: int, ranked: Sequence[object], relevant: Collection[object]) -> float:
    """Return 1 / place of the first relevant item, 0.0 when it stands behind `depth`."""
    _require(relevant)
    return next((1 / place for place, item in enumerate(ranked[:depth], 1) if item in relevant), 0.0)


def recall_at(depth: int, ranked: Sequence[object], relevant: Collection[object]) -> float:
    """Return the share of the relevant items that stand among the first `depth`."""
    _require(relevant)
    return sum(item in relevant for item in ranked[:depth]) / len(relevant)


def _require(relevant: Collection[object]) -> None:
    if not relevant:
        raise ValueError("a ranking is measured against at least one relevant item")
