"""A table that a programme manager uploads: looked at first, row by row, and taken after a yes."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from hanse.accounts.models import Person
from hanse.core.errors import NotFound, WrongState
from hanse.directory import permissions
from hanse.directory.importers.files import UnreadableFile
from hanse.directory.importers.intake import Watcher
from hanse.directory.importers.organisations import import_organisations
from hanse.directory.importers.values import without_formula
from hanse.directory.models import ImportRun
from hanse.directory.services.imports import RowOutcome, claim_run, release_run

MAX_UPLOAD_BYTES = 20_000_000
MAX_UPLOAD_ROWS = 5_000
SUFFIXES = (".csv", ".txt", ".xlsx")
REPORT_COLUMNS = ("part", "line", "key", "name", "outcome", "reason")


def check_upload(*, file: IO[bytes], name: str, actor: Person, at: datetime) -> ImportRun:
    """Settle every row of an upload without writing any; file and report are kept for the yes.

    Raises:
        UnreadableFile: it is no such table, too large, or lacks a needed column.
        NotAllowed: the actor may not import.
    """
    permissions.require(actor, permissions.IMPORT_ORGANISATIONS)
    content = file.read(MAX_UPLOAD_BYTES + 1)
    if len(content) > MAX_UPLOAD_BYTES:
        raise UnreadableFile(_("The file is larger than %(mb)d MB.") % {"mb": MAX_UPLOAD_BYTES // 1_000_000})
    suffix = Path(name).suffix.casefold()
    if suffix not in SUFFIXES:
        raise UnreadableFile(
            _("'%(name)s' is no CSV or XLSX file.") % {"name": Path(name).name},
            next_step=_("Save the table as CSV (UTF-8) or XLSX."),
        )
    run = _import(content, Path(name).name, actor, at, is_dry_run=True)
    default_storage.save(_place(run, "table" + suffix), ContentFile(content))
    return run


def confirm_upload(*, run: ImportRun, actor: Person, at: datetime) -> ImportRun:
    """Take the rows of an upload that was looked at, and return the new run; the kept file is deleted.

    Raises:
        WrongState: it was taken already, or its file is gone.
        NotAllowed: the actor may not import.
    """
    permissions.require(actor, permissions.IMPORT_ORGANISATIONS)
    place = kept_file(run)
    if not place:
        raise WrongState(_("This file was taken already, or is no longer kept."), next_step=_("Upload it again."))
    if not claim_run(run=run):
        raise WrongState(_("This file was taken already, or is no longer kept."), next_step=_("Upload it again."))
    try:
        with default_storage.open(place) as file:
            content = file.read()
        done = _import(content, run.file_name, actor, at, is_dry_run=False)
    except Exception:
        release_run(run=run)
        raise
    default_storage.delete(place)
    return done


def kept_file(run: ImportRun) -> str:
    """Return where the file of a dry run lies that waits for a yes, '' where none does."""
    if not run.is_dry_run:
        return ""
    return next((place for suffix in SUFFIXES if default_storage.exists(place := _place(run, "table" + suffix))), "")


def report_rows(run: ImportRun) -> list[dict[str, str]]:
    """Return what became of each row of an upload, in the order of the file; empty for runs of the command line."""
    place = _place(run, "report.csv")
    if not default_storage.exists(place):
        return []
    with default_storage.open(place) as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8", newline="")))


def report_csv(run: ImportRun) -> Iterator[str]:
    """Return the report of an upload as lines of CSV. Raises: NotFound where none is kept."""
    rows = report_rows(run)
    if not rows:
        raise NotFound
    return _lines([list(REPORT_COLUMNS), *([without_formula(row[name]) for name in REPORT_COLUMNS] for row in rows)])


def _lines(rows: list[list[str]]) -> Iterator[str]:
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow(row)
        yield out.getvalue()


def _import(content: bytes, name: str, actor: Person, at: datetime, *, is_dry_run: bool) -> ImportRun:
    report = _Report()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.casefold()}"
        path.write_bytes(content)
        summary = import_organisations(
            path, at=at, actor=actor, is_dry_run=is_dry_run, watcher=report, name=name, max_rows=MAX_UPLOAD_ROWS
        )
    text = "".join(_lines([list(REPORT_COLUMNS), *report.rows]))
    default_storage.save(_place(summary.run, "report.csv"), ContentFile(text.encode()))
    return summary.run


def _place(run: ImportRun, name: str) -> str:
    return f"imports/{run.public_id}/{name}"


class _Report(Watcher):
    """Keeps what became of each row."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []

    def settle(self, outcome: RowOutcome) -> None:
        """Keep one row."""
        told = (outcome.part, outcome.line, outcome.key, outcome.name, outcome.outcome, outcome.reason)
        self.rows.append([str(each) for each in told])
