"""Run a ranking over the needs of the tasks and average the measures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hanse.engines.similarity.metrics import hit_at, ndcg_at, recall_at, reciprocal_rank_at
from hanse.engines.similarity.ranking import best_rows

DEPTH = 50

Scores = Callable[[str], NDArray[np.float64]]


@dataclass
class Measures:
    """Running sums of the four measures."""

    values: dict[str, list[float]] = field(
        default_factory=lambda: {"ndcg_at_10": [], "hit_at_10": [], "mrr_at_50": [], "recall_at_50": []}
    )

    def add(self, ranked: Sequence[object], relevant: Collection[object]) -> None:
        """Take in one ranked list."""
        self.values["ndcg_at_10"].append(ndcg_at(10, ranked, relevant))
        self.values["hit_at_10"].append(hit_at(10, ranked, relevant))
        self.values["mrr_at_50"].append(reciprocal_rank_at(DEPTH, ranked, relevant))
        self.values["recall_at_50"].append(recall_at(DEPTH, ranked, relevant))

    def means(self) -> dict[str, float]:
        """Return the mean of each measure to four decimals, 0 where nothing was measured."""
        return {name: round(float(np.mean(values)), 4) if values else 0.0 for name, values in self.values.items()}


@dataclass(frozen=True)
class Asked:
    """One task over the rows of an index: who is admitted, and the relevant rows per need."""

    name: str
    admitted: NDArray[np.bool_]
    relevant: dict[str, frozenset[int]]


def measure(scores: Scores, asked: Iterable[Asked], step: Callable[[], None]) -> dict[str, Measures]:
    """Score every need once and measure it in every task that asks it.

    Args:
        scores: need id -> score per row, shape (n,); only rows above 0 are listed.
        step: called after each need.
    """
    tasks = list(asked)
    measures = {task.name: Measures() for task in tasks}
    for need in sorted({need for task in tasks for need in task.relevant}):
        total = scores(need)
        for task in tasks:
            if need in task.relevant:
                measures[task.name].add(best_rows(total, task.admitted)[:DEPTH].tolist(), task.relevant[need])
        step()
    return measures
