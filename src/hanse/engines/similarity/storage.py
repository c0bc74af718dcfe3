"""The index on disk: written whole or not at all, read through memory maps."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from hanse.engines.similarity.documents import DocumentIndex
from hanse.engines.similarity.history import History
from hanse.engines.similarity.index import MatchIndex
from hanse.engines.similarity.lexicon import Lexicon
from hanse.engines.similarity.profiles import ProfileIndex
from hanse.engines.similarity.subjects import SubjectIndex

FORMAT = 1
CURRENT = "current.json"
SMALL_BYTES = 4096
PARTS = ("documents", "profiles", "subjects", "history")


class IndexMissing(Exception):
    """No complete index is in the folder: build one."""


class IndexOutdated(Exception):
    """The index was written by another version of the engine: build it again."""


def save_index(index: MatchIndex, folder: Path) -> None:
    """Write the index into a new sub-folder, then point to it in one step.

    A crash at any moment leaves the earlier index in force; readers of the earlier one keep their
    maps. Sub-folders that are no longer pointed to are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"index-{index.fingerprint[:16]}-{uuid.uuid4().hex[:8]}"
    target = folder / name
    target.mkdir()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "fingerprint": index.fingerprint,
        "projects_fingerprint": index.projects_fingerprint,
        "shapes": {},
        "numbers": {},
    }
    _write_lines(target / "organisations", index.organisation_ids)
    for part in PARTS:
        for field, value in vars(getattr(index, part)).items():
            path = target / f"{part}.{field}"
            if isinstance(value, Lexicon):
                _write_lines(path, value.terms)
            elif sp.issparse(value):
                manifest["shapes"][path.name] = list(value.shape)
                for array in ("data", "indices", "indptr"):
                    _write_array(path.with_name(f"{path.name}.{array}"), getattr(value, array))
            elif isinstance(value, np.ndarray):
                _write_array(path, value)
            elif isinstance(value, float):
                manifest["numbers"][path.name] = value
            else:
                _write_lines(path, value)
    _write(target / "manifest.json", json.dumps(manifest).encode())
    pointer = folder / f"{CURRENT}.{uuid.uuid4().hex[:8]}"
    _write(pointer, json.dumps({"format": FORMAT, "folder": name}).encode())
    pointer.replace(folder / CURRENT)
    for other in folder.glob("index-*"):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def load_index(folder: Path) -> MatchIndex:
    """Open the index that the folder points to.

    Raises:
        IndexMissing: none was completed here.
        IndexOutdated: its format is another one.
    """
    try:
        pointer = json.loads((folder / CURRENT).read_text())
        if pointer["format"] != FORMAT:
            raise IndexOutdated(f"format {pointer['format']} in {folder}, this engine reads {FORMAT}")
        return _load(folder / pointer["folder"])
    except (OSError, ValueError, KeyError) as error:
        raise IndexMissing(f"no complete index in {folder}") from error


def _load(source: Path) -> MatchIndex:
    manifest = json.loads((source / "manifest.json").read_text())

    def array(name: str) -> Any:
        path = source / f"{name}.npy"
        # an empty array cannot be mapped, a small one need not be
        return np.load(path, mmap_mode="r" if path.stat().st_size > SMALL_BYTES else None)

    def matrix(name: str) -> sp.csr_matrix:
        parts = (array(f"{name}.data"), array(f"{name}.indices"), array(f"{name}.indptr"))
        opened = sp.csr_matrix(tuple(manifest["shapes"][name]), dtype=parts[0].dtype)
        # set and not passed in: the constructor would read every page to check the indices
        opened.data, opened.indices, opened.indptr = parts
        return opened

    def lines(name: str) -> tuple[str, ...]:
        return tuple(json.loads((source / f"{name}.json").read_text("utf-8")))

    return MatchIndex(
        organisation_ids=lines("organisations"),
        documents=DocumentIndex(
            ids=lines("documents.ids"),
            surfaces=Lexicon(lines("documents.surfaces")),
            surface_idf=array("documents.surface_idf"),
            tfidf=matrix("documents.tfidf"),
            stems=Lexicon(lines("documents.stems")),
            stem_idf=array("documents.stem_idf"),
            bm25=matrix("documents.bm25"),
            stem_counts=matrix("documents.stem_counts"),
        ),
        profiles=ProfileIndex(
            stems=Lexicon(lines("profiles.stems")),
            idf=array("profiles.idf"),
            bm25=matrix("profiles.bm25"),
            unknown_idf=manifest["numbers"]["profiles.unknown_idf"],
        ),
        subjects=SubjectIndex(
            written=lines("subjects.written"),
            numbers=array("subjects.numbers"),
            weights=matrix("subjects.weights"),
            usual=array("subjects.usual"),
            mean_length=manifest["numbers"]["subjects.mean_length"],
        ),
        history=History(
            roles=matrix("history.roles"),
            partners=array("history.partners"),
            projects=array("history.projects"),
            kinds=array("history.kinds"),
        ),
        fingerprint=manifest["fingerprint"],
        projects_fingerprint=manifest["projects_fingerprint"],
    )


def _write_lines(path: Path, values: tuple[str, ...]) -> None:
    _write(path.with_name(f"{path.name}.json"), json.dumps(values).encode())


def _write_array(path: Path, values: np.ndarray) -> None:
    with path.with_name(f"{path.name}.npy").open("wb") as file:
        np.save(file, np.ascontiguousarray(values))
        os.fsync(file.fileno())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        os.fsync(file.fileno())
