"""A worker process is killed (kill -9) in the middle of a job; another one takes over."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from core.sample_jobs import slow_once
from django.conf import settings
from django.db import connection

from hanse.core.jobs import enqueue_on_commit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]
SCRIPT = Path(__file__).with_name("worker_process.py")


@pytest.fixture
def database(tmp_path: Path) -> dict[str, Any]:
    """Return the database settings for other processes; call after the jobs are queued."""
    if connection.vendor != "sqlite":
        return {"NAME": connection.settings_dict["NAME"], "OPTIONS": {}}
    return {"NAME": str(tmp_path / "copy.sqlite3")}


def share(database: dict[str, Any]) -> None:
    """Copy a database in memory into a file that other processes can open."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(database["NAME"])
        connection.connection.backup(copy)
        copy.close()


def start(database: dict[str, Any], tmp_path: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "HANSE_DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), json.dumps(database)], env=environment, stdout=subprocess.PIPE, text=True
    )


def tries(tmp_path: Path) -> list[str]:
    file = tmp_path / "tries"
    return file.read_text(encoding="ascii").splitlines() if file.exists() else []


def test_job_of_a_killed_worker_is_run_by_the_next_one(tmp_path: Path, database: dict[str, Any]) -> None:
    enqueue_on_commit(slow_once, folder=str(tmp_path))
    share(database)
    first = start(database, tmp_path)
    while not tries(tmp_path):
        assert first.poll() is None
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = start(database, tmp_path)
    output, _ = second.communicate(timeout=60)
    lines = json.loads(output)
    assert [line[:3] for line in lines] == [["SUCCESSFUL", 2, "done"]]
    assert "ended in the middle of the job" in lines[0][3]
    assert len(tries(tmp_path)) == 2
