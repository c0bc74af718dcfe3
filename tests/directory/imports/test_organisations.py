"""Tables of one's own: each column, the report per row, and what a second import leaves alone."""

from __future__ import annotations

from datetime import date

import pytest
from factories.files import organisations_csv, organisations_xlsx
from factories.organisations import make_organisation
from factories.people import make_person

from hanse.core.errors import NotAllowed
from hanse.core.sidecar import state
from hanse.directory import signals
from hanse.directory.importers import UnreadableFile, Watcher, import_organisations
from hanse.directory.models import ClusterMembership, ImportRefusal, ImportRun, Merge, Offer, Organisation

pytestmark = [pytest.mark.sql, pytest.mark.usefixtures("code_lists")]
FULL = """\
key;name;short_name;other_names;kind;about;language;website;country;region;city;postcode;lon;lat;size;staff;founded;\
sectors;technologies;ecosystems;languages;stages;trl_from;trl_to;availability;labels;offers;target_countries;source;\
source_name;page_url
c1;Synthetic Foundry Centre;SFC;Centrum A;technology centre;We cast.;en;www.sfc.example.org;Polska;PL213;Kraków;30-001;\
19.94;50.06;small;42;1999;C24.53;Robotics=4;Energy-intensive industries;pl;validation;4;7;open;\
"silver|ESCA|2025-01-01|31/12/2026";"facility: Cell 660 t | vacuum | testing-infrastructure; Advice";DE;own-list;\
Our list;https://list.example.org/c1
"""


def file(tmp_path, text, **options):
    return organisations_csv(tmp_path / "o.csv", text, **options)


def counts(summary) -> tuple[int, int, int, int]:
    run = summary.run
    return (run.created_count, run.updated_count, run.unchanged_count, run.refused_count)


def reasons() -> list[tuple[int, str]]:
    return list(ImportRefusal.objects.order_by("line").values_list("line", "reason"))


def test_every_column_finds_its_place(tmp_path, now):
    import_organisations(file(tmp_path, FULL), at=now)
    found = Organisation.objects.get()
    assert (found.name, found.short_name, found.other_names, found.kind) == (
        "Synthetic Foundry Centre",
        "SFC",
        ["Centrum A"],
        "technology_centre",
    )
    assert (found.about, found.about_language, found.website) == ("We cast.", "en", "https://www.sfc.example.org")
    assert (found.country_id, found.region_id, found.city, found.postcode, found.lon, found.lat) == (
        "PL",
        "PL213",
        "Kraków",
        "30-001",
        19.94,
        50.06,
    )
    assert (found.size_class, found.staff_count, found.founded_year, found.trl_from, found.trl_to) == (
        "small",
        42,
        1999,
        4,
        7,
    )
    assert (found.availability, found.source_id, found.source.name, found.source_url) == (
        "open",
        "own-list",
        "Our list",
        "https://list.example.org/c1",
    )
    assert dict(found.term_links.values_list("term_id", "level")) == {
        "nace21:24.53": None,
        "technology:robotics": 4,
        "ecosystem:energy-intensive": None,
        "language:pl": None,
        "service_stage:validation": None,
    }
    assert list(found.offers.order_by("kind").values_list("kind", "title", "text", "stage_id")) == [
        ("facility", "Cell 660 t", "vacuum", "service_stage:testing-infrastructure"),
        ("service", "Advice", "", None),
    ]
    label = found.accreditations.get()
    assert (label.label_id, label.issuer, label.valid_from, label.valid_until) == (
        "cluster_label:silver",
        "ESCA",
        date(2025, 1, 1),
        date(2026, 12, 31),
    )
    assert list(found.target_countries.values_list("country_id", "scope")) == [("DE", "transnational")]


def test_units_and_members_are_tied_wherever_they_stand_in_the_file(tmp_path, now):
    make_organisation("Synthetic Cluster", kind="cluster", country="PL", source_id=None)
    path = file(
        tmp_path,
        "key;name;kind;country;parent;clusters\nu;Unit;university;PL;p;k\np;Parent;university;PL;;\nk;Cluster;cluster;PL;;\n",
    )
    assert counts(import_organisations(path, at=now)) == (3, 0, 0, 0)
    unit = Organisation.objects.get(source_key="u")
    assert (unit.parent.source_key, unit.cluster_links.get().cluster.source_key) == ("p", "k")
    revision = unit.revision
    assert counts(import_organisations(path, at=now)) == (0, 0, 3, 0)
    assert (ClusterMembership.objects.count(), Organisation.objects.get(source_key="u").revision) == (1, revision)


