"""NUTS regions: codes of both versions, the tree in the code, and what took whose place."""

from __future__ import annotations

import pytest

from hanse.core.errors import NotFound
from hanse.taxonomy import selectors
from hanse.taxonomy.models import RegionMapping
from hanse.taxonomy.selectors.regions import parts_of, predecessors, successor_of, trail

pytestmark = pytest.mark.usefixtures("taxonomy")


def codes(regions) -> list[str]:
    return [region.code for region in regions]


@pytest.mark.parametrize(
    ("given", "code"), [("PL911", "PL911"), ("pl911", "PL911"), ("GR30", "EL30"), ("GBI", "UKI"), ("NL31", "NL31")]
)
def test_a_region_is_found_by_its_code_in_any_case_and_version(given, code):
    region = selectors.region_for(given)
    assert region is not None
    assert region.code == code
    found = selectors.RegionLookup().get(given)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("given", ["", "PL", "PL91X", "PL9111", "ZZ1", "\x00\x00\x00", "PŁ9", "x" * 50_000])
def test_an_unknown_region_code_is_none(given):
    assert selectors.region_for(given) is None
    assert selectors.RegionLookup().get(given) is None


def test_an_unknown_region_is_not_found():
    with pytest.raises(NotFound):
        selectors.region_or_404("PL91X")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("PL91X", "PL91"),
        ("PL9ZZ", "PL9"),
        ("PL911", "PL911"),
        ("gb999", None),
        ("GRX", None),
        ("ZZ999", None),
        ("", None),
    ],
)
def test_a_code_that_no_version_has_still_lies_in_the_longest_known_part_of_it(given, code):
    region = selectors.region_or_ancestor_for(given)
    nearest = selectors.RegionLookup().nearest(given)
    assert (region.code if region else None) == code
    assert (nearest.code if nearest else None) == code


def test_ancestors_come_for_many_codes_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = selectors.region_ancestors(["PL911", "gr30", "ZZ1", ""])
    assert {code: codes(regions) for code, regions in found.items()} == {
        "PL911": ["PL9", "PL91", "PL911"],
        "gr30": ["EL3", "EL30"],
    }


def test_a_renumbered_region_has_the_one_of_the_same_name_as_successor():
    region = selectors.region_or_404("NL310")
    successor = successor_of(region)
    assert successor is not None
    assert (successor.code, successor.name, successor.in_2024) == ("NL350", "Utrecht", True)
    assert [mapping.source_id for mapping in predecessors(successor)] == ["NL310"]


def test_a_large_region_whose_parts_all_moved_along_has_a_successor():
    rules = dict(RegionMapping.objects.filter(rule="same-name-and-parts").values_list("source_id", "target_id"))
    assert rules == {"NL31": "NL35", "NL33": "NL36"}


@pytest.mark.parametrize("code", ["PT16", "PT18", "PT17", "LV007", "NO082", "DEG0N", "UKI"])
def test_a_region_that_lost_parts_or_was_split_has_no_successor(code):
    assert successor_of(selectors.region_or_404(code)) is None


def test_current_codes_name_only_what_has_one_successor():
    assert selectors.current_codes(["NL31", "PT16", "PL91", "nonsense"]) == {"NL31": "NL35"}


def test_a_filter_by_a_region_means_all_inside_it_under_old_and_new_codes():
    assert selectors.codes_within(["NL35"]) == ["NL31", "NL310", "NL35", "NL350"]
    assert selectors.codes_within(["NL31"]) == ["NL31", "NL310", "NL35", "NL350"]
    assert selectors.codes_within(["MT0"]) == ["MT0", "MT00", "MT001", "MT002"]
    assert selectors.codes_within(["nonsense", ""]) == []


def test_regions_are_filtered_by_country_level_and_version():
    assert codes(selectors.regions(country="gr", level=1)) == ["EL3", "EL4", "EL5", "EL6"]
    assert codes(selectors.regions(country="PT", level=2, version="2024")) == [
        "PT11",
        "PT15",
        "PT19",
        "PT1A",
        "PT1B",
        "PT1C",
        "PT1D",
        "PT20",
        "PT30",
    ]
    assert codes(selectors.regions(country="PT", level=2, version="2021"))[2:5] == ["PT16", "PT17", "PT18"]
    assert codes(selectors.regions(parent="MT00")) == ["MT001", "MT002"]


@pytest.mark.parametrize(("words", "code"), [("lodzki", "PL712"), ("ŁÓDZKI", "PL712"), ("uusimaa helsinki", "FI1B")])
def test_regions_are_searched_without_accents(words, code):
    assert code in codes(selectors.regions(search=words))


def test_regions_are_searched_in_their_own_script():
    assert "EL30" in codes(selectors.regions(search="αττική"))


def test_the_trail_leads_from_the_top_to_the_region():
    region = selectors.region_or_404("PL911")
    assert codes(trail(region)) == ["PL9", "PL91"]
    assert codes(parts_of(selectors.region_or_404("MT00"))) == ["MT001", "MT002"]


def test_region_choices_are_those_of_2024_and_of_any_version_where_a_country_has_none():
    assert selectors.region_choices("MT", level=1) == [("MT0", "MT0 Malta")]
    assert dict(selectors.region_choices("NL", level=2))["NL35"] == "NL35 Utrecht"
    assert "NL31" not in dict(selectors.region_choices("NL"))
    assert dict(selectors.region_choices("GB", level=1))["UKI"] == "UKI London"
