"""Who took part in which past project, and what that says about a need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity.mix import Mix


@dataclass(frozen=True)
class Neighbours:
    """The past projects nearest to a need.

    Attributes:
        rows: nearest first; closeness: how much each counts, in (0, 1].
        quality: how good the nearest is in itself, in [0, 1].
    """

    rows: NDArray[np.intp]
    closeness: NDArray[np.float64]
    quality: float


@dataclass(frozen=True)
class History:
    """Participations of n organisations in m projects.

    Attributes:
        roles: shape (m, n), 1 = took part, 2 = coordinated.
        partners: organisations per project, shape (m,), those outside the index included.
        projects: past projects per organisation, shape (n,).
        kinds: a number per kind of organisation, shape (n,): newcomers are measured against their own kind.
    """

    roles: sp.csr_matrix
    partners: NDArray[np.float32]
    projects: NDArray[np.float32]
    kinds: NDArray[np.int32]

    def shares(self, near: Neighbours, mix: Mix) -> sp.csr_matrix:
        """Return what each near project brings to each organisation that took part, shape (near, n)."""
        shares = self.roles[near.rows].astype(np.float64)
        shares.data = np.where(shares.data > 1, mix.coordinator, 1.0)
        return sp.csr_matrix(sp.diags(self._closeness(near, mix)) @ shares)

    def popularity_factor(self, mix: Mix) -> NDArray[np.float64]:
        """Return the factor in (0, 1] that keeps those with many projects from winning by number, shape (n,)."""
        return np.maximum(self.projects.astype(np.float64), 1) ** -mix.popularity_power

    def known_share(self) -> float:
        """Return the share of organisations with a past project, in [0, 1]."""
        return float((self.projects > 0).mean()) if len(self.projects) else 0.0

    def best_of_kind(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for every organisation the most points that one of its kind has, shape (n,).

        Where nobody of the kind has any, the most of all kinds.
        """
        best = np.zeros(int(self.kinds.max(initial=0)) + 1)
        np.maximum.at(best, self.kinds, points)
        best[best == 0] = points.max(initial=0.0)
        return best[self.kinds]

    def _closeness(self, near: Neighbours, mix: Mix) -> NDArray[np.float64]:
        return near.closeness * np.maximum(self.partners[near.rows].astype(np.float64), 1) ** -mix.partners_power


def nearest(similarities: NDArray[np.float32], mix: Mix, terms: int) -> Neighbours:
    """Return the projects that count for a need of so many distinct terms; similarities have shape (m,)."""
    rows = np.argsort(-similarities, kind="stable")[: mix.neighbours]
    best = float(similarities[rows[0]]) if len(rows) else 0.0
    rows = rows[similarities[rows] > 0]
    if not len(rows):
        return Neighbours(rows, np.zeros(0), 0.0)
    closeness = (similarities[rows].astype(np.float64) / best) ** mix.power
    return Neighbours(rows, closeness, min(best / mix.full_similarity(terms), 1.0))
