from math import log2

import pytest

from hanse.engines.similarity.metrics import hit_at, ndcg_at, recall_at, reciprocal_rank_at

RANKED = ["a", "b", "c", "d"]


def test_ndcg_of_a_perfect_list_is_one() -> None:
    assert ndcg_at(10, ["a", "b", "x"], {"a", "b"}) == 1.0


def test_ndcg_by_hand_for_places_two_and_four_of_three_relevant() -> None:
    by_hand = (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3) + 1 / log2(4))
    assert ndcg_at(10, RANKED, {"b", "d", "z"}) == pytest.approx(by_hand, abs=1e-12)
    assert round(by_hand, 4) == 0.4982


def test_ndcg_counts_only_to_its_depth_and_so_does_the_ideal() -> None:
    assert ndcg_at(2, RANKED, {"c"}) == 0.0
    assert ndcg_at(2, RANKED, {"a", "b", "c", "d"}) == 1.0


def test_hit_is_one_when_any_relevant_stands_within_the_depth() -> None:
    assert hit_at(2, RANKED, {"b", "d"}) == 1.0
    assert hit_at(1, RANKED, {"b", "d"}) == 0.0


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    assert reciprocal_rank_at(50, RANKED, {"d", "c"}) == 1 / 3
    assert reciprocal_rank_at(2, RANKED, {"d", "c"}) == 0.0


def test_recall_is_the_share_of_all_relevant() -> None:
    assert recall_at(2, RANKED, {"a", "d", "z", "y"}) == 0.25


@pytest.mark.parametrize("measure", [ndcg_at, hit_at, reciprocal_rank_at, recall_at])
def test_nothing_relevant_is_an_error(measure) -> None:
    with pytest.raises(ValueError, match="at least one relevant"):
        measure(10, RANKED, set())
