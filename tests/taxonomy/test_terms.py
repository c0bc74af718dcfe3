"""Terms: search, the tree, mappings, and choices that are never stale."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from hanse.core.errors import NotFound
from hanse.taxonomy import selectors
from hanse.taxonomy.models import LoadedTable, Scheme, Term

pytestmark = pytest.mark.usefixtures("taxonomy")


def codes(terms) -> list[str]:
    return [term.code for term in terms]


def test_terms_come_in_the_order_of_the_tree():
    assert codes(selectors.terms(Scheme.NACE2))[:4] == ["A", "01", "01.1", "01.11"]
    assert codes(selectors.terms(Scheme.NACE21, level=1)) == list("ABCDEFGHIJKLMNOPQRSTUV")


def test_terms_are_listed_below_a_parent_and_at_the_top():
    assert codes(selectors.terms(Scheme.NACE2, parent="24.5")) == ["24.51", "24.52", "24.53", "24.54"]
    assert codes(selectors.terms(Scheme.NACE2, parent=""))[:3] == ["A", "B", "C"]
    assert codes(selectors.terms(Scheme.NACE2, parent="\x00")) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("casting light metals", "24.53"),
        ("Leichtmetallgießereien", "24.53"),
        ("24.53", "24.53"),
        ("metallien valu", "24.5"),
    ],
)
def test_terms_are_searched_in_every_language(words, code):
    assert codes(selectors.terms(Scheme.NACE2, search=words))[0] == code


def test_a_search_that_fits_nothing_finds_nothing():
    assert codes(selectors.terms(Scheme.NACE2, search="xylophone repair on the moon")) == []


def test_a_term_is_found_by_list_and_code():
    term = selectors.term_for("ket2018", "artificial-intelligence")
    assert term is not None
    assert term.id == "ket2018:artificial-intelligence"
    assert selectors.term_for("ket2018", "nonsense") is None
    assert selectors.term_for("ket2018", "\x00") is None


def test_an_unknown_term_or_list_is_not_found():
    with pytest.raises(NotFound):
        selectors.term_or_404("nace2", "99.99.99")
    with pytest.raises(NotFound):
        selectors.scheme_or_404("nonsense")


def test_ancestors_lead_from_the_top():
    assert codes(selectors.ancestors(selectors.term_or_404("nace2", "24.53"))) == ["C", "24", "24.5"]


def test_children_stand_one_level_below():
    assert codes(selectors.children(selectors.term_or_404("nace2", "24"))) == ["24.1", "24.2", "24.3", "24.4", "24.5"]


def test_with_descendants_means_all_levels_below():
    assert selectors.with_descendants(["nace2:24.5"]) == {f"nace2:24.5{end}" for end in ("", "1", "2", "3", "4")}
    assert len(selectors.with_descendants(["nace2:C"])) == 1 + 24 + 95 + 230
    assert selectors.with_descendants([]) == set()


def test_a_technology_field_says_which_classes_it_belongs_to():
    photonics = selectors.term_or_404("technology", "photonics")
    assert [mapping.target_id for mapping in selectors.mappings_of(photonics)] == [
        "ket2009:photonics",
        "ket2018:micro-nanoelectronics-photonics",
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("24.53", "24.53", "same-code-and-title"),
        ("K", "L", "same-unique-title"),
        ("62.01", "62.10", "same-unique-title"),
        ("41.10", "68.12", "same-unique-title"),
    ],
)
def test_a_nace_code_leads_to_its_successor(old, new, rule):
    mappings = selectors.mappings_of(selectors.term_or_404("nace2", old))
    assert [(mapping.target_id, mapping.rule) for mapping in mappings] == [(f"nace21:{new}", rule)]


@pytest.mark.parametrize("old", ["10.52", "14.11", "J", "45", "47.91"])
def test_a_nace_code_whose_title_changed_has_no_successor(old):
    assert selectors.mappings_of(selectors.term_or_404("nace2", old)) == []


def test_a_term_has_its_name_in_the_readers_language():
    term = selectors.term_or_404("technology", "surface-treatment")
    with translation.override("fi"):
        assert term.label == "Pintakäsittely ja pinnoitteet"
    with translation.override("hu"):
        assert term.label == "Surface treatment and coatings"


def test_choices_are_in_the_readers_language_and_cost_one_query_when_kept(django_assert_num_queries):
    selectors.term_choices(Scheme.TRL)
    with django_assert_num_queries(1):
        choices = selectors.term_choices(Scheme.TRL)
    assert choices[0] == ("trl:1", "TRL 1: basic principles observed")
    token = selectors.lists_token()
    with django_assert_num_queries(0):
        assert selectors.term_choices(Scheme.TRL, token=token) == choices
    with translation.override("pl"):
        assert selectors.term_choices(Scheme.TRL)[0] == ("trl:1", "TRL 1: zaobserwowano podstawowe zasady")


def test_choices_follow_a_table_that_another_process_loads():
    before = selectors.term_choices(Scheme.CLUSTER_LABEL)
    Term.objects.filter(id="cluster_label:gold").update(name="Platinum")
    assert selectors.term_choices(Scheme.CLUSTER_LABEL) == before
    LoadedTable.objects.filter(name="cluster_label").update(loaded_at=datetime(2099, 1, 1, tzinfo=UTC))
    assert dict(selectors.term_choices(Scheme.CLUSTER_LABEL))["cluster_label:gold"] == "Platinum"


def test_a_caller_may_change_the_choices_it_gets():
    selectors.term_choices(Scheme.TRL).clear()
    assert len(selectors.term_choices(Scheme.TRL)) == 9


def test_the_overview_names_every_list_with_its_size(django_assert_num_queries):
    with django_assert_num_queries(4):
        lists = {found.key: found for found in selectors.code_lists()}
    assert list(lists)[:3] == ["countries", "regions", "nace2"]
    assert (lists["regions"].count, lists["regions"].version) == (2044, "2021, 2024")
    assert (lists["euroscivoc"].count, lists["euroscivoc"].version) == (0, "")


def test_terms_by_id_leaves_unknown_ids_out():
    assert set(selectors.terms_by_id(["trl:1", "trl:10", "\x00"])) == {"trl:1"}


def test_a_retired_term_is_listed_only_on_demand():
    Term.objects.filter(id="trl:9").update(is_active=False)
    assert selectors.terms(Scheme.TRL).count() == 8
    assert selectors.terms(Scheme.TRL, with_inactive=True).count() == 9
    assert len(selectors.term_choices(Scheme.NACE2, level=1)) == 21


def test_entries_name_themselves_in_the_log():
    region = selectors.region_or_404("NL31")
    mapping = selectors.mappings_of(selectors.term_or_404("nace2", "K"))[0]
    assert [
        str(selectors.country_or_404("EL")),
        str(region),
        str(region.mapping),
        str(selectors.term_or_404("trl", "1")),
        str(mapping),
        str(LoadedTable.objects.get(name="nace2")),
    ] == [
        "Greece",
        "NL31 Utrecht",
        "NL31 -> NL35",
        "TRL 1: basic principles observed",
        "nace2:K -> nace21:L",
        "nace2 Rev. 2",
    ]
    assert region.label == "Utrecht"