def test_each_bad_row_is_refused_with_its_line_and_what_would_be_right(tmp_path, now):
    text = """key;name;kind;country;region;technologies;trl_from;trl_to;website;parent_key;synthetic;size
ok;Good;sme;PL;;;;;;;;
;No key;sme;PL;;;;;;;;
ok;Twice;sme;PL;;;;;;;;
a;;sme;PL;;;;;;;;
b;B;company;PL;;;;;;;;
c;C;sme;Atlantis;;;;;;;;
d;D;sme;PL;DE111;;;;;;;
e;E;sme;PL;;robotic;;;;;;
f;F;sme;PL;;;9;3;;;;
g;G;sme;PL;;;ten;;;;;
h;H;sme;PL;;;;;no address;;;
i;I;sme;PL;;;;;;nobody;;
j;J;sme;PL;;;;;;;yes;
k;K;sme;PL;;;;;;;;tiny
l;L;sme;PL;;;;;;k;;
"""
    assert counts(import_organisations(file(tmp_path, text), at=now)) == (1, 0, 0, 14)
    assert reasons() == [
        (3, "The key is empty; give each organisation one that stays the same from file to file."),
        (4, "The key stands already in line 2."),
        (5, "The name is empty."),
        (
            6,
            "kind: 'company' is none of sme, large_firm, technology_centre, university, cluster, hub, adviser, "
            "public_body, investor, education_provider, other.",
        ),
        (7, "country: 'Atlantis' is not known; write a code such as PL or a name."),
        (8, "region: 'DE111' is no NUTS code of PL."),
        (9, "technologies: 'robotic' is in no code list. For example: robotics, robotics-ai, photonics."),
        (10, "trl_from (9) is above trl_to (3)."),
        (11, "trl_from: 'ten' is no whole number from 1 to 9."),
        (12, "website: 'no address' is no web address."),
        (13, "parent_key: 'nobody' is neither in this file nor in the directory, or was refused."),
        (14, "synthetic: made-up organisations are only taken with the demo data."),
        (15, "size: 'tiny' is none of micro, small, medium, large."),
        (16, "parent_key: 'k' is neither in this file nor in the directory, or was refused."),
    ]
    assert list(Organisation.objects.values_list("source_key", flat=True)) == ["ok"]


def test_a_circle_of_parents_is_refused(tmp_path, now):
    path = file(tmp_path, "key;name;kind;country;parent_key\na;A;sme;PL;b\nb;B;sme;PL;a\nc;C;sme;PL;a\n")
    assert counts(import_organisations(path, at=now)) == (0, 0, 0, 3)
    assert reasons()[0] == (2, "parent_key: it would be a unit of itself.")


def test_a_parent_of_another_source_is_named_with_its_source(tmp_path, now):
    from factories.organisations import make_source

    make_organisation("Synthetic University", source=make_source("cordis"), source_key="99")
    import_organisations(file(tmp_path, "key;name;kind;country;parent_key\na;A;university;PL;cordis:99\n"), at=now)
    assert Organisation.objects.get(source_key="a").parent.name == "Synthetic University"


def test_a_dry_run_reports_each_row_and_writes_none(tmp_path, now):
    import_organisations(file(tmp_path, "key;name;kind;country;city\na;A;sme;PL;X\nb;B;sme;PL;\n"), at=now)
    seen = []

    class Report(Watcher):
        def settle(self, outcome):
            seen.append((outcome.line, outcome.key, outcome.outcome, outcome.reason))

    path = file(tmp_path, "key;name;kind;country;city\na;A;sme;PL;Y\nb;B;sme;PL;\nc;C;sme;PL;\nd;D;sme;;\n")
    summary = import_organisations(path, at=now, is_dry_run=True, watcher=Report())
    assert seen == [
        (2, "a", "updated", "city"),
        (3, "b", "unchanged", ""),
        (4, "c", "created", ""),
        (5, "d", "refused", "country: '' is not known; write a code such as PL or a name."),
    ]
    assert counts(summary) == (1, 1, 1, 1)
    assert list(Organisation.objects.order_by("source_key").values_list("source_key", "city")) == [
        ("a", "X"),
        ("b", ""),
    ]


def test_a_second_import_replaces_what_hangs_on_a_row_and_keeps_what_stays(tmp_path, now):
    head = "key;name;kind;country;technologies;offers\n"
    import_organisations(file(tmp_path, head + 'a;A;sme;PL;robotics;"Advice | old text; Tests"\n'), at=now)
    kept = Offer.objects.get(title="Advice").public_id
    import_organisations(file(tmp_path, head + 'a;A;sme;PL;photonics;"Advice | new text"\n'), at=now)
    assert list(Organisation.objects.get().term_links.values_list("term_id", flat=True)) == ["technology:photonics"]
    assert list(Offer.objects.values_list("title", "text", "public_id")) == [("Advice", "new text", kept)]


