"""A segment read back from its folder is the one that was written; half a folder is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanse.engines.facets import storage
from hanse.engines.facets.builder import Record, SegmentBuilder
from hanse.engines.facets.segment import Segment


def _segment(names: list[str]) -> Segment:
    builder = SegmentBuilder()
    for number, name in enumerate(names, 1):
        builder.add(Record(number, name, created=number))
        builder.add_value(number, "country", "PL")
    return builder.finish()


@pytest.mark.parametrize("names", [[], ["Zeta Works", "Ärzte Lab", "alpha"]])
def test_a_segment_read_back_is_the_one_written(names: list[str], tmp_path: Path) -> None:
    written = _segment(names)
    storage.write(written, tmp_path / "one")
    read = storage.opened(tmp_path / "one")

    assert read.ids.tolist() == written.ids.tolist()
    assert list(read.names) == list(written.names)
    assert list(read.keys) == list(written.keys)
    assert read.sizes.tolist() == written.sizes.tolist()
    assert set(read.having("country", "PL")) == set(range(len(names)))
    assert read.orders["newest"][1].tolist() == written.orders["newest"][1].tolist()
    assert [read.position_of(number) for number in range(1, 5)] == [written.position_of(n) for n in range(1, 5)]


@pytest.mark.parametrize("damage", ["cut", "missing", "no manifest", "format"])
def test_a_folder_that_is_not_whole_is_refused(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    storage.write(_segment(["alpha", "beta"]), folder)
    if damage == "cut":
        path = folder / "postings.block"
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "missing":
        (folder / "ids.npy").unlink()
    elif damage == "no manifest":
        (folder / storage.MANIFEST).unlink()
    else:
        text = (folder / storage.MANIFEST).read_text()
        (folder / storage.MANIFEST).write_text(text.replace('"format": 1', '"format": 0'))

    with pytest.raises(storage.Damaged):
        storage.opened(folder)


def test_a_folder_that_exists_is_not_written_over(tmp_path: Path) -> None:
    storage.write(_segment(["alpha"]), tmp_path / "one")
    with pytest.raises(FileExistsError):
        storage.write(_segment(["beta"]), tmp_path / "one")
