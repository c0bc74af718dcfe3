"""The pages of imports: only programme managers; a look before anything is written; a report to take away."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.people import make_person

from hanse.directory.importers import uploads
from hanse.directory.models import ImportRun, Organisation
from hanse.directory.services.imports import claim_run

pytestmark = [pytest.mark.sql, pytest.mark.usefixtures("code_lists")]
TABLE = "key;name;kind;country\na;Synthetic <b>Works</b>;sme;PL\nb;=B;sme;Atlantis\n"


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def manager(client):
    person = make_person(roles=["manager"])
    client.force_login(person.user)
    return person


def upload(client, content: str | bytes = TABLE, name: str = "table.csv"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(reverse("directory:imports"), {"file": file})


def test_others_do_not_learn_of_the_pages(client, db):
    for person in (make_person(), make_person(roles=["adviser"])):
        client.force_login(person.user)
        assert client.get(reverse("directory:imports")).status_code == 404
    client.logout()
    assert client.get(reverse("directory:imports")).status_code == 302


def test_a_table_is_looked_at_then_taken_once(client, manager):
    answer = upload(client)
    look = ImportRun.objects.get()
    assert answer.url == reverse("directory:import_run", args=[look.public_id])
    page = client.get(answer.url).content.decode()
    assert "Nothing is written yet" in page
    assert "Synthetic &lt;b&gt;Works&lt;/b&gt;" in page
    assert "country: &#x27;Atlantis&#x27; is not known" in page
    assert Organisation.objects.count() == 0

    taken = client.post(reverse("directory:import_confirm", args=[look.public_id]))
    run = ImportRun.objects.get(is_dry_run=False)
    assert taken.url == reverse("directory:import_run", args=[run.public_id])
    assert (run.created_count, run.refused_count, run.started_by) == (1, 1, manager)
    assert Organisation.objects.get().name == "Synthetic <b>Works</b>"
    assert client.get(taken.url).status_code == 200
    assert "has been taken since" in client.get(answer.url).content.decode()
    assert client.post(reverse("directory:import_confirm", args=[look.public_id])).status_code == 409


def test_a_second_click_while_a_table_is_being_taken_writes_nothing(client, manager):
    upload(client)
    look = ImportRun.objects.get()
    assert claim_run(run=look) is True
    assert client.post(reverse("directory:import_confirm", args=[look.public_id])).status_code == 409
    assert Organisation.objects.count() == 0


def test_a_table_whose_import_broke_can_be_taken_again(client, manager, monkeypatch):
    upload(client)
    look = ImportRun.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(uploads, "import_organisations", broken_import)
        client.raise_request_exception = False
        assert client.post(reverse("directory:import_confirm", args=[look.public_id])).status_code == 500
    assert client.post(reverse("directory:import_confirm", args=[look.public_id])).status_code == 302
    assert Organisation.objects.count() == 1


def broken_import(*_args, **_values):
    raise OSError("the disk is full")


def test_the_rows_can_be_narrowed_to_one_outcome(client, manager):
    address = upload(client).url
    page = client.get(address, {"outcome": "refused"}).content.decode()
    assert "Atlantis" in page
    assert "Synthetic &lt;b&gt;" not in page


def test_the_report_is_a_file_without_formulas(client, manager):
    upload(client)
    answer = client.get(reverse("directory:import_report", args=[ImportRun.objects.get().public_id]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "part,line,key,name,outcome,reason"
    assert lines[2].startswith("table.csv,3,b,'=B,refused,")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("a;b\n1;2\n", "t.csv", "t.csv lacks the columns: key, name, kind, country. Not known: a, b."),
        ("", "t.csv", "The submitted file is empty."),
        (b"PK\x03\x04 half a workbook", "t.xlsx", "is no ZIP archive, or only half of one."),
        ("x", "t.pdf", "&#x27;t.pdf&#x27; is no CSV or XLSX file."),
        (
            "key;name;kind;country\n" + "".join(f"{n};N;sme;PL\n" for n in range(5001)),
            "t.csv",
            "has more than 5000 rows.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_beside_the_field(client, manager, content, name, words):
    answer = upload(client, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (ImportRun.objects.count(), default_storage.exists("imports")) == (0, False)


def test_a_run_of_the_command_line_shows_what_was_not_taken(client, manager, tmp_path, now):
    from factories.files import organisations_csv

    from hanse.directory.importers import import_organisations

    run = import_organisations(organisations_csv(tmp_path / "o.csv", TABLE), at=now).run
    page = client.get(reverse("directory:import_run", args=[run.public_id])).content.decode()
    assert "Atlantis" in page
    answer = client.get(reverse("directory:import_report", args=[run.public_id]))
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0] == "part,line,key,reason"


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_costs_the_same_whatever_its_length(client, manager, now, count, django_assert_max_num_queries):
    ImportRun.objects.bulk_create(
        [
            ImportRun(kind="cordis", file_name=f"{n}.zip", file_hash="x", started_at=now, started_by=manager)
            for n in range(count)
        ]
    )
    with django_assert_max_num_queries(12):
        client.get(reverse("directory:imports"))
