"""The 8-bit store against brute force in float64."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hanse.engines.vectors import best_per_owner, centred, quantise, similarities


def unit(rows: int, dimension: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


finite = st.floats(-(2.0**99), 2.0**99, width=32)
matrices = arrays(np.float32, st.tuples(st.integers(0, 8), st.integers(1, 12)), elements=finite)


@given(matrices)
def test_each_component_is_kept_within_half_a_step(vectors: np.ndarray) -> None:
    levels, scale = quantise(vectors)
    assert (levels.dtype, scale.dtype, levels.shape) == (np.int8, np.float32, vectors.shape)
    back = levels.astype(np.float64) * scale[:, None].astype(np.float64)
    assert (np.abs(back - vectors) <= 0.5001 * scale[:, None].astype(np.float64) + 1e-35).all()


def test_a_zero_vector_is_like_nothing() -> None:
    levels, scale = quantise(np.zeros((1, 4)))
    assert (levels.tolist(), scale.tolist()) == ([[0, 0, 0, 0]], [0.0])
    assert similarities([1.0, 0, 0, 0], levels, scale).tolist() == [0.0]


def test_no_vectors_at_all_have_no_similarities() -> None:
    levels, scale = quantise(np.zeros((0, 4)))
    assert similarities([1.0, 0, 0, 0], levels, scale).shape == (0,)
    assert best_per_owner([1.0, 0, 0, 0], levels, scale, np.zeros(0, np.int32), owners=2).row.tolist() == [-1, -1]


def test_an_empty_query_is_like_nothing() -> None:
    levels, scale = quantise(unit(3, 8, 1))
    assert similarities(np.zeros(8), levels, scale).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("rows", "dimension"), [(1, 384), (1300, 384), (513, 1024), (700, 7)])
def test_similarities_of_unit_vectors_are_within_the_stated_bound(rows: int, dimension: int) -> None:
    vectors, query = unit(rows, dimension, 2), unit(1, dimension, 3)[0]
    levels, scale = quantise(vectors)
    exact = vectors.astype(np.float64) @ query.astype(np.float64)
    error = np.abs(similarities(query, levels, scale) - exact)
    assert (error <= 0.5 * scale * np.sqrt(dimension) + 1e-3).all()
    if dimension >= 384:
        assert error.max() <= 0.002


def test_the_similarity_of_a_row_does_not_depend_on_the_other_rows() -> None:
    vectors, query = unit(1500, 384, 4), unit(1, 384, 5)[0]
    levels, scale = quantise(vectors)
    everything = similarities(query, levels, scale)
    some = np.random.default_rng(6).permutation(1500)[:733]
    assert np.array_equal(similarities(query, levels, scale, rows=some), everything[some])


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 300), st.integers(1, 20), st.sampled_from([None, "mask", "ids"]))
def test_the_best_row_of_each_owner_is_that_of_brute_force(seed: int, rows: int, owners: int, how: str | None) -> None:
    rng = np.random.default_rng(seed)
    levels, scale = quantise(unit(rows, 16, seed))
    query = unit(1, 16, seed + 1)[0]
    owner = rng.integers(0, owners, rows).astype(np.int32)
    wanted = rng.random(owners) < 0.5
    candidates = {None: None, "mask": wanted, "ids": np.flatnonzero(wanted)}[how]
    found = best_per_owner(query, levels, scale, owner, owners=owners, candidates=candidates)
    each = similarities(query, levels, scale)
    for who in range(owners):
        mine = np.flatnonzero(owner == who)
        if len(mine) == 0 or (how and not wanted[who]):
            assert (found.similarity[who], found.row[who]) == (-np.inf, -1)
        else:
            best = mine[np.argmax(each[mine])]
            assert (found.similarity[who], found.row[who]) == (each[best], best)


def test_of_equal_rows_the_first_is_named() -> None:
    levels, scale = quantise(np.tile(unit(1, 8, 7), (6, 1)))
    found = best_per_owner(unit(1, 8, 8)[0], levels, scale, np.array([1, 0, 1, 0, 1, 2], np.int32))
    assert found.row.tolist() == [1, 0, 5]


def test_a_memory_map_gives_the_same_answer_as_the_array(tmp_path: Path) -> None:
    levels, scale = quantise(unit(600, 32, 9))
    levels.tofile(tmp_path / "levels")
    mapped = np.memmap(tmp_path / "levels", np.int8, "r", shape=levels.shape)
    query, owner = unit(1, 32, 10)[0], np.arange(600, dtype=np.int32) // 3
    in_memory, on_disk = (best_per_owner(query, each, scale, owner) for each in (levels, mapped))
    assert np.array_equal(in_memory.similarity, on_disk.similarity)
    assert np.array_equal(in_memory.row, on_disk.row)


def test_wrong_shapes_and_numbers_are_refused() -> None:
    levels, scale = quantise(unit(3, 8, 11))
    with pytest.raises(ValueError, match="finite"):
        quantise([[np.nan]])
    with pytest.raises(ValueError, match="shape"):
        quantise([1.0])
    with pytest.raises(ValueError, match="finite"):
        similarities([np.inf] * 8, levels, scale)
    with pytest.raises(ValueError, match="do not fit"):
        similarities([1.0] * 7, levels, scale)
    with pytest.raises(ValueError, match="too many"):
        similarities(np.ones(300_000), np.ones((1, 300_000), np.int8), np.ones(1))
    for owner, match in (([0, 1], "does not fit"), ([0, 1, -1], "must lie"), ([0, 1, 2], "must lie")):
        with pytest.raises(ValueError, match=match):
            best_per_owner([1.0] * 8, levels, scale, np.array(owner, np.int32), owners=2)
    for candidates, match in (([True], "mask"), ([2], "candidates must lie")):
        with pytest.raises(ValueError, match=match):
            best_per_owner([1.0] * 8, levels, scale, np.array([0, 1, 1], np.int32), owners=2, candidates=candidates)


def test_without_candidates_nobody_has_a_best_row() -> None:
    levels, scale = quantise(unit(3, 8, 12))
    owner = np.array([0, 1, 1], np.int32)
    assert best_per_owner([1.0] * 8, levels, scale, owner, candidates=[]).row.tolist() == [-1, -1]


def test_centred_vectors_lose_their_common_part_and_empty_ones_stay_empty() -> None:
    moved = centred([[1.0, 0.5], [1.0, -0.5], [0.0, 0.0]], [1.0, 0.0])
    assert moved.tolist() == [[0.0, 1.0], [0.0, -1.0], [0.0, 0.0]]
