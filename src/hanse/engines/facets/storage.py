"""A segment as a folder of plain arrays, opened by mapping the files: many processes share one copy in memory."""

from __future__ import annotations

import json
import os
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hanse.engines.facets.segment import Segment
from hanse.engines.facets.tables import Block, Strings

FORMAT = 1
MANIFEST = "manifest.json"


class Damaged(Exception):
    """The folder does not hold a whole segment of this format."""


def write(segment: Segment, folder: Path) -> None:
    """Write a segment into a new folder and wait until it is on the disk; the manifest comes last.

    Raises:
        FileExistsError: the folder is there already.
    """
    folder.mkdir(parents=True)
    arrays: dict[str, npt.NDArray] = {"ids": segment.ids, "sizes": segment.sizes}
    arrays.update({"sorted_ids": segment.by_id[0], "id_positions": segment.by_id[1]})
    arrays.update({f"column.{name}": column for name, column in segment.columns.items()})
    for name, (rank, at) in segment.orders.items():
        arrays.update({f"rank.{name}": rank, f"at.{name}": at})
    for name, strings in {"names": segment.names, "keys": segment.keys, "postings": segment.postings}.items():
        arrays[f"{name}.offsets"] = strings.offsets
        _write(folder / f"{name}.block", strings.block)
    for name, values in arrays.items():
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, values, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    manifest = {"format": FORMAT, "files": sizes, "columns": sorted(segment.columns), "orders": sorted(segment.orders)}
    _write(folder / MANIFEST, json.dumps(manifest).encode())
    for changed in (folder, folder.parent):
        handle = os.open(changed, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def opened(folder: Path) -> Segment:
    """Map a segment from its folder.

    Raises:
        Damaged: a file is missing, cut short, or of another format.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["format"] != FORMAT:
            raise Damaged(f"{folder}: format {manifest['format']}, not {FORMAT}")
        for name, size in manifest["files"].items():
            if (folder / name).stat().st_size != size:
                raise Damaged(f"{folder / name}: not whole")
        return Segment(
            ids=_array(folder, "ids"),
            names=_strings(folder, "names"),
            keys=_strings(folder, "keys"),
            postings=_strings(folder, "postings"),
            sizes=_array(folder, "sizes"),
            columns={name: _array(folder, f"column.{name}") for name in manifest["columns"]},
            orders={
                name: (_array(folder, f"rank.{name}"), _array(folder, f"at.{name}")) for name in manifest["orders"]
            },
            by_id=(_array(folder, "sorted_ids"), _array(folder, "id_positions")),
        )
    except (OSError, ValueError, KeyError) as error:
        raise Damaged(f"{folder}: {error}") from error


def _write(path: Path, content: Block) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _array(folder: Path, name: str) -> npt.NDArray:
    return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)


def _strings(folder: Path, name: str) -> Strings:
    path = folder / f"{name}.block"
    if path.stat().st_size == 0:  # an empty file cannot be mapped
        return Strings(b"", _array(folder, f"{name}.offsets"))
    with path.open("rb") as file:
        return Strings(mmap(file.fileno(), 0, access=ACCESS_READ), _array(folder, f"{name}.offsets"))
