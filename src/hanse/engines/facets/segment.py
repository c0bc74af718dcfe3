"""A segment: records in the order of their names, one bitmap of positions for each value that they have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from hanse.engines.facets.tables import Strings

SEPARATOR = "\x1f"
WORD = "word"  # every word of a record
NAME = "name"  # words of its names
STARTS = "*"  # field + STARTS: bitmaps of beginnings that many words share


def key_of(field: str, value: str) -> bytes:
    """Return the key under which the bitmap of one value of one field stands."""
    return f"{field}{SEPARATOR}{value}".encode("utf-8", "replace")


def bitmap_of(positions: npt.NDArray[np.integer]) -> BitMap:
    """Return positions as a bitmap; many times quicker than giving the array itself."""
    return BitMap(memoryview(np.ascontiguousarray(positions, np.uint32)))  # type: ignore[arg-type]


def positions_of(bitmap: BitMap) -> npt.NDArray[np.uint32]:
    """Return a bitmap as sorted positions, shape (cardinality,)."""
    return np.frombuffer(bitmap.to_array(), np.uint32)


@dataclass(frozen=True)
class Segment:
    """Records and their values; all arrays may be mapped from files and are never written.

    Attributes:
        ids: record ids by position, shape (n,); positions follow (sort key, id).
        names: sort keys by position, UTF-8.
        keys: `key_of(field, value)`, sorted; row k belongs to bitmap k.
        postings: serialised bitmaps by row.
        sizes: cardinality of each bitmap, shape (keys,).
        columns: numbers by position, each of shape (n,): created (microseconds), projects (count), lon and lat
            (degrees, NaN where unknown), next_change (ordinal of the day on which a value changes by itself, 0: never).
        orders: for each order but the name's: `rank` by position and `at` (position by rank), both of shape (n,).
        by_id: the ids in rising order and the position of each, both of shape (n,).
    """

    ids: npt.NDArray[np.int64]
    names: Strings
    keys: Strings
    postings: Strings
    sizes: npt.NDArray[np.int64]
    columns: dict[str, npt.NDArray]
    orders: dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]
    by_id: tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, row: int) -> BitMap:
        """Return the bitmap of one row of `keys`."""
        return BitMap.deserialize(self.postings[row])

    def having(self, field: str, value: str) -> BitMap:
        """Return the positions that have a value; empty where nobody has it."""
        row = self.keys.find(key_of(field, value))
        return self.row(row) if row >= 0 else BitMap()

    def starting(self, field: str, beginning: str) -> BitMap:
        """Return the positions with a word of `field` that starts so; at most `builder.MANY` bitmaps are joined."""
        stored = self.keys.find(key_of(field + STARTS, beginning))
        if stored >= 0:
            return self.row(stored)
        rows = [self.row(row) for row in self.keys.span(key_of(field, beginning))]
        return BitMap.union(*rows) if rows else BitMap()

    def values(self, field: str) -> dict[str, int]:
        """Return the values of a field and the rows of their bitmaps."""
        skip = len(field.encode()) + 1
        return {self.keys[row][skip:].decode(): row for row in self.keys.span(key_of(field, ""))}

    def position_of(self, record_id: int) -> int:
        """Return where a record stands, or -1."""
        by_id, order = self.by_id
        place = int(np.searchsorted(by_id, record_id))
        return int(order[place]) if place < len(by_id) and by_id[place] == record_id else -1

    def positions(self, record_ids: npt.NDArray[np.int64]) -> BitMap:
        """Return where records stand; ids that are not here are left out."""
        if not len(self) or not len(record_ids):
            return BitMap()
        by_id, order = self.by_id
        places = np.minimum(np.searchsorted(by_id, record_ids), len(by_id) - 1)
        return bitmap_of(np.sort(order[places[by_id[places] == record_ids]]))
