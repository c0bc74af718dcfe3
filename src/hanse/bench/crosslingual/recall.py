"""How often the right document is found, and how a language is taken out of its vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanse.bench.crosslingual.reading import Query
from hanse.engines.vectors import centred

KINDS = ("text", "title")
LEAST_FOR_MEAN = 20  # fewer texts say too little about a language: the documents' mean serves
Matrix = NDArray[np.float32]


def without_language(vectors: Matrix, queries: Sequence[Query], documents: Matrix) -> Matrix:
    """Take from each query's vector the mean of its language and kind over the *other* half of the documents.

    The halves are even and odd documents: no query takes part in the mean that is taken from it, nor does any text
    about the same document.

    Returns:
        float32 (n, d), rows of length 1.
    """
    groups = np.array([f"{each.language} {each.kind}" for each in queries])
    half = np.array([each.relevant % 2 for each in queries])
    moved = np.zeros_like(vectors)
    for group in np.unique(groups):
        for side in (0, 1):
            here, there = (groups == group) & (half == side), (groups == group) & (half != side)
            mean = vectors[there].mean(axis=0) if there.sum() >= LEAST_FOR_MEAN else documents.mean(axis=0)
            moved[here] = centred(vectors[here], mean)
    return moved


def ranks(scores: Matrix, queries: Sequence[Query]) -> NDArray[np.int64]:
    """Return how many documents score higher than, or the same as, the right one, int64 (n,); 0 = found first.

    Args:
        scores: (n, documents), higher is better.
    """
    right = scores[np.arange(len(queries)), [each.relevant for each in queries]]
    return (scores >= right[:, None]).sum(axis=1) - 1


def recalls(rank: NDArray[np.int64], queries: Sequence[Query]) -> dict[str, Any]:
    """Return recall@1 and recall@10 a kind: the mean over languages, and each language."""
    result: dict[str, Any] = {}
    for kind in KINDS:
        languages = {}
        for language in sorted({each.language for each in queries if each.kind == kind}):
            mine = rank[[each.kind == kind and each.language == language for each in queries]]
            found = {f"recall_at_{k}": float((mine < k).mean()) for k in (1, 10)}
            languages[language] = {"queries": len(mine), **found}
        if languages:
            means = {
                f"recall_at_{k}": float(np.mean([v[f"recall_at_{k}"] for v in languages.values()])) for k in (1, 10)
            }
            result[kind] = {**means, "languages": languages}
    return result
