from __future__ import annotations

from decimal import Decimal
from math import fsum

import numpy as np
import pytest
from engines.similarity.factory import DIE_CASTING, PROFILES, PROJECTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanse.engines.similarity import (
    MET,
    MISSED,
    UNKNOWN,
    CriterionParameters,
    Exclusion,
    HardCriterion,
    Match,
    MatchIndex,
    Need,
    Participation,
    PopularityParameters,
    Profile,
    Project,
    ProjectsParameters,
    Ranking,
    Semantic,
    SentenceParameters,
    SoftCriterion,
    WordsParameters,
    build_index,
    rank,
    shipped_mix,
)

N = len(PROFILES)
ARRAYS = st.lists(st.sampled_from([MISSED, MET, UNKNOWN]), min_size=N, max_size=N)
COSINES = st.lists(st.one_of(st.just(float("nan")), st.floats(-1, 1)), min_size=N, max_size=N)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(["aluminium", "casting", "furnace", "energy", "laser", "cotton", "the", "zebra", "🙂"]),
        max_size=12,
    ).map(" ".join),
)


def array(values: list[int]) -> np.ndarray:
    return np.array(values, np.int8)


def semantic_of(cosines: list[float]) -> Semantic:
    values = np.array(cosines, np.float32)
    return Semantic(values, np.where(np.isnan(values), -1, 0).astype(np.int32))


def scores(ranking: Ranking) -> dict[str, float]:
    return {match.organisation: match.score for match in ranking.matches}


def match_of(ranking: Ranking, organisation: str) -> Match:
    return next(match for match in ranking.matches if match.organisation == organisation)


def reason_of(match: Match, kind: str):
    return next(reason for reason in match.reasons if reason.kind == kind)


def kinds(match: Match) -> list[str]:
    return [reason.kind for reason in match.reasons]