def test_a_claimed_profile_keeps_what_people_wrote_and_only_its_gaps_are_filled(tmp_path, now):
    head = "key;name;kind;country;city;website;technologies\n"
    import_organisations(file(tmp_path, head + "a;A;sme;PL;;;robotics\n"), at=now)
    Organisation.objects.update(claimed_at=now, name="Our own name", about="Our own words.")
    summary = import_organisations(file(tmp_path, head + "a;A renamed;sme;DE;Berlin;a.example.org;photonics\n"), at=now)
    found = Organisation.objects.get()
    assert (found.name, found.about, found.country_id) == ("Our own name", "Our own words.", "PL")
    assert (found.city, found.website) == ("Berlin", "https://a.example.org")
    assert list(found.term_links.values_list("term_id", flat=True)) == ["technology:robotics"]
    assert [outcome.reason for outcome in summary.kept] == ["The profile is claimed: its own name, country stay."]
    assert counts(summary) == (0, 0, 1, 0)
    assert counts(import_organisations(tmp_path / "o.csv", at=now)) == (0, 0, 1, 0)


def test_a_merged_profile_stays_as_it_is(tmp_path, now):
    head = "key;name;kind;country\n"
    import_organisations(file(tmp_path, head + "a;A;sme;PL\nb;B;sme;PL\n"), at=now)
    kept, merged = Organisation.objects.order_by("source_key")
    Merge.objects.create(kept=kept, merged=merged, snapshot={}, merged_at=now)
    Organisation.objects.filter(pk=merged.pk).update(state="merged")
    summary = import_organisations(file(tmp_path, head + "a;A;sme;PL\nb;B renamed;sme;PL\n"), at=now)
    assert [outcome.reason for outcome in summary.kept] == ["The profile was merged into another; nothing was changed."]
    assert Organisation.objects.get(pk=merged.pk).name == "B"


def test_indexes_learn_of_every_new_and_changed_row_once_a_batch(tmp_path, now):
    heard: list[list[int]] = []

    def listen(organisation_ids, **_):
        heard.append(organisation_ids)

    signals.organisations_changed.connect(listen)
    try:
        import_organisations(file(tmp_path, "key;name;kind;country\na;A;sme;PL\nb;B;sme;PL\n"), at=now)
        import_organisations(file(tmp_path, "key;name;kind;country\na;A;sme;PL\nb;B2;sme;PL\n"), at=now)
    finally:
        signals.organisations_changed.disconnect(listen)
    first, second = Organisation.objects.order_by("source_key").values_list("id", flat=True)
    assert heard == [[first, second], [second]]
    assert set(state("facets").stale) == {first, second}


def test_a_workbook_is_read_like_a_csv(tmp_path, now):
    path = organisations_xlsx(
        tmp_path / "o.xlsx",
        [
            ["Key", "Name", "Type", "Country", "Staff"],
            ["a", "Łódź Works", "SME", "PL", 12.0],
            [None],
            ["b", "B", "SME", "XX", None],
        ],
    )
    assert counts(import_organisations(path, at=now)) == (1, 0, 0, 1)
    assert (Organisation.objects.get().name, Organisation.objects.get().staff_count) == ("Łódź Works", 12)
    assert ImportRefusal.objects.get().line == 4


def test_too_many_rows_are_refused_as_a_whole(tmp_path, now):
    path = file(tmp_path, "key;name;kind;country\na;A;sme;PL\nb;B;sme;PL\n")
    with pytest.raises(UnreadableFile, match="more than 1 rows"):
        import_organisations(path, at=now, max_rows=1)
    assert ImportRun.objects.count() == 0


def test_only_programme_managers_import_on_a_page(tmp_path, now):
    path = file(tmp_path, "key;name;kind;country\na;A;sme;PL\n")
    with pytest.raises(NotAllowed):
        import_organisations(path, at=now, actor=make_person(roles=["adviser"]))
    assert Organisation.objects.count() == 0
    manager = make_person(roles=["manager"])
    assert import_organisations(path, at=now, actor=manager).run.started_by == manager


def test_a_script_in_a_cell_stays_text(tmp_path, now):
    import_organisations(file(tmp_path, "key;name;kind;country\na;<script>alert(1)</script>;sme;PL\n"), at=now)
    assert Organisation.objects.get().name == "<script>alert(1)</script>"
