"""The hub catalogue: keys that repeat, labels with commas, words that mean terms."""

from __future__ import annotations

import pytest
from factories.files import hub, hub_csv
from hypothesis import given
from hypothesis import strategies as st

from hanse.directory.importers import UnreadableFile, import_edih
from hanse.directory.importers.edih.labels import known_labels, split_labels
from hanse.directory.importers.edih.rows import _city
from hanse.directory.models import ImportRefusal, Organisation, OrganisationTerm

LABELS = [
    "Energy",
    "Retail, wholesale or distribution",
    "Energy, fuels and petroleum engineering",
    "Audio - Media",
    "Big data",
]
lists = st.lists(st.tuples(st.sampled_from(LABELS), st.integers(1, 5)), unique_by=lambda each: each[0], max_size=5)


@given(st.lists(lists, min_size=1, max_size=8))
def test_any_column_of_graded_labels_comes_apart_as_it_was_joined(rows):
    cells = [", ".join(f"{label} - {grade}" for label, grade in row) for row in rows]
    known = known_labels(cells)
    assert [list(split_labels(cell, known).items()) for cell in cells] == rows


def test_a_label_without_grade_before_one_with_a_comma_comes_apart():
    known = known_labels(["Energy - 3", "Retail, wholesale - 2", "Energy, Retail, wholesale - 4"])
    assert known == {"Energy", "Retail, wholesale"}
    assert split_labels("Energy, Retail, wholesale - 4", known) == {"Energy": None, "Retail, wholesale": 4}


def test_of_a_label_that_stands_twice_the_higher_grade_counts():
    assert split_labels("Energy - 2, Energy - 4, Energy", {"Energy"}) == {"Energy": 4}


@pytest.mark.parametrize(
    ("location", "country", "place"),
    [
        ("Plaza viriato s/n, 49071 Zamora Zamora, Spain", "Spain", ("Zamora", "49071")),
        ("Via Santa Croce 77, 38122 Trento TN, Italy", "Italy", ("Trento", "38122")),
        ("Ul. trzy lipy 3, 80-172 Gdańsk, Poland", "Poland", ("Gdańsk", "80-172")),
        ("Science park 140, 1098 XG Amsterdam, Netherlands", "Netherlands", ("Amsterdam", "1098 XG")),
        ("Campus gräsvik 2, 371 75 Karlskrona, Sweden", "Sweden", ("Karlskrona", "371 75")),
        ("Padriciano, 99, Trieste, Italy", "Italy", ("Trieste", "")),
        ("Budapest, Podmanitczky utca 49, 5525, Hungary", "Hungary", ("", "")),
        ("somewhere", "Italy", ("", "")),
    ],
)
def test_city_and_postcode_come_from_the_address_where_its_form_tells(location, country, place):
    assert _city(location, country) == place


@pytest.mark.usefixtures("code_lists")
def test_a_hub_comes_with_terms_offers_and_label(tmp_path, now):
    path = hub_csv(
        tmp_path / "h.csv",
        [
            hub(
                "ONE",
                sectors="Textiles - 4, Smart City - 5",
                technologies="Robotics - 5, Sensors & Vision Processing Systems - 2, Gamification - 3",
                services="Prototyping - 5, SME support - 4",
            )
        ],
    )
    import_edih(path, at=now)
    found = Organisation.objects.get()
    assert (found.kind, found.country_id, found.city, found.postcode, found.source_key) == (
        "hub",
        "PL",
        "Gdańsk",
        "80-172",
        "ONE@PL",
    )
    assert dict(OrganisationTerm.objects.values_list("term_id", "level")) == {
        "ecosystem:textiles": 4,
        "nace21:13": 4,
        "technology:robotics": 5,
        "technology:sensors": 2,
        "technology:machine-vision": 2,
        "service_stage:validation": None,
    }
    assert list(found.offers.order_by("title").values_list("kind", "title", "stage_id")) == [
        ("expertise", "Gamification", None),
        ("service", "Prototyping", "service_stage:validation"),
        ("service", "SME support", None),
        ("expertise", "Smart City", None),
    ]
    assert found.accreditations.get().title == "European Digital Innovation Hub (EDIH)"


@pytest.mark.usefixtures("code_lists")
def test_two_hubs_with_one_slug_stay_two_and_a_second_import_changes_nothing(tmp_path, now):
    rows = [
        hub("NEST"),
        hub("NEST", country="Türkiye"),
        hub("DATA", title="Data"),
        hub("DATA", title="Data for all", status="DIH"),
    ]
    path = hub_csv(tmp_path / "h.csv", rows)
    run = import_edih(path, at=now).run
    assert (run.created_count, run.refused_count) == (4, 0)
    keys = sorted(Organisation.objects.values_list("source_key", flat=True))
    assert [key.split("#")[0] for key in keys] == ["DATA@PL", "DATA@PL", "NEST@PL", "NEST@TR"]
    again = import_edih(path, at=now).run
    assert (again.created_count, again.updated_count, again.unchanged_count) == (0, 0, 4)


@pytest.mark.usefixtures("code_lists")
def test_bad_hubs_are_refused_with_line_and_reason(tmp_path, now):
    rows = [
        hub("A", country="Atlantis"),
        hub("B", status="Best"),
        hub("C", title=""),
        hub("D"),
        hub("D"),
        hub("E", website="Website"),
    ]
    import_edih(hub_csv(tmp_path / "h.csv", rows), at=now)
    assert list(ImportRefusal.objects.order_by("line").values_list("line", "reason")) == [
        (2, "Country 'Atlantis' is not known."),
        (3, "Status 'Best' is none of DIH, EDIH, Seal of Excellence."),
        (4, "Slug or title is empty."),
        (6, "The same hub stands already in line 5."),
    ]
    assert Organisation.objects.get(source_key="E@PL").website == ""


@pytest.mark.usefixtures("code_lists")
def test_another_table_is_refused_as_a_whole(tmp_path, now):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="lacks the columns: slug, title, country, status"):
        import_edih(tmp_path / "x.csv", at=now)


@pytest.mark.usefixtures("code_lists")
def test_the_real_catalogue_is_taken_whole(shared_data, now):
    run = import_edih(shared_data / "edih" / "edih_catalogue_2025-05.csv", at=now).run
    assert (run.created_count, run.refused_count) == (457, 0)
    labels = Organisation.objects.filter(accreditations__title__startswith="European Digital").count()
    assert labels == 168