@given(TEXTS, ARRAYS, ARRAYS, st.none() | COSINES, st.floats(0, 5), st.floats(0, 5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_points_add_up_to_the_score_for_any_input(index, text, one, two, cosines, heavy, light) -> None:
    soft = [SoftCriterion("country:PL", array(one), heavy), SoftCriterion("kind:centre", array(two), light)]
    semantic = None if cosines is None else semantic_of(cosines)
    for match in rank(Need(text), index, soft=soft, semantic=semantic, limit=N).matches:
        assert abs(fsum(reason.points for reason in match.reasons) - match.score) <= 1e-9
        assert sum((reason.shown for reason in match.reasons), Decimal(0)) == match.shown
        assert 0 < match.score <= 100 + 1e-9
        for reason in match.reasons:
            if isinstance(reason.parameters, WordsParameters):
                assert abs(fsum(share.points for share in reason.parameters.words) - reason.points) <= 1e-9
            if isinstance(reason.parameters, ProjectsParameters):
                assert fsum(share.points for share in reason.parameters.projects) <= reason.points + 1e-9


@given(TEXTS, ARRAYS, st.integers(0, N - 1), st.floats(0.1, 3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_meeting_a_criterion_never_costs_and_missing_it_never_pays(index, text, state, row, weight) -> None:
    by_state = []
    for value in (MISSED, UNKNOWN, MET):
        changed = array(state)
        changed[row] = value
        ranking = rank(Need(text), index, soft=[SoftCriterion("c", changed, weight)], limit=N)
        by_state.append(scores(ranking).get(PROFILES[row].id, 0.0))
    assert by_state == sorted(by_state)
    assert by_state[0] < by_state[2]


@given(st.permutations(PROFILES), st.permutations(PROJECTS), TEXTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_of_the_input_changes_no_score(index, profiles, projects, text) -> None:
    other = build_index(profiles, projects)
    assert other.fingerprint == index.fingerprint
    assert rank(Need(text), other, limit=N) == rank(Need(text), index, limit=N)


@given(st.lists(st.booleans(), min_size=N, max_size=N))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hard_criteria_remove_candidates_and_change_no_score(index, passes) -> None:
    everyone = scores(rank(Need(DIE_CASTING), index, limit=N))
    kept = scores(rank(Need(DIE_CASTING), index, hard=[HardCriterion("h", np.array(passes))], limit=N))
    allowed = {profile.id for profile, passed in zip(PROFILES, passes, strict=True) if passed}
    assert kept == {organisation: score for organisation, score in everyone.items() if organisation in allowed}


def test_best_fit_comes_first_with_words_and_projects_as_reasons(index: MatchIndex) -> None:
    ranking = rank(Need(DIE_CASTING), index)
    best = ranking.matches[0]
    assert best.organisation == "foundry"
    assert kinds(best) == ["words", "evidence", "subjects", "popularity"]
    assert [share.word for share in reason_of(best, "words").parameters.words] == [
        "casting",
        "energy",
        "die",
        "aluminium",
    ]
    evidence = reason_of(best, "evidence").parameters
    assert [(share.project, share.is_coordinator) for share in evidence.projects] == [("p1", True), ("p2", False)]
    assert evidence.total == 2
    assert reason_of(best, "popularity").parameters == PopularityParameters(2)
    assert reason_of(best, "popularity").points < 0
    assert ranking.words == ("reduce", "energy", "use", "aluminium", "die", "casting")
    assert ranking.mix_version == shipped_mix().version


def test_newcomer_is_ranked_by_its_subjects_and_told_what_a_project_would_bring(index: MatchIndex) -> None:
    newcomer = match_of(rank(Need(DIE_CASTING), index), "newcomer")
    assert kinds(newcomer) == ["words", "subjects"]
    assert [share.word for share in reason_of(newcomer, "subjects").parameters.words] == ["aluminium", "furnaces"]


def test_newcomer_wins_on_its_profile_against_one_with_a_record_elsewhere() -> None:
    need = "robotic grinding of turbine blades"
    veterans = [Profile(f"v{number}", "Engineering services", kind="centre") for number in range(4)]
    fresh = Profile("fresh", "We do robotic grinding and polishing of turbine blades, in small series", kind="centre")
    projects = [
        Project("q0", "Robotic polishing of moulds", participations=(Participation("v0"),)),
        Project("q1", "Turbine blades for wind power", participations=(Participation("v1", True),)),
        Project("q2", "Dairy products with less sugar", participations=(Participation("v2"), Participation("v3"))),
    ]
    ranking = rank(Need(need), build_index([*veterans, fresh], projects))
    assert ranking.matches[0].organisation == "fresh"


def test_unrelated_organisations_score_nothing(index: MatchIndex) -> None:
    assert {"textile", "laser", "silent"}.isdisjoint(scores(rank(Need("aluminium die casting"), index, limit=N)))


def test_language_of_the_need_decides_the_stems(index: MatchIndex) -> None:
    assert list(scores(rank(Need("odlewnictwem aluminium w piecach", "pl"), index)))[:1] == ["polish"]


@pytest.mark.parametrize("text", ["", "  ", "the of and", "🙂🙂", "\x00", "qwxz qzxw", "レーザー", "Ħabib tiegħi"])
def test_need_without_a_known_word_finds_nobody(index: MatchIndex, text: str) -> None:
    ranking = rank(Need(text), index)
    assert (ranking.matches, ranking.found, ranking.considered) == ((), 0, N)


@pytest.mark.parametrize("language", ["en", "mt", "bg", "xx", ""])
@pytest.mark.parametrize(
    "text",
    [
        "casting " * 6250,
        "' OR 1=1; --",
        "<script>alert(1)</script> casting",
        "\ud800 casting",
        "x" * 50_000,
        "кастинг 🙂",
    ],
)
def test_odd_needs_are_answered(index: MatchIndex, text: str, language: str) -> None:
    ranking = rank(Need(text, language), index, limit=N)
    assert len(ranking.matches) == ranking.found


def test_soft_criteria_alone_rank_when_there_is_no_text(index: MatchIndex) -> None:
    state = np.full(N, MISSED, np.int8)
    state[index.row_of("laser")] = MET
    state[index.row_of("silent")] = UNKNOWN
    ranking = rank(Need(""), index, soft=[SoftCriterion("country:PL", state)])
    share = 100 * shipped_mix().criterion_share
    assert [(match.organisation, match.score) for match in ranking.matches] == [
        ("laser", share),
        ("silent", share * shipped_mix().unknown_share),
    ]
    assert ranking.matches[1].reasons[0].parameters == CriterionParameters("country:PL", "unknown")
    assert ranking.matches[1].changes[0].points == pytest.approx(share * (1 - shipped_mix().unknown_share))


def test_missed_criterion_is_listed_with_no_points_and_what_meeting_it_would_add(index: MatchIndex) -> None:
    soft = [SoftCriterion("country:PL", np.zeros(N, np.int8), 3.0), SoftCriterion("label:x", np.ones(N, np.int8), 1.0)]
    best = rank(Need(DIE_CASTING), index, soft=soft).matches[0]
    missed, met = best.reasons[-2:]
    assert (missed.points, missed.parameters) == (0.0, CriterionParameters("country:PL", "missed"))
    assert (met.points, met.parameters) == (pytest.approx(10.0), CriterionParameters("label:x", "met"))
    assert [(change.kind, change.code, round(change.points, 9)) for change in best.changes] == [
        ("criterion", "country:PL", 30.0)
    ]


def test_criteria_of_no_weight_are_listed_and_count_nothing(index: MatchIndex) -> None:
    plain = rank(Need(DIE_CASTING), index, limit=N)
    soft = [SoftCriterion("c", np.ones(N, np.int8), 0.0)]
    weighed = rank(Need(DIE_CASTING), index, soft=soft, limit=N)
    assert scores(weighed) == scores(plain)
    assert weighed.matches[0].changes == plain.matches[0].changes


def test_exclusions_say_how_many_each_hard_criterion_alone_keeps_out(index: MatchIndex) -> None:
    first, second = np.ones(N, bool), np.ones(N, bool)
    first[[0, 1, 2]] = False
    second[[2, 3]] = False
    ranking = rank(Need(DIE_CASTING), index, hard=[HardCriterion("a", first), HardCriterion("b", second)])
    assert ranking.exclusions == (Exclusion("a", 3, 2), Exclusion("b", 2, 1))
    assert ranking.considered == N - 4


def test_nothing_passes_impossible_criteria(index: MatchIndex) -> None:
    ranking = rank(Need(DIE_CASTING), index, hard=[HardCriterion("a", np.zeros(N, bool))])
    assert (ranking.matches, ranking.found, ranking.considered) == ((), 0, 0)
    assert ranking.exclusions == (Exclusion("a", N, N),)


def test_pages_continue_each_other(index: MatchIndex) -> None:
    whole = rank(Need(DIE_CASTING), index, limit=N)
    pages = [rank(Need(DIE_CASTING), index, limit=2, offset=offset).matches for offset in (0, 2)]
    assert pages[0] + pages[1] == whole.matches[:4]
    assert whole.found == len(whole.matches)


def test_equal_scores_are_ordered_by_id() -> None:
    same = build_index([Profile(name, "casting of aluminium") for name in ("b", "c", "a")], [])
    assert [match.organisation for match in rank(Need("aluminium"), same).matches] == ["a", "b", "c"]


def test_without_any_past_project_words_can_bring_all_points() -> None:
    lone = build_index([Profile("one", "photonics"), Profile("two", "cotton")], [])
    best = rank(Need("photonics"), lone).matches[0]
    assert kinds(best) == ["words"]
    assert best.changes == ()
    assert 50 < best.score <= 100


def test_empty_index_answers_with_nobody() -> None:
    ranking = rank(Need(DIE_CASTING), build_index([], []))
    assert (ranking.matches, ranking.found, ranking.considered) == ((), 0, 0)


def test_projects_without_organisations_of_the_index_bring_no_evidence() -> None:
    index = build_index([Profile("one", "casting")], [PROJECTS[0]])
    assert kinds(rank(Need("aluminium casting"), index).matches[0]) == ["words"]


def test_semantic_points_name_the_sentence_and_those_without_vectors_are_told(index: MatchIndex) -> None:
    mix = shipped_mix()
    cosines = [mix.semantic_from] * N
    cosines[index.row_of("polish")] = mix.semantic_to
    cosines[index.row_of("foundry")] = float("nan")
    given_vectors = semantic_of(cosines)
    given_vectors.sentence[index.row_of("polish")] = 3
    ranking = rank(Need(DIE_CASTING), index, semantic=given_vectors, limit=N)
    polish = match_of(ranking, "polish")
    assert reason_of(polish, "semantic").parameters == SentenceParameters(pytest.approx(mix.semantic_to), 3)
    change = next(change for change in match_of(ranking, "foundry").changes if change.kind == "semantic")
    assert change.points == pytest.approx(reason_of(polish, "semantic").points)


def test_need_in_a_language_that_nobody_writes_keeps_its_points_in_the_vectors(index: MatchIndex) -> None:
    cosines = [shipped_mix().semantic_to] * N
    readable = rank(Need("aluminium casting"), index, semantic=semantic_of(cosines), limit=N)
    foreign = rank(Need("λέιζερ χυτήρια", "el"), index, semantic=semantic_of(cosines), limit=N)
    assert reason_of(foreign.matches[0], "semantic").points > reason_of(readable.matches[0], "semantic").points


def test_vectors_of_projects_let_evidence_count_across_languages(index: MatchIndex) -> None:
    mix = shipped_mix()
    projects = np.full(len(PROJECTS), np.nan, np.float32)
    projects[3] = mix.semantic_to
    nobody = np.full(N, np.nan, np.float32)
    semantic = Semantic(nobody, np.full(N, -1, np.int32), projects)
    best = rank(Need("λέιζερ", "el"), index, semantic=semantic).matches[0]
    assert (best.organisation, reason_of(best, "evidence").parameters.projects[0].project) == ("textile", "p4")


def test_arrays_of_another_length_are_refused(index: MatchIndex) -> None:
    short, vectors = np.zeros(N - 1, np.int8), np.zeros(N, np.float32)
    with pytest.raises(ValueError, match="c has shape"):
        rank(Need("x"), index, soft=[SoftCriterion("c", short)])
    with pytest.raises(ValueError, match="h has shape"):
        rank(Need("x"), index, hard=[HardCriterion("h", short.astype(bool))])
    with pytest.raises(ValueError, match=r"semantic\.cosine has shape"):
        rank(Need("x"), index, semantic=Semantic(vectors[1:], np.zeros(N, np.int32)))
    with pytest.raises(ValueError, match=r"semantic\.project_cosine has shape"):
        rank(Need("x"), index, semantic=Semantic(vectors, np.zeros(N, np.int32), np.zeros(2, np.float32)))


def test_negative_or_undefined_weights_are_refused() -> None:
    for weight in (-0.1, float("nan")):
        with pytest.raises(ValueError, match="weight"):
            SoftCriterion("c", np.zeros(1, np.int8), weight)
