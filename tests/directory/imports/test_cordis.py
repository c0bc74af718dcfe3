"""A CORDIS archive becomes organisations, projects and participations; again, nothing changes."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal

import pytest
from factories.files import ORGANISATION_COLUMNS, cordis_zip, csv_text, participant, project, small_cordis

from hanse.core.models import StaleEntry
from hanse.directory.importers import UnreadableFile, import_cordis
from hanse.directory.importers.cordis.kinds import Evidence, kind_of
from hanse.directory.models import ImportRefusal, ImportRun, Organisation, Participation, Project, ProjectTopic, Source

pytestmark = [pytest.mark.sql, pytest.mark.usefixtures("code_lists")]


def counts(summary) -> tuple[int, int, int, int]:
    run = summary.run
    return (run.created_count, run.updated_count, run.unchanged_count, run.refused_count)


def test_an_organisation_comes_with_place_kind_and_source(tmp_path, now):
    path = cordis_zip(
        tmp_path / "c.zip",
        projects=[project("1")],
        organisations=[participant("1", "91", country="EL", nutsCode="EL522")],
    )
    import_cordis(path, at=now)
    organisation = Organisation.objects.get()
    assert (organisation.source_id, organisation.source_key, organisation.name) == (
        "cordis",
        "91",
        "SYNTHETIC WORKS 91",
    )
    assert (organisation.kind, organisation.country_id, organisation.region_id) == ("technology_centre", "EL", "EL522")
    assert (organisation.lon, organisation.lat, organisation.website) == (
        19.94,
        50.06,
        "http://www.works91.example.org",
    )
    assert (organisation.name_key, organisation.web_domain) == ("synthetic works 91", "example.org")
    assert Source.objects.get(code="cordis").attribution == "© European Union, CORDIS"


def test_a_project_comes_with_days_money_topics_and_participants(tmp_path, now):
    path = cordis_zip(
        tmp_path / "c.zip",
        projects=[project("1", totalCost="1.234.567,89")],
        organisations=[participant("1", "91", role="coordinator", SME="true")],
        topics=[{"projectID": "1", "euroSciVocCode": "83", "euroSciVocPath": "/natural sciences/optics"}],
    )
    import_cordis(path, at=now)
    found = Project.objects.get()
    assert found.objective == 'What "1" wants;\nin two lines.'
    assert (found.starts_on, found.ends_on, found.signed_on) == (date(2022, 9, 1), date(2025, 8, 31), date(2022, 5, 12))
    assert (found.total_cost_eur, found.programme, found.call) == (
        Decimal("1234567.89"),
        "HORIZON",
        "HORIZON-CL4-2021-01",
    )
    assert list(ProjectTopic.objects.values_list("term_id", flat=True)) == ["euroscivoc:83"]
    taken = Participation.objects.get()
    assert (taken.role, taken.is_sme, taken.activity_type, taken.eu_contribution_eur) == (
        "coordinator",
        True,
        "REC",
        100_000,
    )


def test_the_same_archive_again_changes_nothing(tmp_path, now):
    path = small_cordis(tmp_path / "c.zip")
    assert counts(import_cordis(path, at=now)) == (9, 0, 0, 0)
    before = list(Organisation.objects.order_by("id").values_list("id", "public_id", "revision", "updated_at"))
    StaleEntry.objects.all().delete()
    assert counts(import_cordis(path, at=now)) == (0, 0, 9, 0)
    assert list(Organisation.objects.order_by("id").values_list("id", "public_id", "revision", "updated_at")) == before
    assert Participation.objects.count() == 18
    assert not StaleEntry.objects.exists()


def test_a_newer_archive_updates_what_changed_and_keeps_the_public_id(tmp_path, now):
    first = cordis_zip(
        tmp_path / "1.zip",
        projects=[project("1"), project("2")],
        organisations=[participant("1", "91"), participant("2", "92")],
    )
    import_cordis(first, at=now)
    public_id = Organisation.objects.get(source_key="91").public_id
    second = cordis_zip(
        tmp_path / "2.zip",
        projects=[project("1", title="Another title"), project("2")],
        organisations=[participant("1", "91", city="Gdańsk"), participant("1", "92"), participant("2", "92")],
    )
    assert counts(import_cordis(second, at=now)) == (0, 2, 2, 0)
    organisation = Organisation.objects.get(source_key="91")
    assert (organisation.city, organisation.public_id) == ("Gdańsk", public_id)
    assert Project.objects.get(source_key="1").title == "Another title"
    assert sorted(Participation.objects.values_list("project__source_key", "organisation__source_key")) == [
        ("1", "91"),
        ("1", "92"),
        ("2", "92"),
    ]


def test_an_older_archive_does_not_overwrite_newer_facts(tmp_path, now):
    new = cordis_zip(
        tmp_path / "n.zip",
        projects=[project("2", ecSignatureDate="2024-01-01")],
        organisations=[participant("2", "91", city="New")],
    )
    old = cordis_zip(
        tmp_path / "o.zip",
        projects=[project("1", ecSignatureDate="2015-01-01")],
        organisations=[participant("1", "91", city="Old")],
    )
    import_cordis(new, at=now)
    import_cordis(old, at=now)
    assert Organisation.objects.get().city == "New"
    assert Participation.objects.count() == 2


def test_a_pair_that_stands_twice_is_taken_once_with_its_weightiest_role(tmp_path, now):
    path = cordis_zip(
        tmp_path / "c.zip",
        projects=[project("1")],
        organisations=[
            participant("1", "91", role="thirdParty", ecContribution="5"),
            participant("1", "91", role="coordinator", ecContribution=""),
            participant("1", "91", role="participant"),
        ],
    )
    summary = import_cordis(path, at=now)
    taken = Participation.objects.get()
    assert (taken.role, taken.eu_contribution_eur) == ("coordinator", 5)
    assert summary.warnings == ["2 participations stood twice; each was taken once, with its weightiest role."]


def test_bad_rows_are_refused_with_line_and_reason_and_stop_nothing(tmp_path, now):
    text = csv_text(
        ORGANISATION_COLUMNS,
        [
            participant("1", "91", name="SYNTHETIC\nWORKS"),
            participant("7", "92"),
            participant("1", ""),
            participant("1", "93", ecContribution="much"),
            participant("1", "94"),
        ],
    )
    broken = text.replace('"1";"";"94"', '"1";"" ;x"94"')
    path = cordis_zip(
        tmp_path / "c.zip",
        projects=[project("1"), project("2", startDate="soon"), project("3", title=""), project("1")],
        texts={"organization.csv": broken},
    )
    summary = import_cordis(path, at=now)
    assert counts(summary) == (2, 0, 0, 7)
    refused = list(ImportRefusal.objects.order_by("part", "line").values_list("part", "line", "key", "reason"))
    assert refused == [
        ("organization.csv", 4, "92", "Project 7 is not among the projects, or was refused there."),
        ("organization.csv", 5, "", "The organisationID is empty."),
        ("organization.csv", 6, "93", "ecContribution: 'much' is no amount."),
        ("organization.csv", 7, "", "Text follows a closing quote; inside a field, quotes must be doubled."),
        ("project.csv", 4, "2", "startDate: 'soon' is no day; write 2026-11-21."),
        ("project.csv", 6, "3", "The title is empty."),
        ("project.csv", 8, "1", "Project 1 stands already in line 2."),
    ]
    assert (Organisation.objects.get().name, Participation.objects.count()) == ("SYNTHETIC WORKS", 1)


def test_unknown_countries_and_odd_regions_do_not_lose_the_row(tmp_path, now):
    path = cordis_zip(
        tmp_path / "c.zip",
        projects=[project("1")],
        organisations=[
            participant("1", "91", country="XH", nutsCode="XH1"),
            participant("1", "92", country="PL", nutsCode="PL21X"),
            participant("1", "93", country="UK", nutsCode="UKE32", geolocation="(0,0)"),
            participant("1", "94", country="KE", nutsCode="KE"),
        ],
    )
    summary = import_cordis(path, at=now)
    rows = Organisation.objects.order_by("source_key").values_list("country_id", "region_id", "region_given", "lon")
    assert list(rows) == [
        (None, None, "XH1", 19.94),
        ("PL", "PL21", "PL21X", 19.94),
        ("UK", "UKE32", "UKE32", None),
        ("KE", None, "KE", 19.94),
    ]
    assert summary.warnings == ["Country codes that no list has were left out: XH (1)."]


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ([("HES", None, 2020)], "university"),
        ([("PUB", None, 2020)], "public_body"),
        ([("PRC", True, 2020), ("PRC", False, 2022)], "large_firm"),
        ([("PRC", False, 2020), ("PRC", True, 2022)], "sme"),
        ([("PRC", None, 2020)], "other"),
        ([("REC", False, 2020), ("REC", False, 2021), ("HES", False, 2022)], "technology_centre"),
        ([("REC", False, 2020), ("HES", False, 2022)], "university"),
        ([("OTH", False, 2020), ("OTH", False, 2021), ("PRC", True, 2019)], "sme"),
        ([("OTH", False, 2020)], "other"),
        ([("", None, 2020)], "other"),
    ],
)
def test_the_kind_follows_from_what_the_participations_state(evidence, kind):
    assert kind_of([Evidence(activity, is_sme, date(year, 1, 1)) for activity, is_sme, year in evidence]) == kind


@pytest.mark.parametrize("folder", ["", "csv/", "cordis-h2020", "download/2024/cordis-HORIZON"])
def test_names_inside_may_have_a_folder_or_a_prefix(tmp_path, now, folder):
    path = cordis_zip(
        tmp_path / "c.zip", projects=[project("1")], organisations=[participant("1", "91")], folder=folder
    )
    assert counts(import_cordis(path, at=now)) == (2, 0, 0, 0)


def test_topics_are_optional_and_other_columns_do_no_harm(tmp_path, now):
    path = cordis_zip(
        tmp_path / "c.zip",
        texts={
            "project.csv": "id,title,new column\n1,Synthetic,x\n",
            "organization.csv": "projectID,organisationID,name,country,activityType\n1,91,Synthetic Works,PL,HES\n",
            "euroSciVoc.csv": None,
        },
    )
    assert counts(import_cordis(path, at=now)) == (2, 0, 0, 0)


def test_windows_1252_inside_is_read_with_a_warning(tmp_path, now):
    path = cordis_zip(
        tmp_path / "c.zip",
        projects=[project("1")],
        organisations=[participant("1", "91", name="Müller", city="Koln")],
        encoding="cp1252",
    )
    summary = import_cordis(path, at=now)
    assert Organisation.objects.get().name == "Müller"
    assert summary.warnings == ["organization.csv is not UTF-8 (line 2); it is read as Windows-1252."]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"project.csv": None}, "c.zip holds no project.csv."),
        ({"old-project.csv": "id;title\n"}, "c.zip holds more than one project.csv."),
        ({"organization.csv": ""}, "organization.csv is empty."),
        ({"project.csv": "id;name\n1;x\n"}, "project.csv lacks the columns: title. Not known: name."),
        (
            {"organization.csv": "projectID;name\n1;x\n"},
            "organization.csv lacks the columns: organisationID, country, activityType.",
        ),
    ],
)
def test_an_archive_without_what_is_needed_is_refused_as_a_whole(tmp_path, now, texts, message):
    path = cordis_zip(tmp_path / "c.zip", projects=[project("1")], organisations=[participant("1", "91")], texts=texts)
    with pytest.raises(UnreadableFile) as refused:
        import_cordis(path, at=now)
    assert str(refused.value) == message
    assert (ImportRun.objects.count(), Organisation.objects.count()) == (0, 0)


def test_half_an_archive_is_refused_as_a_whole(tmp_path, now):
    path = small_cordis(tmp_path / "c.zip")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnreadableFile, match="no ZIP archive"):
        import_cordis(path, at=now)


def test_damage_inside_is_found_before_anything_is_written(tmp_path, now):
    path = small_cordis(tmp_path / "c.zip", organisations=50)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("organization.csv")
    data[info.header_offset + 30 + len("organization.csv") + info.compress_size // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="in the archive is damaged"):
        import_cordis(path, at=now)
    assert Organisation.objects.count() == 0


def test_a_bomb_is_refused_by_its_directory(tmp_path, now):
    path = cordis_zip(tmp_path / "c.zip", texts={"project.csv": b"0" * 20_000_000})
    with pytest.raises(UnreadableFile, match="unpacks to more than a table can"):
        import_cordis(path, at=now)


def test_a_dry_run_says_what_would_happen_and_writes_only_the_report(tmp_path, now):
    path = small_cordis(tmp_path / "c.zip")
    summary = import_cordis(path, at=now, is_dry_run=True)
    assert counts(summary) == (9, 0, 0, 0)
    assert (Organisation.objects.count(), Project.objects.count(), Source.objects.count()) == (0, 0, 0)
    import_cordis(path, at=now)
    assert counts(import_cordis(path, at=now, is_dry_run=True)) == (0, 0, 9, 0)
