"""Projects of others that are about what a profile says: the stand-in for a track record that is not there yet."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity.documents import DocumentIndex
from hanse.engines.similarity.text import terms, words

PROJECTS_PER_PROFILE = 50
TERMS_PER_PROFILE = 40
POWER = 2.0
# with more past projects than this, what others did says next to nothing beside one's own record
MOST_PROJECTS = 9
BATCH = 256


def profile_topics(
    texts: list[str], languages: list[str], documents: DocumentIndex, projects: NDArray[np.float32]
) -> sp.csr_matrix:
    """Return how much of each profile's own words each project is about, shape (m, n), columns summing to 1 or 0.

    Args:
        projects: past projects per organisation, shape (n,).
    """
    queries = sp.csr_matrix(
        np.zeros((0, len(documents.stems))) if not texts else _salient(texts, languages, documents, projects)
    )
    columns = [_nearest(queries[start : start + BATCH], documents) for start in range(0, len(texts), BATCH)]
    if not columns:
        return sp.csr_matrix((len(documents.ids), 0), dtype=np.float32)
    return sp.vstack(columns).T.tocsr().astype(np.float32)


def _salient(
    texts: list[str], languages: list[str], documents: DocumentIndex, projects: NDArray[np.float32]
) -> sp.csr_matrix:
    bags = [
        terms([word.stem for word in words(text, language)]) if known <= MOST_PROJECTS else []
        for text, language, known in zip(texts, languages, projects, strict=True)
    ]
    counts = documents.stems.counts(bags)
    counts.data = np.sqrt(counts.data) * documents.stem_idf[counts.indices]
    for row in range(counts.shape[0]):
        part = counts.data[counts.indptr[row] : counts.indptr[row + 1]]
        if len(part) > TERMS_PER_PROFILE:
            part[np.argsort(-part, kind="stable")[TERMS_PER_PROFILE:]] = 0
    counts.data = (counts.data > 0).astype(np.float32)
    counts.eliminate_zeros()
    return counts


def _nearest(queries: sp.csr_matrix, documents: DocumentIndex) -> sp.csr_matrix:
    scores = (queries @ documents.bm25).toarray()
    kept = np.argsort(-scores, axis=1, kind="stable")[:, :PROJECTS_PER_PROFILE]
    values = np.take_along_axis(scores, kept, axis=1) ** POWER
    values /= np.maximum(values.sum(axis=1, keepdims=True), 1e-9)
    starts = np.arange(0, kept.size + 1, max(kept.shape[1], 1)) if kept.size else np.zeros(len(scores) + 1, int)
    nearest = sp.csr_matrix((values.ravel(), kept.ravel(), starts), shape=scores.shape)
    nearest.eliminate_zeros()
    return nearest
