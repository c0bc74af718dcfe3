"""What the engine is compared with: chance, popularity, plain BM25 profiles, TF-IDF neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.bench.matching.measuring import Scores
from hanse.bench.matching.reading import Collection
from hanse.engines.similarity import MatchIndex, Need

NEIGHBOURS = 300
POWER = 3


def baselines(index: MatchIndex, collection: Collection) -> dict[str, Scores]:
    """Return the scorers by name; each gives a score per row of the index."""
    chance = np.random.default_rng(0)
    n = len(index.organisation_ids)
    popularity = index.history.projects.astype(np.float64)
    took_part = (index.history.roles > 0).astype(np.float64).T.tocsr()

    def need_of(project: str) -> Need:
        return Need(collection.projects[project].need)

    def neighbours(project: str) -> NDArray[np.float64]:
        cosine = index.documents.tfidf_cosine(need_of(project)).astype(np.float64)
        kept = np.argsort(-cosine, kind="stable")[:NEIGHBOURS]
        counted = np.zeros_like(cosine)
        counted[kept] = cosine[kept] ** POWER
        return np.asarray(took_part @ counted)

    return {
        "random": lambda project: chance.random(n) + 1e-9,
        "popularity": lambda project: popularity,
        "bm25_profile": lambda project: index.profiles.coverage(need_of(project)),
        "tfidf_neighbours": neighbours,
    }
