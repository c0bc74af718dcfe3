"""The organisations' own words: how much of a need each profile covers, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity import weighting
from hanse.engines.similarity.documents import MIN_TEXTS_OF_PAIR, DocumentIndex
from hanse.engines.similarity.lexicon import Lexicon, lexicon_of
from hanse.engines.similarity.need import Need
from hanse.engines.similarity.text import terms, words


@dataclass(frozen=True)
class ProfileIndex:
    """BM25 over n profiles; sparse matrices and not a search engine, since words' points must add up.

    Attributes:
        bm25: weights, shape (terms, n).
        unknown_idf: rarity of a word that no profile has, so that it counts as not covered.
    """

    stems: Lexicon
    idf: NDArray[np.float32]
    bm25: sp.csr_matrix
    unknown_idf: float

    def coverage(self, need: Need) -> NDArray[np.float64]:
        """Return each profile's BM25 as a share of the need's ideal, shape (n,), in [0, 1)."""
        numbers, ideal = self._query(need)
        if not len(numbers):
            return np.zeros(self.bm25.shape[1])
        return np.asarray(self.bm25[numbers].T @ np.full(len(numbers), 1 / ideal), np.float64)

    def covered_by(self, need: Need, rows: NDArray[np.intp]) -> tuple[list[str], NDArray[np.float64]]:
        """Return the need's known terms and what each adds to `coverage`, shape (terms, len(rows))."""
        numbers, ideal = self._query(need)
        if not len(numbers):
            return [], np.zeros((0, len(rows)))
        shares = self.bm25[numbers][:, rows].toarray().astype(np.float64) / ideal
        return [self.stems.terms[number] for number in numbers], shares

    def known_share(self, need: Need) -> float:
        """Return the share of the need's distinct words that any profile has, in [0, 1]; 0 without words."""
        distinct = {word.stem for word in need.words}
        return len(self.stems.vector(distinct)[0]) / len(distinct) if distinct else 0.0

    def _query(self, need: Need) -> tuple[NDArray[np.int32], float]:
        numbers, _ = self.stems.vector(need.stem_terms)
        distinct = {word.stem for word in need.words}
        unknown = len(distinct) - len(self.stems.vector(distinct)[0])
        ideal = weighting.bm25_ideal(self.idf[numbers]) + weighting.bm25_ideal(np.full(unknown, self.unknown_idf))
        return numbers, ideal


def build_profiles(
    texts: Sequence[str], languages: Sequence[str], documents: DocumentIndex, took_part: sp.csr_matrix
) -> ProfileIndex:
    """Index the profiles' own texts together with the words of their past projects.

    Args:
        took_part: shape (n, m), 1 where profile n took part in document m.
    """
    own = [
        terms([word.stem for word in words(text, language)]) for text, language in zip(texts, languages, strict=True)
    ]
    known = set(documents.stems.terms)
    added = lexicon_of(own, min_texts_of_pair=MIN_TEXTS_OF_PAIR).terms
    stems = Lexicon(documents.stems.terms + tuple(term for term in added if term not in known))
    of_projects = (took_part @ documents.stem_counts).tocsr().astype(np.float32)
    of_projects.resize((len(own), len(stems)))
    counts = (of_projects + stems.counts(own)).tocsr()
    idf = weighting.bm25_idf(counts)
    return ProfileIndex(
        stems=stems,
        idf=idf,
        bm25=weighting.bm25(counts, idf).T.tocsr(),
        unknown_idf=float(np.log(1 + (len(own) + 0.5) / 0.5)),
    )
