"""Imports the official CORDIS download: organisations, projects, who took part, and the fields of science."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hanse.accounts.models import Person
from hanse.directory.importers.cordis.archive import CordisFiles, open_cordis
from hanse.directory.importers.cordis.organisations import read_organisations
from hanse.directory.importers.cordis.projects import project_days, read_projects
from hanse.directory.importers.cordis.topics import read_topics
from hanse.directory.importers.files import file_digest
from hanse.directory.importers.intake import Summary, Watcher, intake
from hanse.directory.importers.places import Places
from hanse.directory.services.imports import take_organisations, take_projects

PROJECTS_A_BATCH = 250


def import_cordis(
    path: Path, *, at: datetime, actor: Person | None = None, is_dry_run: bool = False, watcher: Watcher | None = None
) -> Summary:
    """Bring in an archive of any framework programme and year; again, it changes only what has changed.

    The archive is read to its end before anything is written, so that a broken one leaves no trace. Then
    organisations and projects are written in batches, each in one transaction; a killed import goes on with the first
    batch that is missing.

    Args:
        path: the ZIP with project.csv, organization.csv and, where there is one, euroSciVoc.csv.
    Raises:
        UnreadableFile: it is no such archive, is damaged, or lacks a needed file or column; nothing was written.
        NotAllowed: the actor may not import.
    """
    digest = file_digest(path)
    with open_cordis(path) as files:
        return _import(files, path.name, digest, at, actor, is_dry_run, watcher)


def _import(
    files: CordisFiles,
    name: str,
    digest: str,
    at: datetime,
    actor: Person | None,
    is_dry_run: bool,
    watcher: Watcher | None,
) -> Summary:
    places = Places()
    days = project_days(files.projects)
    found = read_organisations(files.organisations, days, places)
    with intake(
        kind="cordis", file_name=name, file_hash=digest, at=at, actor=actor, is_dry_run=is_dry_run, watcher=watcher
    ) as under_way:
        warnings = under_way.summary.warnings
        warnings += files.warnings + found.warnings
        topics = read_topics(files.topics, at=at, is_dry_run=is_dry_run, warnings=warnings) if files.topics else {}
        under_way.feed(files.organisations.name, found.rows, take_organisations, total=len(found.rows))
        projects = read_projects(files.projects, found.participations, topics)
        under_way.feed(files.projects.name, projects, take_projects, size=PROJECTS_A_BATCH, total=len(days))
        return under_way.summary
