"""An import is killed (kill -9) in the middle; the next one takes the rest: nothing doubled, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from factories.files import small_cordis
from factories.taxonomy import load_taxonomy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]
SCRIPT = Path(__file__).with_name("killed_import.py")
ORGANISATIONS, PROJECTS = 60, 12


def shared_database(tmp_path: Path) -> dict[str, Any]:
    """Return how another process reaches the test database; one in memory is copied into a file."""
    if connection.vendor != "sqlite":
        return {"NAME": connection.settings_dict["NAME"], "OPTIONS": {}}
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    return {"NAME": str(tmp_path / "copy.sqlite3")}


def start(path: Path, database: dict[str, Any], tmp_path: Path, pause_s: float) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "HANSE_DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, str(SCRIPT), str(path), json.dumps(database), str(pause_s)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def everything(database: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in the database, read by another connection."""
    tables = {
        "organisations": "SELECT source_key, name FROM directory_organisation ORDER BY 1",
        "projects": "SELECT source_key FROM directory_project ORDER BY 1",
        "participations": "SELECT count(*), count(DISTINCT organisation_id), count(DISTINCT project_id)"
        " FROM directory_participation",
        "batches": "SELECT part, first_line FROM directory_importbatch ORDER BY 1, 2",
        "runs": "SELECT state, created_count, unchanged_count FROM directory_importrun",
    }
    if connection.vendor == "sqlite":
        other = sqlite3.connect(database["NAME"])
        return {name: other.execute(sql).fetchall() for name, sql in tables.items()}
    with connection.cursor() as cursor:
        found = {}
        for name, sql in tables.items():
            cursor.execute(sql)
            found[name] = cursor.fetchall()
        return found


def test_a_killed_import_goes_on_where_it_stopped(tmp_path):
    load_taxonomy(only=("countries", "nuts"))
    database = shared_database(tmp_path)
    path = small_cordis(tmp_path / "c.zip", organisations=ORGANISATIONS, projects=PROJECTS)
    process = start(path, database, tmp_path, pause_s=0.2)
    assert process.stdout is not None
    for _ in range(8):  # six batches of organisations, then the second of four of projects is under way
        assert process.stdout.readline() == "batch\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    halfway = everything(database)
    assert len(halfway["organisations"]) == ORGANISATIONS
    assert 6 <= len(halfway["projects"]) < PROJECTS
    assert halfway["runs"][0][0] == "running"

    output, _ = start(path, database, tmp_path, pause_s=0).communicate(timeout=120)
    told = json.loads(output.splitlines()[-1])
    assert (told["state"], told["created"], told["unchanged"]) == ("finished", ORGANISATIONS + PROJECTS, 0)
    assert told["rows_of_an_earlier_try"] == ORGANISATIONS + len(halfway["projects"])
    after = everything(database)
    assert [key for key, _name in after["organisations"]] == [f"9{number:05}" for number in range(ORGANISATIONS)]
    assert len(after["projects"]) == PROJECTS
    assert list(after["participations"][0]) == [ORGANISATIONS * PROJECTS, ORGANISATIONS, PROJECTS]
    assert len(after["runs"]) == 1
    assert len(after["batches"]) == 10


def test_an_import_killed_among_the_organisations_goes_on_too(tmp_path):
    load_taxonomy(only=("countries", "nuts"))
    database = shared_database(tmp_path)
    path = small_cordis(tmp_path / "c.zip", organisations=20, projects=3)
    process = start(path, database, tmp_path, pause_s=30)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(everything(database)["organisations"]) == 10
    start(path, database, tmp_path, pause_s=0).communicate(timeout=120)
    assert list(everything(database)["participations"][0]) == [60, 20, 3]
