"""Terms and their numbers, and the sparse count matrices that all lexical weights start from."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray


class Lexicon:
    """The terms of a collection; the position of a term is its number."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = tuple(terms)
        self._number_of = {term: number for number, term in enumerate(self.terms)}

    def __len__(self) -> int:
        return len(self.terms)

    def vector(self, terms: Iterable[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return numbers and counts of the known terms of one text, sorted by number; unknown terms are left out."""
        counts = Counter(number for term in terms if (number := self._number_of.get(term)) is not None)
        numbers = sorted(counts)
        return np.array(numbers, np.int32), np.array([counts[number] for number in numbers], np.float32)

    def counts(self, bags: Iterable[Sequence[str]]) -> sp.csr_matrix:
        """Return how often each known term stands in each text, shape (texts, terms), float32."""
        starts, numbers, values = [0], array("i"), array("f")
        for bag in bags:
            row_numbers, row_values = self.vector(bag)
            numbers.extend(row_numbers.tolist())
            values.extend(row_values.tolist())
            starts.append(len(numbers))
        return sp.csr_matrix(
            (np.array(values, np.float32), np.array(numbers, np.int32), np.array(starts, np.int32)),
            shape=(len(starts) - 1, len(self)),
        )


def lexicon_of(bags: Iterable[Sequence[str]], *, min_texts_of_pair: int) -> Lexicon:
    """Return the lexicon of a collection: every single word, and the pairs that enough texts share.

    Single words are all kept, since a rare one is what sets an organisation apart; a pair that
    stands in one text only can match nothing else and would be most of the memory.

    Args:
        min_texts_of_pair: texts that must contain a pair (a term with a space).
    """
    texts_with: Counter[str] = Counter()
    for bag in bags:
        texts_with.update(set(bag))
    return Lexicon(sorted(term for term, texts in texts_with.items() if " " not in term or texts >= min_texts_of_pair))
