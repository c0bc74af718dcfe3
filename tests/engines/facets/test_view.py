"""Whatever records there are and whichever changed since, the bitmaps answer as a walk over the records does."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from hanse.engines.facets import builder as building
from hanse.engines.facets.builder import Record, SegmentBuilder
from hanse.engines.facets.merge import merged
from hanse.engines.facets.query import AREA, TEXT, Query
from hanse.engines.facets.segment import Segment, positions_of
from hanse.engines.facets.view import View, query_words
from hanse.engines.facets.words import sort_key, words_of

FIELDS = {"country": ["DE", "FR", "PL"], "kind": ["sme", "hub"], "sector": ["A", "B", "C", "25"]}
WORDS = ["alpha", "alpin", "al", "beta", "βητα", "zażółć", "be"]


@dataclass
class Plain:
    """One record as the naive walk sees it."""

    id: int
    name: str
    text: str
    created: int
    projects: int
    lon: float | None
    lat: float | None
    values: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        return set(words_of(self.name))

    @property
    def words(self) -> set[str]:
        return self.names | set(words_of(self.text))


def _text(words: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), max_size=words).map(" ".join)


def _record(record_id: int) -> st.SearchStrategy[Plain]:
    coordinate = st.none() | st.sampled_from([0.0, 10.5, 19.25])
    return st.builds(
        Plain,
        id=st.just(record_id),
        name=_text(2),
        text=_text(3),
        created=st.integers(0, 3),
        projects=st.integers(0, 2),
        lon=coordinate,
        lat=coordinate,
        values=st.fixed_dictionaries(
            {name: st.lists(st.sampled_from(values), unique=True) for name, values in FIELDS.items()}
        ),
    )


@st.composite
def _history(draw: st.DrawFn) -> tuple[list[Plain], list[Plain], set[int]]:
    """Return the records first indexed, those changed or new since, and the ids of those gone or changed."""
    before = [draw(_record(number)) for number in draw(st.lists(st.integers(1, 12), unique=True))]
    touched = draw(st.lists(st.integers(1, 15), unique=True))
    after = [draw(_record(number)) for number in touched if draw(st.booleans())]
    return before, after, set(touched)


_queries = st.builds(
    Query,
    chosen=st.dictionaries(
        st.sampled_from([*FIELDS, "absent"]),
        st.frozensets(st.sampled_from(["DE", "FR", "sme", "hub", "A", "C", "25", "x"]), min_size=1),
    ),
    words=st.lists(st.sampled_from([*WORDS, "a", "b", "zazol"]), max_size=3).map(" ".join).map(query_words),
    area=st.none() | st.just((5.0, 5.0, 19.25, 19.25)),
)


def _segment(records: list[Plain]) -> Segment:
    builder = SegmentBuilder()
    for record in records:
        builder.add(
            Record(record.id, record.name, text=record.text, created=record.created, lon=record.lon, lat=record.lat)
        )
        for name, values in record.values.items():
            for value in values:
                builder.add_value(record.id, name, value)
        for _ in range(record.projects):
            builder.add_project(record.id)
    return builder.finish()


def _view(before: list[Plain], after: list[Plain], gone: set[int]) -> View:
    base = _segment(before)
    return View(base, _segment(after), base.positions(np.array(sorted(gone), np.int64)))


def _now(before: list[Plain], after: list[Plain], gone: set[int]) -> list[Plain]:
    return [record for record in before if record.id not in gone] + after


def _has(words: set[str], query: Query, number: int) -> bool:
    word = query.words[number]
    if number == len(query.words) - 1:
        return any(own.startswith(word) for own in words)
    return word in words


def _fits(record: Plain, query: Query, without: str = "") -> bool:
    for name, values in query.chosen.items():
        if name != without and not values & set(record.values.get(name, ())):
            return False
    if without != TEXT and not all(_has(record.words, query, number) for number in range(len(query.words))):
        return False
    if query.area is not None and without != AREA:
        west, south, east, north = query.area
        if record.lon is None or record.lat is None:
            return False
        return west <= record.lon <= east and south <= record.lat <= north
    return True


def _ordered(records: list[Plain], query: Query, order: str) -> list[int]:
    everywhere = records
    frequency = [
        max(1, sum(_has(record.words, query, number) for record in everywhere)) for number in range(len(query.words))
    ]
    weights = [math.log1p(len(everywhere) / times) for times in frequency]

    def key(record: Plain) -> tuple:
        name = (sort_key(record.name), record.id)
        if order == "newest":
            return (-record.created, *name)
        if order == "projects":
            return (-record.projects, *name)
        if order == "relevance":
            score = sum(weight for number, weight in enumerate(weights) if _has(record.names, query, number))
            return (-round(score, 9), *name)
        return name

    return [record.id for record in sorted((r for r in records if _fits(r, query)), key=key)]


@settings(max_examples=300, deadline=None)
@given(_history(), _queries, st.sampled_from(["name", "newest", "projects", "relevance"]), st.integers(0, 5))
def test_list_counts_and_order_equal_a_walk_over_the_records(history, query, order, start) -> None:
    records = _now(*history)
    view = _view(*history)
    answer = view.answer(query)
    expected = _ordered(records, query, order)

    assert answer.total == len(expected)
    assert answer.ids(order).tolist() == expected
    assert answer.page(order, start, 3) == expected[start : start + 3]
    assert [answer.place_of(record_id, order) for record_id in expected] == list(range(len(expected)))
    for name in FIELDS:
        counts = {value: count for value, count in answer.counts(name).items() if count}
        fitting = [record for record in records if _fits(record, query, without=name)]
        naive = {value: sum(value in record.values[name] for record in fitting) for value in FIELDS[name]}
        assert counts == {value: count for value, count in naive.items() if count}
    for name in (*query.chosen, TEXT, AREA):
        assert answer.total_without(name) == sum(_fits(record, query, without=name) for record in records)


@settings(max_examples=150, deadline=None)
@given(_history())
def test_a_merged_segment_is_the_one_built_from_the_records_as_they_are_now(history) -> None:
    taken_in, built = merged(_view(*history)), _segment(_now(*history))

    assert taken_in.ids.tolist() == built.ids.tolist()
    assert list(taken_in.names) == list(built.names)
    assert list(taken_in.keys) == list(built.keys)
    assert [set(taken_in.row(row)) for row in range(len(taken_in.keys))] == [
        set(built.row(row)) for row in range(len(built.keys))
    ]
    assert taken_in.sizes.tolist() == built.sizes.tolist()
    for name, column in built.columns.items():
        assert np.array_equal(taken_in.columns[name], column, equal_nan=column.dtype.kind == "f")
    for name, (rank, at) in built.orders.items():
        assert taken_in.orders[name][0].tolist() == rank.tolist()
        assert taken_in.orders[name][1].tolist() == at.tolist()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(alphabet="abß", min_size=1, max_size=5), max_size=40),
    st.text(alphabet="abs", min_size=1, max_size=4),
)
def test_a_beginning_finds_the_same_whether_it_is_stored_or_joined(words, beginning) -> None:
    many = building.MANY
    building.MANY = 2
    try:
        segment = _segment([Plain(n, word, "", 0, 0, None, None) for n, word in enumerate(words)])
    finally:
        building.MANY = many
    found = segment.starting("word", beginning)
    expected = {n for n, word in enumerate(words) if words_of(word)[0].startswith(beginning)}

    assert {int(segment.ids[at]) for at in found} == expected
    stored = [key for key in segment.keys if key.startswith(b"word*")]
    assert all(len(segment.keys.span(key.replace(b"word*", b"word", 1))) > 2 for key in stored)


def test_a_beginning_that_is_itself_a_word_finds_both() -> None:
    segment = _segment([Plain(1, "al", "", 0, 0, None, None), Plain(2, "alpha", "", 0, 0, None, None)])
    assert positions_of(segment.starting("word", "al")).tolist() == [0, 1]


def test_an_empty_index_answers_with_nothing() -> None:
    view = View(_segment([]), _segment([]), BitMap())
    answer = view.answer(Query({"country": frozenset({"DE"})}, ("x",), (0.0, 0.0, 1.0, 1.0)))
    assert (answer.total, answer.counts("country"), answer.page("relevance", 0, 10)) == (0, {}, [])
    assert [len(column) for column in answer.points()] == [0, 0, 0]


@pytest.mark.parametrize("start", [0, 10**9])
def test_a_page_far_behind_the_end_is_empty(start: int) -> None:
    view = View(_segment([Plain(1, "al", "", 0, 0, None, None)]), _segment([]), BitMap())
    assert view.answer(Query()).page("newest", start, 25) == ([1] if start == 0 else [])


def test_a_build_and_a_merge_say_how_far_they_are() -> None:
    builder = SegmentBuilder()
    builder.add(Record(1, "alpha"))
    told: list[tuple[int, int]] = []
    base = builder.finish(lambda done, whole: told.append((done, whole)))
    assert (len(builder), told) == (1, [(0, 2)])
    merged(View(base, _segment([]), BitMap()), lambda done, whole: told.append((done, whole)))
    assert told == [(0, 2), (0, 2)]


def test_records_that_were_not_added_take_no_values() -> None:
    builder = SegmentBuilder()
    builder.add_value(1, "country", "PL")
    builder.add_text(1, "alpha")
    builder.changes_on(1, 5)
    assert (builder.add_project(1), len(builder.finish())) == (0, 0)


def test_the_earliest_day_of_change_stays() -> None:
    builder = SegmentBuilder()
    builder.add(Record(1, "alpha"))
    for day in (9, 5, 7):
        builder.changes_on(1, day)
    assert builder.finish().columns["next_change"].tolist() == [5]


def test_all_points_have_both_coordinates() -> None:
    records = [
        Plain(1, "a", "", 0, 0, 10.5, 50.0),
        Plain(2, "b", "", 0, 0, 10.5, None),
        Plain(3, "c", "", 0, 0, None, None),
    ]
    ids, lons, lats = View(_segment(records[:2]), _segment(records[2:]), BitMap()).answer(Query()).points()
    assert (ids.tolist(), lons.tolist(), lats.tolist()) == ([1], [10.5], [50.0])


@pytest.mark.parametrize("order", ["name", "newest", "projects", "relevance"])
def test_a_page_among_many_is_a_slice_of_the_whole_order(order: str) -> None:
    records = [Plain(n, f"alpha {n % 7}", "beta", n * 37 % 11, n % 3, None, None) for n in range(60)]
    answer = _view(records[:50], records[50:], set()).answer(Query(words=("beta",)))
    whole = answer.ids(order).tolist()
    assert [answer.page(order, start, 4) for start in (0, 3, 30)] == [whole[0:4], whole[3:7], whole[30:34]]


def test_counts_of_some_values_are_those_of_all() -> None:
    records = [Plain(n, "a", "", 0, 0, None, None, {"country": [FIELDS["country"][n % 3]]}) for n in range(7)]
    answer = _view(records, [], set()).answer(Query())
    assert answer.counts("country", frozenset({"DE", "XX"})) == {"DE": 3}
    assert answer.counts("country") == {"DE": 3, "FR": 2, "PL": 2}


def test_a_record_is_found_by_later_words_and_by_having_no_project() -> None:
    builder = SegmentBuilder()
    for number in (1, 2):
        builder.add(Record(number, "alpha"))
    builder.add_text(2, "Beta beta")
    builder.add_project(1)
    builder.mark_projectless("projects", "no")
    segment = builder.finish()
    assert segment.ids[list(segment.having("word", "beta"))].tolist() == [2]
    assert segment.ids[list(segment.having("projects", "no"))].tolist() == [2]
