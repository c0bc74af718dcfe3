from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from engines.similarity.factory import DIE_CASTING, PROFILES, PROJECTS

from hanse.engines.similarity import (
    IndexMissing,
    IndexOutdated,
    MatchIndex,
    Need,
    Participation,
    Profile,
    Project,
    build_index,
    load_index,
    rank,
    save_index,
)


def test_rows_follow_the_sorted_ids(index: MatchIndex) -> None:
    assert index.organisation_ids == tuple(sorted(profile.id for profile in PROFILES))
    assert [index.row_of(organisation) for organisation in index.organisation_ids] == list(range(len(PROFILES)))
    assert index.project_ids == ("p1", "p2", "p3", "p4", "p5")
    with pytest.raises(KeyError):
        index.row_of("nobody")


def test_partners_outside_the_index_count_as_partners_only(index: MatchIndex) -> None:
    assert index.history.partners.tolist() == [3, 2, 1, 1, 1]
    assert index.history.projects[index.row_of("university")] == 3


def test_participation_given_twice_counts_once_and_as_coordinator() -> None:
    parts = (Participation("a"), Participation("a", True), Participation("a"))
    index = build_index([Profile("a", "")], [Project("p", "casting", participations=parts)])
    assert index.history.roles.toarray().tolist() == [[2.0]]
    assert index.history.partners.tolist() == [1]


def test_ids_given_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="Profile 'a' is given twice"):
        build_index([Profile("a", ""), Profile("a", "")], [])
    with pytest.raises(ValueError, match="Project 'p' is given twice"):
        build_index([], [Project("p", ""), Project("p", "")])


def test_progress_ends_with_done() -> None:
    steps: list[tuple[str, float]] = []
    build_index(PROFILES, PROJECTS, progress=lambda step, share: steps.append((step, share)))
    assert steps == [("projects", 0.0), ("profiles", 0.6), ("subjects", 0.8), ("done", 1.0)]


def test_project_part_is_reused_when_only_profiles_changed(index: MatchIndex) -> None:
    changed = build_index([replace(PROFILES[0], text="glass"), *PROFILES[1:]], PROJECTS, previous=index)
    assert changed.documents is index.documents
    assert changed.fingerprint != index.fingerprint
    other = build_index(PROFILES, [replace(PROJECTS[0], text="glass"), *PROJECTS[1:]], previous=index)
    assert other.documents is not index.documents


@pytest.mark.parametrize(
    ("profiles", "projects"),
    [
        ((replace(PROFILES[0], language="de"), *PROFILES[1:]), PROJECTS),
        ((replace(PROFILES[0], kind="other"), *PROFILES[1:]), PROJECTS),
        (PROFILES, (replace(PROJECTS[0], participations=()), *PROJECTS[1:])),
        (PROFILES[1:], PROJECTS),
    ],
)
def test_fingerprint_changes_with_any_content(index: MatchIndex, profiles, projects) -> None:
    assert build_index(profiles, projects).fingerprint != index.fingerprint


def test_index_of_one_text_and_of_empty_texts_can_be_asked() -> None:
    for text in ("casting", "", "🙂"):
        index = build_index([Profile("a", text)], [Project("p", text, participations=(Participation("a"),))])
        assert rank(Need("casting"), index).found == (text == "casting")


def test_saved_index_answers_as_before(index: MatchIndex, tmp_path: Path) -> None:
    save_index(index, tmp_path / "index")
    opened = load_index(tmp_path / "index")
    assert (opened.fingerprint, opened.projects_fingerprint) == (index.fingerprint, index.projects_fingerprint)
    assert rank(Need(DIE_CASTING), opened, limit=9) == rank(Need(DIE_CASTING), index, limit=9)
    assert build_index(PROFILES, PROJECTS, previous=opened).documents is opened.documents


def test_large_arrays_are_mapped_and_not_read(index: MatchIndex, tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(3000))
    save_index(build_index([Profile("a", words)], [Project("p", words)]), tmp_path)
    assert isinstance(load_index(tmp_path).documents.bm25.data, np.memmap)


def test_empty_index_can_be_saved_and_opened(tmp_path: Path) -> None:
    save_index(build_index([], []), tmp_path)
    assert rank(Need(DIE_CASTING), load_index(tmp_path)).matches == ()


def test_saving_again_replaces_the_earlier_index(index: MatchIndex, tmp_path: Path) -> None:
    save_index(index, tmp_path)
    earlier = load_index(tmp_path)
    save_index(build_index(PROFILES[:2], PROJECTS), tmp_path)
    assert load_index(tmp_path).organisation_ids == ("foundry", "laser")
    assert earlier.organisation_ids == index.organisation_ids
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_half_written_index_leaves_the_earlier_one_in_force(
    index: MatchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_index(index, tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("hanse.engines.similarity.storage._write_array", lambda path, values: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            save_index(build_index(PROFILES[:2], PROJECTS), tmp_path)
    assert load_index(tmp_path).fingerprint == index.fingerprint
    save_index(index, tmp_path)
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_folder_without_a_complete_index_is_missing(index: MatchIndex, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        load_index(tmp_path / "nowhere")
    save_index(index, tmp_path)
    next(tmp_path.glob("index-*/manifest.json")).write_text("{")
    with pytest.raises(IndexMissing):
        load_index(tmp_path)


def test_index_of_another_format_is_outdated(index: MatchIndex, tmp_path: Path) -> None:
    save_index(index, tmp_path)
    pointer = json.loads((tmp_path / "current.json").read_text())
    (tmp_path / "current.json").write_text(json.dumps({**pointer, "format": 0}))
    with pytest.raises(IndexOutdated):
        load_index(tmp_path)
