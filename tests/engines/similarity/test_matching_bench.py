"""The benchmark on a made-up year: files are read, figures are right by hand, only JSON stands on standard output."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hanse.bench.matching import register

ORGANISATIONS = {"11": "HES", "12": "REC", "15": "REC", "21": "PRC", "99": "PUB"}
TOPICS = {"1": "laser welding of thin sheets", "2": "recycling cotton textiles", "3": "die casting of aluminium"}
PARTICIPANTS = {"1": ("11", "21", "15"), "2": ("12", "99"), "3": ("15", "21", "99")}


def table(heading: str, rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(heading.split())
    text.write("\n")
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    projects, parts, keywords = [], [], []
    for number, topic in TOPICS.items():
        projects.append([number, topic, f"Objective: {topic}", "2021-05-01"])
        projects.append([f"9{number}", f"New {topic}", f"More {topic}", "2022-05-01"])
        keywords.append([number, topic.split()[0]])
        for place, organisation in enumerate(PARTICIPANTS[number]):
            parts.append([number, organisation, "coordinator" if place == 0 else "participant"])
    with zipfile.ZipFile(tmp_path / "cordis.zip", "w") as archive:
        archive.writestr("project.csv", "\ufeff" + table("id title objective ecSignatureDate", projects))
        archive.writestr("organization.csv", table("projectID organisationID role", parts))
        archive.writestr("euroSciVoc.csv", table("projectID euroSciVocTitle", keywords))
    lines = [f"{number},3,{kind},{number == '21'}" for number, kind in ORGANISATIONS.items()]
    (tmp_path / "cands.csv").write_text("org_id,n_train,activity_type,sme\n" + "\n".join(lines) + "\n")
    with gzip.open(tmp_path / "judged.csv.gz", "wt") as file:
        file.write("project_id,org_id,role,activity_type,sme,n_train,query_n_orgs,query_n_smes\n")
        for number, organisations in PARTICIPANTS.items():
            for organisation in organisations:
                file.write(
                    f"9{number},{organisation},participant,X,False,3,{len(organisations)},{int(number != '2')}\n"
                )
    return tmp_path


def run(*arguments: str):
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["matching", *arguments])


OPTIONS = ("--history-before", "2022-01-01", "--candidates", "cands.csv", "--qrels", "judged.csv.gz")


def test_another_year_is_measured_and_only_json_is_printed(folder: Path) -> None:
    result = run(str(folder), *OPTIONS, "--json")
    report = json.loads(result.stdout)
    assert {name: report[name]["queries"] for name in ("provider", "sme", "all")} == {"provider": 2, "sme": 2, "all": 3}
    assert report["all"]["recall_at_50"] == 1.0
    assert report["provider"]["hit_at_10"] == 1.0
    assert set(report["baselines"]) == {"random", "popularity", "bm25_profile", "tfidf_neighbours"}
    assert set(report["newcomers"]) == {"provider", "sme"}
    assert report["history_before"] == "2022-01-01"
    assert report["peak_mb"] > 0


def test_one_task_is_measured_alone(folder: Path) -> None:
    report = json.loads(run(str(folder), *OPTIONS, "--task", "sme", "--json").stdout)
    assert report["sme"]["queries"] == 2
    assert {"provider", "all"}.isdisjoint(report)


def test_table_names_every_task(folder: Path) -> None:
    result = run(str(folder), *OPTIONS)
    assert result.exit_code == 0
    assert [name for name in ("provider", "sme", "all", "Newcomers") if name not in result.stdout] == []


def test_unknown_task_and_missing_files_are_said(folder: Path, tmp_path: Path) -> None:
    assert run(str(folder), *OPTIONS, "--task", "nobody").exit_code == 2
    assert run(str(folder), "--qrels", "absent.csv").exit_code == 1
    (folder / "second.zip").write_bytes(b"")
    assert run(str(folder), *OPTIONS).exit_code == 1


def test_broken_download_is_said(folder: Path) -> None:
    (folder / "cordis.zip").write_bytes(b"PK half")
    assert run(str(folder), *OPTIONS).exit_code == 1
