"""Many byte strings in one block: sorted keys found by bisection, on disk or in memory alike."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from mmap import mmap

import numpy as np
import numpy.typing as npt

Block = bytes | mmap


class Strings(Sequence[bytes]):
    """Byte strings by row number: one block and the offsets of the rows in it, shape (n + 1,)."""

    def __init__(self, block: Block, offsets: npt.NDArray[np.int64]) -> None:
        self.block = block
        self.offsets = offsets

    @classmethod
    def of(cls, rows: Iterable[bytes]) -> Strings:
        """Put rows into one block."""
        kept = list(rows)
        lengths = np.fromiter((len(row) for row in kept), np.int64, len(kept))
        return cls(b"".join(kept), np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> bytes:  # type: ignore[override]
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self.block[int(self.offsets[row]) : int(self.offsets[row + 1])]

    def find(self, key: bytes) -> int:
        """Return the row that equals `key` in sorted rows, or -1."""
        row = bisect_left(self, key)
        return row if row < len(self) and self[row] == key else -1

    def span(self, prefix: bytes) -> range:
        """Return the rows that begin with `prefix`, in sorted rows. No row may hold 0xFF (UTF-8 never does)."""
        return range(bisect_left(self, prefix), bisect_left(self, prefix + b"\xff"))
