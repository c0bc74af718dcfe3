"""The facts that criteria ask about, one row a candidate, as arrays that a process maps into memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

NO_LEVEL = 0  # readiness level not stated
ARRAYS = (
    "ids",
    "kind",
    "country",
    "lon",
    "lat",
    "trl_from",
    "trl_to",
    "availability",
    "project_count",
    "term_starts",
    "term_rows",
)


@dataclass(frozen=True)
class Catalogue:
    """n candidates in the order of their ids.

    Args:
        ids: int64 (n,), ascending.
        kind, country, availability: int16 (n,), places in `kinds`, `countries`, `availabilities`; "" where not stated.
        lon, lat: float32 (n,), degrees, NaN where not known.
        trl_from, trl_to: int8 (n,), 0 where not stated.
        project_count: int32 (n,), past projects.
        terms: term ids; rows that carry term t are `term_rows[term_starts[t]:term_starts[t + 1]]`. Broader terms and
            regions ('region:DE2') are carried too, so that asking for the broader finds the narrower.
    """

    ids: np.ndarray
    kind: np.ndarray
    country: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    trl_from: np.ndarray
    trl_to: np.ndarray
    availability: np.ndarray
    project_count: np.ndarray
    term_starts: np.ndarray
    term_rows: np.ndarray
    kinds: tuple[str, ...]
    countries: tuple[str, ...]
    availabilities: tuple[str, ...]
    terms: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def term_position(self) -> dict[str, int]:
        """Position of each term id."""
        return {term: position for position, term in enumerate(self.terms)}

    def rows_with(self, term: str) -> np.ndarray:
        """Return the rows (int32) that carry a term, empty for an unknown one."""
        position = self.term_position.get(term)
        if position is None:
            return self.term_rows[:0]
        return self.term_rows[self.term_starts[position] : self.term_starts[position + 1]]

    @cached_property
    def carries_scheme(self) -> dict[str, np.ndarray]:
        """For each scheme, the rows (bool (n,)) that carry any term of it: others are unknown, not a miss."""
        carried: dict[str, np.ndarray] = {}
        for term in self.terms:
            carried.setdefault(term.partition(":")[0], np.zeros(len(self), bool))[self.rows_with(term)] = True
        return carried

    def save(self, folder: Path) -> None:
        """Write the arrays to an existing folder."""
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        words = {name: getattr(self, name) for name in ("kinds", "countries", "availabilities", "terms")}
        (folder / "words.json").write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read what `save` wrote; arrays are mapped, not copied."""
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        listed: dict[str, Any] = {name: tuple(values) for name, values in words.items()}
        return cls(**arrays, **listed)


class CatalogueBuilder:
    """Collects candidates row by row, in ascending order of id, and their terms in any order."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, str, float, float, int, int, str, int]] = []
        self._terms: dict[str, list[int]] = {}

    def add(
        self,
        *,
        id: int,
        kind: str,
        country: str,
        lon: float | None,
        lat: float | None,
        trl_from: int | None,
        trl_to: int | None,
        availability: str,
        project_count: int,
        terms: Iterable[str],
    ) -> None:
        """Add one candidate with its terms (broader ones included by the caller)."""
        if self._rows and self._rows[-1][0] >= id:
            raise ValueError("candidates must come in ascending order of id")
        nan = float("nan")
        place = (nan, nan) if lon is None or lat is None else (lon, lat)
        for term in set(terms):
            self._terms.setdefault(term, []).append(len(self._rows))
        self._rows.append(
            (id, kind, country, *place, trl_from or NO_LEVEL, trl_to or NO_LEVEL, availability, project_count)
        )

    def build(self) -> Catalogue:
        """Return the arrays."""
        columns = list(zip(*self._rows, strict=True)) or [()] * 9
        kinds, kind = _coded(columns[1])
        countries, country = _coded(columns[2])
        availabilities, availability = _coded(columns[7])
        terms = tuple(sorted(self._terms))
        counts = [len(self._terms[term]) for term in terms]
        rows = [row for term in terms for row in self._terms[term]]
        return Catalogue(
            ids=np.array(columns[0], np.int64),
            kind=kind,
            country=country,
            lon=np.array(columns[3], np.float32),
            lat=np.array(columns[4], np.float32),
            trl_from=np.array(columns[5], np.int8),
            trl_to=np.array(columns[6], np.int8),
            availability=availability,
            project_count=np.array(columns[8], np.int32),
            term_starts=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64),
            term_rows=np.array(rows, np.int32),
            kinds=kinds,
            countries=countries,
            availabilities=availabilities,
            terms=terms,
        )


def _coded(values: Iterable[str]) -> tuple[tuple[str, ...], np.ndarray]:
    values = list(values)
    words = tuple(sorted(set(values)))
    position = {word: place for place, word in enumerate(words)}
    return words, np.array([position[value] for value in values], np.int16)
