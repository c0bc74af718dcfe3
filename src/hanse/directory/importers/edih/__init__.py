"""Imports the catalogue of European Digital Innovation Hubs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hanse.accounts.models import Person
from hanse.directory.importers.edih.rows import EDIH_COLUMNS, read_hubs
from hanse.directory.importers.intake import Summary, Watcher, intake
from hanse.directory.importers.places import Places
from hanse.directory.importers.tables import csv_table
from hanse.directory.services.imports import take_organisations


def import_edih(
    path: Path, *, at: datetime, actor: Person | None = None, is_dry_run: bool = False, watcher: Watcher | None = None
) -> Summary:
    """Bring in the CSV export of the catalogue; again, it changes only what has changed.

    Raises:
        UnreadableFile: it is no such table; nothing was written.
        NotAllowed: the actor may not import.
    """
    table = csv_table(lambda: path.open("rb"), path.name)
    EDIH_COLUMNS.apply(table)
    places = Places()
    rows, warnings = read_hubs(table, places)
    with intake(
        kind="edih",
        file_name=path.name,
        file_hash=table.looked.sha256,
        at=at,
        actor=actor,
        is_dry_run=is_dry_run,
        watcher=watcher,
    ) as under_way:
        under_way.summary.warnings += [*table.warnings, *warnings]
        under_way.feed(path.name[-40:], rows, take_organisations, total=len(rows))
        return under_way.summary
