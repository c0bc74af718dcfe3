"""The past projects: how similar is each to a need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity import weighting
from hanse.engines.similarity.lexicon import Lexicon, lexicon_of
from hanse.engines.similarity.mix import Mix
from hanse.engines.similarity.need import Need
from hanse.engines.similarity.text import terms, words

MIN_TEXTS_OF_PAIR = 3


@dataclass(frozen=True)
class DocumentIndex:
    """Two views of m texts.

    Words as written under TF-IDF tell apart what long texts are about; stems under BM25 find
    inflected forms.

    Attributes:
        tfidf, bm25: weights, shape (terms, m), so that a query reads only its own rows.
        stem_counts: shape (m, stems), from which profiles take the words of their projects.
    """

    ids: tuple[str, ...]
    surfaces: Lexicon
    surface_idf: NDArray[np.float32]
    tfidf: sp.csr_matrix
    stems: Lexicon
    stem_idf: NDArray[np.float32]
    bm25: sp.csr_matrix
    stem_counts: sp.csr_matrix

    def similarities(
        self, need: Need, mix: Mix, project_cosine: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Return the mixed similarity of the need to each text, shape (m,), >= 0.

        Args:
            project_cosine: sentence-vector cosine per text, shape (m,), NaN = none.
        """
        if not self.ids:
            return np.zeros(0, np.float32)
        mixed = mix.tfidf_share * self.tfidf_cosine(need) + mix.bm25_share * self._bm25_of_ideal(need)
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


def build_documents(ids: Sequence[str], texts: Sequence[str], languages: Sequence[str]) -> DocumentIndex:
    """Index texts given with their ids and languages (same length, ids distinct)."""
    read = [words(text, language) for text, language in zip(texts, languages, strict=True)]
    surfaces, surface_counts = _counted([[word.surface for word in text] for text in read])
    stems, stem_counts = _counted([[word.stem for word in text] for text in read])
    surface_idf, stem_idf = weighting.smooth_idf(surface_counts), weighting.bm25_idf(stem_counts)
    return DocumentIndex(
        ids=tuple(ids),
        surfaces=surfaces,
        surface_idf=surface_idf,
        tfidf=weighting.tfidf(surface_counts, surface_idf).T.tocsr(),
        stems=stems,
        stem_idf=stem_idf,
        bm25=weighting.bm25(stem_counts, stem_idf).T.tocsr(),
        stem_counts=stem_counts,
    )


def _counted(read: list[list[str]]) -> tuple[Lexicon, sp.csr_matrix]:
    lexicon = lexicon_of(map(terms, read), min_texts_of_pair=MIN_TEXTS_OF_PAIR)
    return lexicon, lexicon.counts(map(terms, read))


def _weighted(by_term: sp.csr_matrix, numbers: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(by_term[numbers].T @ weights, np.float32)
