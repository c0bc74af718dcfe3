"""Subjects: how well an organisation's own words fit what the projects nearest to a need are about.

This is what stands in for a track record that is not there yet. A need and a short profile rarely
share words; but the projects like the need share many with the profiles that could serve it
(relevance feedback).

References:
    Rocchio, in Salton (ed.), The SMART Retrieval System (1971) 313-323.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity import weighting
from hanse.engines.similarity.documents import DocumentIndex
from hanse.engines.similarity.history import Neighbours
from hanse.engines.similarity.text import terms, words


@dataclass(frozen=True)
class SubjectIndex:
    """The own words of n profiles, as far as any past project has them.

    Attributes:
        written: the k terms as some profile writes them; numbers: the same in the stems of the documents, shape (k,).
        weights: rows of length 1 or 0, shape (n, k).
        usual: how strongly an average project is about each term, shape (k,).
        mean_length: of the projects, in terms.
    """

    written: tuple[str, ...]
    numbers: NDArray[np.int32]
    weights: sp.csr_matrix
    usual: NDArray[np.float32]
    mean_length: float

    def emphasis(self, near: Neighbours, documents: DocumentIndex) -> NDArray[np.float64]:
        """Return how much more the near projects are about each term than projects usually are, shape (k,), >= 0."""
        if not len(near.rows) or not len(self.numbers):
            return np.zeros(len(self.numbers))
        counts = documents.stem_counts[near.rows]
        strength = weighting.saturation(counts, self.mean_length)
        mean = np.asarray(strength.T @ (near.closeness / near.closeness.sum()))[self.numbers]
        # the root keeps one frequent word from deciding alone
        return np.sqrt(np.maximum(mean - self.usual, 0))

    def fit(self, emphasis: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return each profile's fit relative to the best one's, shape (n,), in [0, 1]."""
        raw = np.asarray(self.weights @ emphasis, np.float64)
        best = float(raw.max(initial=0.0))
        return raw / best if best else raw


def build_subjects(texts: Sequence[str], languages: Sequence[str], documents: DocumentIndex) -> SubjectIndex:
    """Index the profiles' own texts by the terms that past projects use."""
    read = [words(text, language) for text, language in zip(texts, languages, strict=True)]
    counts = documents.stems.counts(terms([word.stem for word in text]) for text in read)
    numbers = np.unique(counts.indices).astype(np.int32)
    written: dict[str, str] = {}
    for text in read:
        stems, surfaces = terms([word.stem for word in text]), terms([word.surface for word in text])
        for stem, surface in zip(stems, surfaces, strict=True):
            written.setdefault(stem, surface)
    weights = counts[:, numbers].tocsr()
    weights.data = np.sqrt(weights.data) * documents.stem_idf[numbers][weights.indices]
    mean_length = float(documents.stem_counts.sum() / max(len(documents.ids), 1))
    usual = weighting.saturation(documents.stem_counts, mean_length).sum(axis=0) / max(len(documents.ids), 1)
    return SubjectIndex(
        written=tuple(written[documents.stems.terms[number]] for number in numbers),
        numbers=numbers,
        weights=weighting.unit_rows(weights),
        usual=np.asarray(usual, np.float32).ravel()[numbers],
        mean_length=mean_length,
    )
