"""Loads the demo data: institutions that public documents name, made-up organisations, and their projects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hanse.directory.importers.files import file_digest
from hanse.directory.importers.intake import intake
from hanse.directory.importers.organisations import import_organisations
from hanse.directory.importers.values import day
from hanse.directory.selectors.imports import finished_files
from hanse.directory.services import demo_accounts
from hanse.directory.services.demo_accounts import DemoAccount
from hanse.directory.services.imports import ParticipationRow, ProjectRow, SourceFacts, take_projects

FOLDER = Path(__file__).resolve().parent.parent / "demo"
FILES = ("institutions.csv", "synthetic.csv", "projects.jsonl")
SYNTHETIC = SourceFacts(
    code="demo",
    name="Made up for the demonstration",
    licence="EUPL-1.2",
    attribution="Synthetic: no such organisation or project exists",
)


def load_demo(*, at: datetime) -> list[DemoAccount]:
    """Load the demo data, again without a change, and return the accounts to sign in with (none outside the demo).

    Args:
        at: now, in UTC.
    Raises:
        WrongState: the code lists are not loaded.
    """
    institutions, synthetic, projects = (FOLDER / name for name in FILES)
    loaded = finished_files("demo")
    if file_digest(institutions) not in loaded:
        import_organisations(institutions, at=at, kind="demo")
    if file_digest(synthetic) not in loaded:
        import_organisations(synthetic, at=at, kind="demo", source=SYNTHETIC, allows_synthetic=True)
    if file_digest(projects) not in loaded:
        _load_projects(projects, at)
    return demo_accounts.ensure_demo_accounts(at=at)


def _load_projects(path: Path, at: datetime) -> None:
    with intake(
        kind="demo",
        file_name=path.name,
        file_hash=file_digest(path),
        at=at,
        actor=None,
        is_dry_run=False,
        watcher=None,
    ) as under_way:
        under_way.feed(path.name, _projects(path), take_projects)


def _projects(path: Path) -> Iterator[ProjectRow]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            yield _project(number, json.loads(line))


def _project(number: int, told: dict[str, Any]) -> ProjectRow:
    return ProjectRow(
        line=number,
        key=told["key"],
        source=SYNTHETIC,
        facts={
            "acronym": told["acronym"],
            "title": told["title"],
            "objective": told["objective"],
            "language": "en",
            "programme": told["programme"],
            "starts_on": day(told["starts_on"], "starts_on"),
            "ends_on": day(told["ends_on"], "ends_on"),
            "signed_on": day(told["starts_on"], "starts_on"),
            "total_cost_eur": Decimal(told["total_cost_eur"]),
            "is_synthetic": True,
        },
        participations=tuple(
            ParticipationRow(key, "participant" if place else "coordinator")
            for place, key in enumerate(told["partners"])
        ),
    )
