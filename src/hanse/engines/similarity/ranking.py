"""Rank organisations for a need, each with the reasons whose points add up to its score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hanse.engines.similarity.explaining import explain
from hanse.engines.similarity.index import MatchIndex
from hanse.engines.similarity.mix import Mix, shipped_mix
from hanse.engines.similarity.need import HardCriterion, Need, Semantic, SoftCriterion
from hanse.engines.similarity.reasons import Exclusion, Ranking
from hanse.engines.similarity.scoring import score_all


def rank(
    need: Need,
    index: MatchIndex,
    *,
    hard: Sequence[HardCriterion] = (),
    soft: Sequence[SoftCriterion] = (),
    semantic: Semantic | None = None,
    limit: int = 10,
    offset: int = 0,
    mix: Mix | None = None,
) -> Ranking:
    """Return one page of the organisations that fit a need, best first.

    The score of an organisation depends on the need, the index, the soft criteria and its own
    row only: neither hard criteria nor paging change it. Equal scores are ordered by id.

    Args:
        hard: who fails one is left out.
        soft: who meets one gains points.
        semantic: None when no sentence vectors are at hand; their points then go to the other parts.
        limit, offset: page of the ranking, both >= 0.
    Raises:
        ValueError: an array does not have the length of the index.
    """
    mix = mix or shipped_mix()
    passes = _passes(hard, len(index.organisation_ids))
    scored = score_all(need, index, mix, semantic=semantic, soft=soft)
    total = scored.total
    listed = best_rows(total, passes)
    page = listed[offset : offset + limit]
    return Ranking(
        matches=explain(page, need, index, mix, scored, soft=soft, semantic=semantic),
        found=len(listed),
        considered=int(passes.sum()),
        exclusions=_exclusions(hard),
        words=tuple(dict.fromkeys(word.surface for word in need.words)),
        mix_version=mix.version,
    )


def best_rows(total: NDArray[np.float64], passes: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the rows that pass and have a score above 0, best first, equal scores in row order.

    Args:
        total: scores, shape (n,); passes: shape (n,).
    """
    # what only adding floats in another order would tell apart counts as equal
    order = np.argsort(-np.round(total, 9), kind="stable")
    return order[passes[order] & (total[order] > 0)]


def _passes(hard: Sequence[HardCriterion], n: int) -> NDArray[np.bool_]:
    passes = np.ones(n, bool)
    for criterion in hard:
        if criterion.passes.shape != (n,):
            raise ValueError(f"{criterion.code} has shape {criterion.passes.shape}, the index needs ({n},)")
        passes &= criterion.passes
    return passes


def _exclusions(hard: Sequence[HardCriterion]) -> tuple[Exclusion, ...]:
    failed = sum((~criterion.passes).astype(np.int64) for criterion in hard)
    return tuple(
        Exclusion(
            code=criterion.code,
            excluded=int((~criterion.passes).sum()),
            only_this=int((~criterion.passes & (failed == 1)).sum()),
        )
        for criterion in hard
    )
