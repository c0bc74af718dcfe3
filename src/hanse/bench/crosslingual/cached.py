"""Vectors in a cache file under the hash of their text, so that a stopped run goes on where it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hanse.core.commandline import progress
from hanse.engines.embeddings import Encoder, content_hash

TEXTS_A_COMMIT = 512
Matrix = NDArray[np.float32]


class Vectors:
    """Encodes what the cache does not hold yet; `encoded` counts it."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.encoder, self.encoded = encoder, 0
        self._file = sqlite3.connect(path)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS vector (hash TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"
        )

    def of(self, texts: Sequence[str], *, role: str, label: str) -> Matrix:
        """Return the vectors of the texts as "query" or "passage", shape (n, d)."""
        keys = [content_hash(f"{self.encoder.model_id} {role}", text) for text in texts]
        known = self._known(keys)
        # Longest first, so that a batch has texts of like length.
        missing = sorted(
            {key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items(), key=_length
        )
        encode = self.encoder.encode_queries if role == "query" else self.encoder.encode_passages
        with progress() as bar:
            task = bar.add_task(label, total=len(missing))
            for start in range(0, len(missing), TEXTS_A_COMMIT):
                part = missing[start : start + TEXTS_A_COMMIT]
                rows = encode([text for _key, text in part])
                fresh = {key: row for (key, _text), row in zip(part, rows, strict=True)}
                self._keep(fresh)
                known |= fresh
                bar.advance(task, len(part))
        return np.array([known[key] for key in keys], np.float32).reshape(len(keys), self.encoder.dimension)

    def _known(self, keys: Sequence[str]) -> dict[str, Matrix]:
        known = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            for key, data in self._file.execute(f"SELECT hash, data FROM vector WHERE hash IN ({marks})", part):  # noqa: S608
                known[key] = np.frombuffer(data, np.float32)
        return known

    def _keep(self, fresh: dict[str, Matrix]) -> None:
        with self._file:
            rows = [(key, vector.tobytes()) for key, vector in fresh.items()]
            self._file.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        self.encoded += len(fresh)


def _length(item: tuple[str, str]) -> int:
    return -len(item[1])
