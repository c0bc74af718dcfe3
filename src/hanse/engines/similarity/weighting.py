"""TF-IDF and BM25 weights of sparse counts.

References:
    Salton and Buckley, Information Processing & Management 24 (1988) 513-523 (logarithmic tf, cosine).
    Robertson and Zaragoza, Foundations and Trends in IR 3 (2009) 333-389 (BM25).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

K1 = 1.2
B = 0.75


def texts_with_term(counts: sp.csr_matrix) -> NDArray[np.float64]:
    """Return in how many texts each term stands, shape (terms,)."""
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)


def smooth_idf(counts: sp.csr_matrix) -> NDArray[np.float32]:
    """Return the TF-IDF rarity of each term, shape (terms,), > 0."""
    return (np.log((1 + counts.shape[0]) / (1 + texts_with_term(counts))) + 1).astype(np.float32)


def bm25_idf(counts: sp.csr_matrix) -> NDArray[np.float32]:
    """Return the BM25 rarity of each term, shape (terms,), > 0."""
    texts = texts_with_term(counts)
    return np.log(1 + (counts.shape[0] - texts + 0.5) / (texts + 0.5)).astype(np.float32)


def tfidf(counts: sp.csr_matrix, idf: NDArray[np.float32]) -> sp.csr_matrix:
    """Return rows of length 1 (or 0 for an empty text), so that a dot product is a cosine."""
    weights = counts.copy()
    weights.data = (1 + np.log(weights.data)) * idf[weights.indices]
    lengths = np.sqrt(np.bincount(_rows(weights), weights.data**2, minlength=weights.shape[0]))
    weights.data = (weights.data / lengths[_rows(weights)]).astype(np.float32)
    return weights


def tfidf_vector(values: NDArray[np.float32], idf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weights of one text of length 1; `values` are counts, `idf` of the same terms."""
    weights = (1 + np.log(values)) * idf
    length = float(np.sqrt((weights**2).sum()))
    return (weights / length).astype(np.float32) if length else weights


def bm25(counts: sp.csr_matrix, idf: NDArray[np.float32]) -> sp.csr_matrix:
    """Return BM25 weights: a text's score is the sum over the query's terms.

    A weight is always below `idf * (K1 + 1)`, which `bm25_ideal` sums up.
    """
    weights = counts.copy()
    lengths = np.bincount(_rows(counts), counts.data, minlength=counts.shape[0])
    mean = lengths.mean() if counts.nnz else 1.0
    damping = K1 * (1 - B + B * lengths / mean)
    weights.data = (idf[counts.indices] * counts.data * (K1 + 1) / (counts.data + damping[_rows(counts)])).astype(
        np.float32
    )
    return weights


def bm25_ideal(idf: NDArray[np.float32]) -> float:
    """Return the score that no text can exceed for a query of these terms (0 for no terms)."""
    return float(idf.sum() * (K1 + 1))


def _rows(matrix: sp.csr_matrix) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
