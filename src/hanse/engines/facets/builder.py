"""Make a segment from records that come one by one, and from bitmaps that another segment had."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from hanse.engines.facets.segment import NAME, SEPARATOR, STARTS, WORD, Segment, bitmap_of, key_of
from hanse.engines.facets.tables import Strings
from hanse.engines.facets.words import sort_key, words_of

MANY = 200  # words that share a beginning; from here on the beginning has a bitmap of its own
COLUMNS = {"created": np.int64, "projects": np.int64, "lon": np.float32, "lat": np.float32, "next_change": np.int32}
NEVER = 0
Entry = tuple[bytes, BitMap]


@dataclass(frozen=True)
class Record:
    """What a segment keeps of one record besides its values; numbers as `Segment.columns` says."""

    id: int
    name: str
    names: str = ""
    text: str = ""
    created: int = 0
    lon: float | None = None
    lat: float | None = None


class SegmentBuilder:
    """Collects records first, their values in any order; then `finish`."""

    def __init__(self) -> None:
        self._ordinals: dict[int, int] = {}
        self._names: list[bytes] = []
        self._ids = array("q")
        self._columns: dict[str, array[Any]] = {
            name: array("d" if kind is np.float32 else "q") for name, kind in COLUMNS.items()
        }
        self._postings: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, record: Record) -> None:
        """Take a record in; its id must be new."""
        ordinal = self._ordinals[record.id] = len(self._ids)
        self._ids.append(record.id)
        self._names.append(sort_key(record.name).encode("utf-8", "replace"))
        nan = float("nan")
        columns = self._columns
        columns["created"].append(record.created)
        columns["projects"].append(0)
        columns["lon"].append(nan if record.lon is None or record.lat is None else record.lon)
        columns["lat"].append(nan if record.lon is None or record.lat is None else record.lat)
        columns["next_change"].append(NEVER)
        names = set(words_of(f"{record.name} {record.names}"))
        for word in names:
            self._append(NAME + SEPARATOR + word, ordinal)
        for word in names.union(words_of(record.text)):
            self._append(WORD + SEPARATOR + word, ordinal)

    def add_value(self, record_id: int, field: str, value: str) -> None:
        """Give a record a value; a record that was not added is left out, a value may come twice."""
        ordinal = self._ordinals.get(record_id)
        if ordinal is not None:
            self._append(f"{field}{SEPARATOR}{value}", ordinal)

    def add_text(self, record_id: int, text: str) -> None:
        """Make a record findable by more words."""
        ordinal = self._ordinals.get(record_id)
        if ordinal is not None:
            for word in set(words_of(text)):
                self._append(WORD + SEPARATOR + word, ordinal)

    def add_project(self, record_id: int) -> int:
        """Count one more project and return how many there are now; 0 for a record that was not added."""
        ordinal = self._ordinals.get(record_id)
        if ordinal is None:
            return 0
        self._columns["projects"][ordinal] += 1
        return int(self._columns["projects"][ordinal])

    def mark_projectless(self, field: str, value: str) -> None:
        """Give a value to every record without a project; call it after all projects were counted."""
        for ordinal, count in enumerate(self._columns["projects"]):
            if not count:
                self._append(f"{field}{SEPARATOR}{value}", ordinal)

    def changes_on(self, record_id: int, day: int) -> None:
        """Note the day (proleptic ordinal) from which the record must be read again; the earliest one stays."""
        ordinal = self._ordinals.get(record_id)
        if ordinal is not None:
            known = self._columns["next_change"][ordinal]
            self._columns["next_change"][ordinal] = min(day, int(known)) if known else day

    def finish(self, progress: Callable[[int, int], None] | None = None) -> Segment:
        """Return the segment of all that was added; the builder is empty afterwards.

        Args:
            progress: called with (fields done, fields in all) now and then.
        """
        ids = np.frombuffer(self._ids, np.int64) if self._ids else np.zeros(0, np.int64)
        order = np.array(sorted(range(len(ids)), key=lambda at: (self._names[at], self._ids[at])), np.int64)
        place = np.empty(len(ids), np.uint32)
        place[order] = np.arange(len(ids), dtype=np.uint32)
        names = Strings.of(self._names[at] for at in order)
        columns = {name: np.array(self._columns[name]).astype(kind)[order] for name, kind in COLUMNS.items()}
        postings, self._postings, self._names, self._ordinals = self._postings, {}, [], {}

        def entries() -> Iterator[Entry]:
            # Code points sort as their UTF-8 does.
            keys = sorted(postings)
            for done, key in enumerate(keys):
                if progress is not None and done % 5000 == 0:
                    progress(done, len(keys))
                found = place[np.frombuffer(postings.pop(key), np.uint32)]
                found.sort()
                yield key.encode("utf-8", "replace"), bitmap_of(found)

        return assemble(ids[order], names, columns, entries())

    def _append(self, key: str, ordinal: int) -> None:
        known = self._postings.get(key)
        if known is None:
            known = self._postings[key] = array("I")
        known.append(ordinal)


def assemble(
    ids: npt.NDArray[np.int64], names: Strings, columns: Mapping[str, npt.NDArray], entries: Iterable[Entry]
) -> Segment:
    """Put a segment together.

    Args:
        ids, names, columns: by position, see `Segment`.
        entries: (key, bitmap) in the order of their keys, without beginnings of words.
    """
    keys: list[bytes] = []
    packed: list[bytes] = []
    sizes = array("q")

    def keep(key: bytes, bitmap: BitMap) -> None:
        keys.append(key)
        packed.append(bitmap.serialize())
        sizes.append(len(bitmap))

    for key, bitmap in entries:
        if bitmap:
            keep(key, bitmap)
    sorted_count = len(keys)
    for field in (WORD, NAME):
        head = key_of(field, "")
        low = bisect_left(keys, head, 0, sorted_count)
        high = bisect_left(keys, head + b"\xff", 0, sorted_count)
        for beginning, bitmap in _beginnings(keys, packed, low, high, len(head)):
            keep(key_of(field + STARTS, "") + beginning, bitmap)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    by_id = np.argsort(ids, kind="stable").astype(np.int32)
    return Segment(
        ids=ids,
        names=names,
        keys=Strings.of(keys[row] for row in order),
        postings=Strings.of(packed[row] for row in order),
        sizes=np.array(sizes, np.int64)[order] if order else np.zeros(0, np.int64),
        columns=dict(columns),
        orders={"newest": _order(columns["created"]), "projects": _order(columns["projects"])},
        by_id=(ids[by_id], by_id),
    )


def _order(column: npt.NDArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return rank by position and position by rank, largest first, equals in the order of their names."""
    at = np.argsort(-column, kind="stable").astype(np.int32)
    rank = np.empty_like(at)
    rank[at] = np.arange(len(at), dtype=np.int32)
    return rank, at


def _beginnings(
    keys: Sequence[bytes], packed: Sequence[bytes], low: int, high: int, skip: int
) -> list[tuple[bytes, BitMap]]:
    """Return each beginning that more than MANY words share, with its bitmap; whole characters only.

    Args:
        keys, packed: all rows; the words are those from `low` to `high`, each behind `skip` bytes.
    """

    def descend(low: int, high: int, depth: int) -> tuple[list[Entry], BitMap]:
        found: list[Entry] = []
        union = BitMap()
        start = low
        while start < high:
            word = keys[start][skip:].decode()
            beginning = word[: depth + 1].encode()
            end = start + 1
            # A word that ends here is the beginning of all that follow: it stands for itself alone.
            if len(word) > depth:
                end = bisect_left(keys, keys[start][:skip] + beginning + b"\xff", start, high)
            if end - start > MANY:
                deeper, part = descend(start, end, depth + 1)
                found += [*deeper, (beginning, part)]
            else:
                part = BitMap.union(*(BitMap.deserialize(packed[row]) for row in range(start, end)))
            union |= part
            start = end
        return found, union

    return descend(low, high, 0)[0]
