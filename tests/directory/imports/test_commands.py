"""`hanse import ...`: exit codes, JSON alone on standard output, the report file."""

from __future__ import annotations

import csv
import json

import pytest
from factories.files import cordis_zip, hub, hub_csv, organisations_csv, small_cordis
from typer.testing import CliRunner

from hanse.core.commandline import CommandTree
from hanse.directory import commands
from hanse.directory.models import Organisation

pytestmark = [pytest.mark.sql, pytest.mark.usefixtures("code_lists")]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"


def run(*words: object):
    tree = CommandTree()
    commands.register(tree)
    tree.root.command("other")(lambda: None)
    return CliRunner().invoke(tree.root, ["import", *map(str, words)])


def test_a_whole_archive_ends_with_nought_and_json_alone_on_standard_output(tmp_path):
    result = run("cordis", small_cordis(tmp_path / "c.zip"), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["created"], told["refused"], told["state"]) == (9, 0, "finished")
    assert told["parts"] == {"organization.csv": {"created": 6}, "project.csv": {"created": 3}}


def test_refused_rows_end_with_three_and_stand_on_standard_error(tmp_path):
    result = run("edih", hub_csv(tmp_path / "h.csv", [hub("A"), hub("B", country="Atlantis")]))
    assert result.exit_code == 3
    assert "line 3: Country 'Atlantis' is not known." in result.stderr.replace("\n", " ")


def test_an_unreadable_file_ends_with_one_and_says_what_to_do(tmp_path):
    (tmp_path / "c.zip").write_bytes(b"PK half")
    result = run("cordis", tmp_path / "c.zip")
    assert result.exit_code == 1
    assert "no ZIP archive" in result.stderr
    assert "Download it again" in result.stderr


@pytest.mark.parametrize("what", ["cordis", "edih", "organisations"])
def test_a_missing_file_is_told_in_a_sentence(tmp_path, what):
    result = run(what, tmp_path / "nowhere.csv")
    assert result.exit_code == 1
    assert "nowhere.csv" in result.stderr
    assert "Traceback" not in result.stderr


def test_wrong_use_ends_with_two():
    assert run("cordis").exit_code == 2


def test_a_dry_run_writes_the_report_and_nothing_else(tmp_path):
    path = organisations_csv(tmp_path / "o.csv", "key;name;kind;country\na;A;sme;PL\nb;-B;sme;XX\n")
    result = run("organisations", path, "--dry-run", "--report", tmp_path / "r.csv")
    assert result.exit_code == 3
    rows = list(csv.reader((tmp_path / "r.csv").open(encoding="utf-8-sig")))
    assert rows[1] == ["o.csv", "2", "a", "A", "created", ""]
    assert rows[2][3:5] == ["'-B", "refused"]
    assert Organisation.objects.count() == 0


def test_a_report_that_cannot_be_written_is_told_before_anything_happens(tmp_path):
    path = cordis_zip(tmp_path / "c.zip")
    result = run("cordis", path, "--report", tmp_path / "no" / "folder.csv")
    assert result.exit_code == 1
    assert Organisation.objects.count() == 0
