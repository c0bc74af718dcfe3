"""The past projects: how similar is each to a need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from hanse.engines.similarity import weighting
from hanse.engines.similarity.lexicon import Lexicon, lexicon_of
from hanse.engines.similarity.mix import Mix
from hanse.engines.similarity.need import Need
from hanse.engines.similarity.text import terms, words

FACTORS = 256
MIN_TEXTS_OF_PAIR = 3
POWER_ITERATIONS = 2


@dataclass(frozen=True)
class DocumentIndex:
    """Three views of m texts.

    Words as written under TF-IDF tell apart what long texts are about; stems under BM25 find
    inflected forms; the latent factors of the TF-IDF matrix find synonyms.

    Attributes:
        tfidf, bm25: weights, shape (terms, m), so that a query reads only its own rows.
        stem_counts: shape (m, stems), from which profiles take the words of their projects.
        latent: each text by its factors, rows of length 1, shape (m, r).
        to_latent: takes TF-IDF cosines to factors, shape (m, r).
    """

    ids: tuple[str, ...]
    surfaces: Lexicon
    surface_idf: NDArray[np.float32]
    tfidf: sp.csr_matrix
    stems: Lexicon
    stem_idf: NDArray[np.float32]
    bm25: sp.csr_matrix
    stem_counts: sp.csr_matrix
    latent: NDArray[np.float32]
    to_latent: NDArray[np.float32]

    def similarities(
        self, need: Need, mix: Mix, project_cosine: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Return the mixed similarity of the need to each text, shape (m,), >= 0.

        Args:
            project_cosine: sentence-vector cosine per text, shape (m,), NaN = none.
        """
        if not self.ids:
            return np.zeros(0, np.float32)
        by_words = self.tfidf_cosine(need)
        mixed = (
            mix.tfidf_share * by_words
            + mix.bm25_share * self._bm25_of_ideal(need)
            + mix.latent_share * self._latent_cosine(by_words)
        )
        if project_cosine is not None:
            mixed += mix.sentence_share * mix.semantic_fit(project_cosine).astype(np.float32)
        return mixed

    def tfidf_cosine(self, need: Need) -> NDArray[np.float32]:
        """Return the plain TF-IDF cosine of the need to each text, shape (m,), in [0, 1]."""
        numbers, counts = self.surfaces.vector(need.surface_terms)
        return _weighted(self.tfidf, numbers, weighting.tfidf_vector(counts, self.surface_idf[numbers]))

    def _bm25_of_ideal(self, need: Need) -> NDArray[np.float32]:
        numbers, _ = self.stems.vector(need.stem_terms)
        ideal = weighting.bm25_ideal(self.stem_idf[numbers])
        return _weighted(self.bm25, numbers, np.full(len(numbers), 1 / ideal if ideal else 0, np.float32))

    def _latent_cosine(self, by_words: NDArray[np.float32]) -> NDArray[np.float32]:
        # the right singular vectors (terms, r) would be 200 MB; a need's factors follow from its cosines
        need = by_words @ self.to_latent
        length = float(np.linalg.norm(need))
        return np.clip(self.latent @ need / length, 0, 1) if length else np.zeros_like(by_words)


def build_documents(ids: Sequence[str], texts: Sequence[str], languages: Sequence[str]) -> DocumentIndex:
    """Index texts given with their ids and languages (same length, ids distinct)."""
    read = [words(text, language) for text, language in zip(texts, languages, strict=True)]
    surfaces, surface_counts = _counted([[word.surface for word in text] for text in read])
    stems, stem_counts = _counted([[word.stem for word in text] for text in read])
    surface_idf, stem_idf = weighting.smooth_idf(surface_counts), weighting.bm25_idf(stem_counts)
    tfidf = weighting.tfidf(surface_counts, surface_idf)
    latent, to_latent = _latent(tfidf)
    return DocumentIndex(
        ids=tuple(ids),
        surfaces=surfaces,
        surface_idf=surface_idf,
        tfidf=tfidf.T.tocsr(),
        stems=stems,
        stem_idf=stem_idf,
        bm25=weighting.bm25(stem_counts, stem_idf).T.tocsr(),
        stem_counts=stem_counts,
        latent=latent,
        to_latent=to_latent,
    )


def _counted(read: list[list[str]]) -> tuple[Lexicon, sp.csr_matrix]:
    lexicon = lexicon_of(map(terms, read), min_texts_of_pair=MIN_TEXTS_OF_PAIR)
    return lexicon, lexicon.counts(map(terms, read))


def _latent(tfidf: sp.csr_matrix) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    rank = min(FACTORS, min(tfidf.shape) - 1)
    if rank < 1:
        return np.zeros((tfidf.shape[0], 1), np.float32), np.zeros((tfidf.shape[0], 1), np.float32)
    left, strengths, _ = randomized_svd(tfidf, rank, n_iter=POWER_ITERATIONS, random_state=0)
    texts = left * strengths
    lengths = np.linalg.norm(texts, axis=1, keepdims=True)
    return (
        np.ascontiguousarray(texts / np.maximum(lengths, 1e-9), np.float32),
        np.ascontiguousarray(left / np.maximum(strengths, 1e-6), np.float32),
    )


def _weighted(by_term: sp.csr_matrix, numbers: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(by_term[numbers].T @ weights, np.float32)
