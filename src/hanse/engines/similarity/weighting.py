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
    return unit_rows(weights)


def unit_rows(weights: sp.csr_matrix) -> sp.csr_matrix:
    """Return the matrix with every row that is not empty scaled to length 1, as float32."""
    rows = _rows(weights)
    lengths = np.sqrt(np.bincount(rows, weights.data.astype(np.float64) ** 2, minlength=weights.shape[0]))
    scaled = weights.copy()
    scaled.data = (weights.data / lengths[rows]).astype(np.float32)
    return scaled


def tfidf_vector(values: NDArray[np.float32], idf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weights of one text of length 1; `values` are counts, `idf` of the same terms."""
    weights = (1 + np.log(values)) * idf
    length = float(np.sqrt((weights**2).sum()))
    return (weights / length).astype(np.float32) if length else weights


def bm25(counts: sp.csr_matrix, idf: NDArray[np.float32]) -> sp.csr_matrix:
    """Return BM25 weights: a text's score is the sum over the query's terms.

    A weight is always below `idf * (K1 + 1)`, which `bm25_ideal` sums up.
    """
    mean = float(counts.sum() / max(counts.shape[0], 1))
    weights = saturation(counts, mean)
    weights.data = (weights.data * idf[weights.indices] * (K1 + 1)).astype(np.float32)
    return weights


def saturation(counts: sp.csr_matrix, mean_length: float) -> sp.csr_matrix:
    """Return how strongly each text is about each of its terms, in (0, 1): BM25 without rarity.

    Args:
        mean_length: of the collection, in terms; texts above it must repeat a term more often.
    """
    rows = _rows(counts)
    lengths = np.bincount(rows, counts.data, minlength=counts.shape[0])
    damping = K1 * (1 - B + B * lengths / max(mean_length, 1e-9))
    strength = counts.copy()
    strength.data = (counts.data / (counts.data + damping[rows])).astype(np.float32)
    return strength


def bm25_ideal(idf: NDArray[np.float32]) -> float:
    """Return the score that no text can exceed for a query of these terms (0 for no terms)."""
    return float(idf.sum() * (K1 + 1))


def _rows(matrix: sp.csr_matrix) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
