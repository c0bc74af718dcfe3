"""What a term, a region and a programme's name stand for among the filters."""

from __future__ import annotations

import pytest
from factories.organisations import make_region, make_term

from hanse.directory.index.vocabulary import read_vocabulary
from hanse.taxonomy.models import RegionMapping, Term, TermMapping

pytestmark = pytest.mark.django_db


def test_a_sector_of_the_new_list_stands_under_the_old_one_where_they_are_the_same() -> None:
    for term_id, parent, level in (
        ("nace2:C", None, 1), ("nace2:25", "nace2:C", 2), ("nace2:25.1", "nace2:25", 3),
        ("nace21:C", None, 1), ("nace21:25", "nace21:C", 2), ("nace21:K", None, 1),
    ):  # fmt: skip
        make_term(term_id)
        Term.objects.filter(pk=term_id).update(parent_id=parent, level=level)
    TermMapping.objects.create(source_id="nace2:25", target_id="nace21:25", rule="same")
    values = read_vocabulary().values

    assert values["nace2:25.1"] == (("sector", "25"), ("sector", "C"))
    assert values["nace21:25"] == (("sector", "25"), ("sector", "C"))
    assert values["nace21:K"] == (("sector", "nace21:K"),)


def test_a_term_of_another_technology_list_keeps_the_name_of_its_list() -> None:
    make_term("i40:cloud")
    make_term("technology:cloud-edge")
    TermMapping.objects.create(source_id="technology:cloud-edge", target_id="i40:cloud", rule="listed")
    values = read_vocabulary().values
    assert values["i40:cloud"] == (("technology", "i40:cloud"),)
    assert values["technology:cloud-edge"] == (("technology", "cloud-edge"),)


def test_a_region_stands_for_those_around_it_and_for_what_it_is_called_now() -> None:
    make_region("PT18")
    make_region("PT1C")
    RegionMapping.objects.create(source_id="PT18", target_id="PT1C", rule="renamed")
    vocabulary = read_vocabulary()
    assert vocabulary.regions("PT18") == {"PT1", "PT18", "PT1C"}
    assert vocabulary.regions("PT1C2") == {"PT1", "PT1C", "PT1C2"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("HORIZON", "horizon-europe"), ("Horizon 2020", "horizon-2020"), ("h2020", "horizon-2020"), ("x", "")],
)
def test_a_programme_is_known_by_the_names_that_project_lists_use(name: str, code: str) -> None:
    make_term("eu_programme:horizon-europe")
    make_term("eu_programme:horizon-2020")
    assert read_vocabulary().programme(name) == code
