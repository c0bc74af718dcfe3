"""What the matching answers, and that it can be believed."""

from __future__ import annotations

import pytest
from django.utils import timezone
from factories.organisations import make_organisation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from matching.conftest import FURNACES, World

from hanse.directory import services as directory
from hanse.engines.candidates import Criterion
from hanse.matching import index


def names(answer: index.Suggestions) -> list[str]:
    return [item.organisation.name for item in answer.items]


def test_the_centre_with_similar_projects_comes_first_and_says_so(indexed: World) -> None:
    answer = index.suggest(FURNACES, language="en")
    assert names(answer)[0] == "Heat Works Lab"
    kinds = {reason.kind for reason in answer.items[0].reasons}
    assert {"words", "evidence"} <= kinds
    evidence = next(reason for reason in answer.items[0].reasons if reason.kind == "evidence")
    assert "Aluminium furnace recuperators" in evidence.label


def test_points_add_up_to_the_score_and_shown_points_to_the_shown_score(indexed: World) -> None:
    for item in index.suggest(
        FURNACES, language="en", criteria=[Criterion("trl", "4-5"), Criterion("country", "PL")]
    ).items:
        assert sum(reason.points for reason in item.reasons) == pytest.approx(item.score, abs=1e-9)
        assert sum(reason.shown for reason in item.reasons) == item.shown


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_is_answered_and_adds_up(indexed: World, text: str) -> None:
    for item in index.suggest(text, language="en").items:
        assert 0 <= item.score <= 100
        assert sum(reason.points for reason in item.reasons) == pytest.approx(item.score, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "the of and", "🙂🙂", "'; DROP TABLE needs; --", "<script>alert(1)</script>", "x" * 50_000]
)
def test_senseless_text_finds_nothing_and_breaks_nothing(indexed: World, text: str) -> None:
    assert names(index.suggest(text, language="en")) == []


def test_a_centre_without_projects_wins_on_its_profile(indexed: World) -> None:
    answer = index.suggest("energy audits of melting furnaces", language="en")
    assert names(answer)[0] == "Young Furnace Centre"


def test_a_must_keeps_others_out_and_a_wish_does_not(indexed: World) -> None:
    must = index.suggest(FURNACES, language="en", criteria=[Criterion("country", "FI", is_must=True)])
    wish = index.suggest(FURNACES, language="en", criteria=[Criterion("country", "FI")])
    assert names(must) == ["Young Furnace Centre"]
    assert "Heat Works Lab" in names(wish)
    reason = next(
        r for item in wish.items if item.organisation == indexed.heat for r in item.reasons if r.kind == "criterion"
    )
    assert reason.label == "does not fit: Finland"


def test_nothing_matches_names_the_criterion_to_drop_and_the_closest(indexed: World) -> None:
    answer = index.suggest(FURNACES, language="en", criteria=[Criterion("kind", "investor", is_must=True)])
    assert names(answer) == []
    assert [(row.words, row.only_this) for row in answer.dropped] == [("Investor", 5)]
    assert answer.closest[0].organisation == indexed.heat


def test_at_least_one_abroad_puts_the_best_foreigner_into_the_last_place(indexed: World) -> None:
    answer = index.suggest(FURNACES, language="en", criteria=[Criterion("one_abroad", "PL", is_must=True)], limit=1)
    assert [item.organisation.country_id for item in answer.items] != ["PL"]
    assert answer.items[0].is_kept_for_abroad


def test_at_least_one_abroad_says_when_nobody_abroad_fits(indexed: World) -> None:
    criteria = [Criterion("one_abroad", "PL", is_must=True), Criterion("country", "PL", is_must=True)]
    assert index.suggest(FURNACES, language="en", criteria=criteria).has_none_abroad


def test_the_askers_own_firm_is_left_out(indexed: World) -> None:
    need = indexed.state(organisation=indexed.firm)
    assert "Synthetic Castings" not in names(index.suggestions_for(need))


def test_a_change_is_counted_until_the_index_has_caught_up(indexed: World) -> None:
    fresh = make_organisation("New Furnace House", about="Aluminium furnace energy.")
    directory.touch([fresh.pk])
    assert "New Furnace House" not in names(index.suggest(FURNACES, language="en"))
    assert index.suggest(FURNACES, language="en").stale == 1
    index.rebuild()
    answer = index.suggest(FURNACES, language="en")
    assert answer.stale == 0 and "New Furnace House" in names(answer)


def test_a_hidden_organisation_disappears_at_once(indexed: World) -> None:
    indexed.heat.state = "hidden"
    indexed.heat.save()
    assert "Heat Works Lab" not in names(index.suggest(FURNACES, language="en"))


def test_a_lost_index_is_built_again(indexed: World, settings, tmp_path) -> None:
    settings.INDEX_DIR = tmp_path / "elsewhere"
    make_organisation("Another Furnace House", about="Aluminium furnaces.")
    index.rebuild()
    assert "Another Furnace House" in names(index.suggest(FURNACES, language="en"))


def test_without_the_language_model_the_answer_says_so(indexed: World) -> None:
    assert index.suggest(FURNACES, language="en").semantic_reason == "no_folder"


def test_a_catch_up_without_change_does_nothing(indexed: World) -> None:
    assert index.refresh(at=timezone.now()) is False


def test_json_has_points_that_add_up(indexed: World) -> None:
    first = index.match_json(index.suggest(FURNACES, language="en"))[0]
    assert (
        first["name"] == "Heat Works Lab"
        and first["country"] == "PL"
        and first["organisation"] == indexed.heat.public_id
    )
    assert sum(reason["points"] for reason in first["reasons"]) == pytest.approx(first["score"], abs=1e-9)


@pytest.mark.parametrize("text", ["🙂🙂🙂", "the and of or", "?!"])
def test_a_text_without_a_word_finds_nobody_instead_of_anybody(indexed: World, text: str) -> None:
    answer = index.suggest(text, language="en", criteria=[Criterion("kind", "hub", is_must=True)])
    assert (answer.items, answer.closest, answer.dropped) == ((), (), ())
