"""The fields of science grow with what is imported, and the same import changes nothing."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from hanse.taxonomy import selectors
from hanse.taxonomy.models import LoadedTable, Scheme, Term
from hanse.taxonomy.services import ensure_euroscivoc

pytestmark = pytest.mark.django_db

OPTICS = "/natural sciences/physical sciences/optics"


def test_a_field_is_created_with_all_that_stands_above_it():
    ids = ensure_euroscivoc({OPTICS: "83"})
    assert ids == {OPTICS: "euroscivoc:83"}
    term = selectors.term_or_404(Scheme.EUROSCIVOC, "83")
    assert (term.name, term.level, term.description) == ("Optics", 3, OPTICS)
    assert [above.name for above in selectors.ancestors(term)] == ["Natural sciences", "Physical sciences"]


def test_the_same_paths_again_change_nothing():
    first = ensure_euroscivoc({OPTICS: "83"})
    table = LoadedTable.objects.get(name="euroscivoc")
    assert ensure_euroscivoc({OPTICS: "83"}) == first
    assert LoadedTable.objects.get(name="euroscivoc").loaded_at == table.loaded_at
    assert Term.objects.filter(scheme=Scheme.EUROSCIVOC).count() == 3


def test_a_field_known_without_its_number_keeps_the_code_that_it_got():
    ensure_euroscivoc([OPTICS])
    above = ensure_euroscivoc({"/natural sciences/physical sciences": "77"})
    assert Term.objects.filter(scheme=Scheme.EUROSCIVOC).count() == 3
    assert above["/natural sciences/physical sciences"].startswith("euroscivoc:p")


def test_one_number_on_two_paths_gives_two_terms():
    ids = ensure_euroscivoc({"/a/same": "5", "/b/same": "5"})
    assert len(set(ids.values())) == 2


def test_untidy_paths_lead_to_the_same_field():
    ids = ensure_euroscivoc({OPTICS: "83", "natural sciences / physical sciences//optics/": ""})
    assert set(ids.values()) == {"euroscivoc:83"}


def test_an_empty_path_is_left_out():
    assert ensure_euroscivoc(["", "/", " "]) == {}
    assert Term.objects.count() == 0


def test_a_thousand_fields_take_few_queries(django_assert_max_num_queries):
    paths = {f"/field {n % 7}/area {n % 60}/topic {n}": str(n + 1) for n in range(1000)}
    with django_assert_max_num_queries(40):
        ids = ensure_euroscivoc(paths)
    assert len(set(ids.values())) == 1000


def test_the_import_is_noted_with_its_count():
    ensure_euroscivoc({OPTICS: "83"})
    assert LoadedTable.objects.get(name="euroscivoc").row_count == 3


def test_fields_of_later_imports_stand_in_the_order_of_the_tree():
    ensure_euroscivoc({"/b/second": "2", "/c": "3"})
    ensure_euroscivoc({"/a/first": "1", "/b/also": "4"})
    names = [term.name for term in selectors.terms(Scheme.EUROSCIVOC)]
    assert names == ["A", "First", "B", "Also", "Second", "C"]


def test_the_fields_of_all_real_projects_form_one_tree(shared_data):
    with zipfile.ZipFile(shared_data / "cordis" / "cordis-HORIZONprojects-csv.zip") as archive:
        lines = io.TextIOWrapper(archive.open("euroSciVoc.csv"), "utf-8-sig", newline="")
        rows = list(csv.DictReader(lines, delimiter=";"))
    paths = {row["euroSciVocPath"]: row["euroSciVocCode"] for row in rows}
    ids = ensure_euroscivoc(paths)
    assert {path: Term.objects.get(id=ids[path]).description for path in list(paths)[:50]} == {
        path: path for path in list(paths)[:50]
    }
    assert len(set(ids.values())) == len(paths)
    tops = [term.name for term in selectors.terms(Scheme.EUROSCIVOC, parent="")]
    assert tops == [
        "Agricultural sciences",
        "Engineering and technology",
        "Humanities",
        "Medical and health sciences",
        "Natural sciences",
        "Social sciences",
    ]
