"""Criteria against candidates, each code at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.engines.candidates import (
    MET,
    MISSED,
    UNKNOWN,
    Catalogue,
    CatalogueBuilder,
    Criterion,
    CriterionInvalid,
    criteria_from_json,
    criteria_to_json,
    fit,
)


def catalogue() -> Catalogue:
    """Return a Polish centre, a German firm, a Greek hub that says little, and a hub without a country."""
    builder = CatalogueBuilder()
    rows = [
        (
            3,
            "technology_centre",
            "PL",
            20.6,
            50.9,
            4,
            6,
            "open",
            5,
            ["region:PL", "region:PL7", "region:PL72", "technology:photonics", "language:pl", "cluster_label:gold"],
        ),
        (
            5,
            "sme",
            "DE",
            10.9,
            48.4,
            7,
            9,
            "waiting_list",
            1,
            ["region:DE", "region:DE2", "technology:robotics", "nace2:C", "nace2:C25"],
        ),
        (8, "hub", "EL", None, None, None, None, "", 0, []),
        (9, "hub", "", 21.0, 52.2, None, None, "closed", 0, ["service_stage:training"]),
    ]
    for id, kind, country, lon, lat, low, high, availability, count, terms in rows:
        builder.add(
            id=id,
            kind=kind,
            country=country,
            lon=lon,
            lat=lat,
            trl_from=low,
            trl_to=high,
            availability=availability,
            project_count=count,
            terms=terms,
        )
    return builder.build()


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("kind", "hub", [MISSED, MISSED, MET, MET]),
        ("kind", "hub|sme", [MISSED, MET, MET, MET]),
        ("kind", "investor", [MISSED, MISSED, MISSED, MISSED]),
        ("country", "PL", [MET, MISSED, MISSED, UNKNOWN]),
        ("abroad", "PL", [MISSED, MET, MET, UNKNOWN]),
        ("one_abroad", "DE", [MET, MISSED, MET, UNKNOWN]),
        ("region", "PL7", [MET, MISSED, MISSED, UNKNOWN]),
        ("region", "EL3", [MISSED, MISSED, UNKNOWN, UNKNOWN]),
        ("technology", "technology:photonics", [MET, MISSED, UNKNOWN, UNKNOWN]),
        ("sector", "nace2:C", [UNKNOWN, MET, UNKNOWN, UNKNOWN]),
        ("stage", "service_stage:training", [UNKNOWN, UNKNOWN, UNKNOWN, MET]),
        ("language", "language:pl", [MET, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("label", "cluster_label:gold", [MET, MISSED, MISSED, MISSED]),
        ("trl", "6-7", [MET, MET, UNKNOWN, UNKNOWN]),
        ("trl", "6", [MET, MISSED, UNKNOWN, UNKNOWN]),
        ("availability", "open", [MET, MISSED, UNKNOWN, MISSED]),
        ("distance", "21.0,52.2,160", [MET, MISSED, UNKNOWN, MET]),
        ("distance", "21.0,52.2,100", [MISSED, MISSED, UNKNOWN, MET]),
        ("distance", "21.0,52.2,160,PL91", [MET, MISSED, UNKNOWN, MET]),
    ],
)
def test_criterion_is_met_missed_or_unknown(code: str, value: str, expected: list[int]) -> None:
    assert fit(catalogue(), Criterion(code, value)).tolist() == expected


@pytest.mark.parametrize(
    ("code", "value", "weight"),
    [
        ("colour", "red", 1),
        ("kind", "", 1),
        ("kind", "hub", 0),
        ("kind", "hub", 21),
        ("trl", "0-3", 1),
        ("trl", "6-4", 1),
        ("trl", "low", 1),
        ("distance", "1,2", 1),
        ("distance", "200,0,5", 1),
        ("distance", "0,0,-5", 1),
        ("distance", "nan,0,5", 1),
    ],
)
def test_senseless_criterion_is_refused_by_name(code: str, value: str, weight: float) -> None:
    with pytest.raises(CriterionInvalid):
        Criterion(code, value, weight=weight)


def test_criteria_survive_storage() -> None:
    criteria = (Criterion("kind", "hub", is_must=True), Criterion("trl", "4-6", weight=2.5))
    assert criteria_from_json(criteria_to_json(criteria)) == criteria


def test_stored_row_without_value_is_refused() -> None:
    with pytest.raises(CriterionInvalid, match="not a criterion"):
        criteria_from_json([{"code": "kind"}])


def test_catalogue_survives_a_folder(tmp_path) -> None:
    before = catalogue()
    before.save(tmp_path)
    after = Catalogue.load(tmp_path)
    assert after.terms == before.terms and after.kinds == before.kinds
    assert np.array_equal(after.term_rows, before.term_rows) and np.array_equal(after.lon, before.lon, equal_nan=True)
    assert len(after) == 4


def test_empty_catalogue_answers_with_nothing() -> None:
    empty = CatalogueBuilder().build()
    assert [
        fit(empty, Criterion(code, value)).tolist()
        for code, value in [("kind", "hub"), ("region", "PL"), ("availability", "open")]
    ] == [[], [], []]


def test_candidates_out_of_order_are_refused() -> None:
    builder = CatalogueBuilder()
    row = {
        "kind": "hub",
        "country": "",
        "lon": None,
        "lat": None,
        "trl_from": None,
        "trl_to": None,
        "availability": "",
        "project_count": 0,
        "terms": [],
    }
    builder.add(id=2, **row)
    with pytest.raises(ValueError, match="ascending"):
        builder.add(id=2, **row)


@given(st.lists(st.sets(st.sampled_from(["technology:a", "technology:b", "nace2:C"])), max_size=12))
def test_term_criterion_agrees_with_a_plain_look_at_each_candidate(carried: list[set[str]]) -> None:
    builder = CatalogueBuilder()
    for id, terms in enumerate(carried):
        builder.add(
            id=id,
            kind="",
            country="",
            lon=None,
            lat=None,
            trl_from=None,
            trl_to=None,
            availability="",
            project_count=0,
            terms=terms,
        )
    plain = [MET if "technology:a" in terms else MISSED if "technology:b" in terms else UNKNOWN for terms in carried]
    assert fit(builder.build(), Criterion("technology", "technology:a")).tolist() == plain
