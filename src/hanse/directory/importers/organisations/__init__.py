"""Imports a table of organisations in the project's own columns, as CSV or XLSX."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from hanse.accounts.models import Person
from hanse.directory.importers.files import UnreadableFile
from hanse.directory.importers.intake import Summary, Watcher, intake
from hanse.directory.importers.organisations.columns import ORGANISATION_COLUMNS
from hanse.directory.importers.organisations.rows import Reader
from hanse.directory.importers.organisations.ties import settle_ties
from hanse.directory.importers.sheets import xlsx_table
from hanse.directory.importers.tables import Table, csv_table
from hanse.directory.services.imports import SourceFacts, take_organisations

OWN = SourceFacts(code="operator", name="The operator of this site")
MAX_ROWS = 500_000


def open_organisations(path: Path, name: str) -> Table:
    """Return the table of a file with its columns checked; `name` stands in messages. Raises: UnreadableFile."""
    is_sheet = path.suffix.casefold() in {".xlsx", ".xlsm"}
    table = xlsx_table(path, name) if is_sheet else csv_table(lambda: path.open("rb"), name)
    ORGANISATION_COLUMNS.apply(table)
    return table


def import_organisations(
    path: Path,
    *,
    at: datetime,
    actor: Person | None = None,
    is_dry_run: bool = False,
    watcher: Watcher | None = None,
    name: str = "",
    source: SourceFacts = OWN,
    allows_synthetic: bool = False,
    max_rows: int = MAX_ROWS,
    kind: str = "organisations",
) -> Summary:
    """Bring in a table of organisations; again, it changes only what has changed.

    All lines are read and checked before the first is written, so that a unit whose parent is refused is refused too.
    A dry run settles every line without writing any.

    Args:
        name: what the file was called where it came from, if the path does not tell.
        source: for lines that name no source of their own.
        max_rows: more are refused as a whole.
    Raises:
        UnreadableFile: it is no such table, lacks a needed column, or has too many rows; nothing was written.
        NotAllowed: the actor may not import.
    """
    table = open_organisations(path, name or path.name)
    reader = Reader(source, allows_synthetic=allows_synthetic)
    lines = []
    for line in table.lines():
        lines.append(reader.read(line))
        if len(lines) > max_rows:
            raise UnreadableFile(
                _("%(name)s has more than %(count)d rows.") % {"name": name or path.name, "count": max_rows},
                next_step=_("Divide it, or ask the operator to import it with `hanse import organisations`."),
            )
    items, links = settle_ties(lines)
    part = (name or table.name)[-40:]
    with intake(
        kind=kind,
        file_name=name or path.name,
        file_hash=table.looked.sha256,
        at=at,
        actor=actor,
        is_dry_run=is_dry_run,
        watcher=watcher,
    ) as under_way:
        under_way.summary.warnings += table.warnings
        under_way.feed(part, items, take_organisations, total=len(items))
        under_way.link(f"{part[-33:]} (ties)", links)
        return under_way.summary
