"""Reads the first sheet of an XLSX workbook as a table."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from hanse.directory.importers.files import Looked, UnreadableFile, file_digest, open_archive
from hanse.directory.importers.tables import Broken, Table, with_header

MAX_SHEET_BYTES = 300_000_000
MAX_COLUMNS = 300


def xlsx_table(path: Path, name: str = "") -> Table:
    """Return the first sheet with content as a table; formulas count by their stored result. Raises: UnreadableFile."""
    digest = file_digest(path)
    open_archive(path, max_bytes=MAX_SHEET_BYTES).close()
    title = _first_sheet(path)

    def read() -> Iterator[tuple[int, list[str]] | Broken]:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for number, cells in enumerate(book[title].iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
                yield number, [_text(cell) for cell in _without_end(cells)]
        finally:
            book.close()

    return with_header(name or path.name, Looked(digest, path.stat().st_size, "xlsx", ()), _padded(read))


def _first_sheet(path: Path) -> str:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise UnreadableFile(
            _("%(name)s is no XLSX workbook, or a damaged one.") % {"name": path.name},
            next_step=_("Open it in your spreadsheet program and save it as XLSX or CSV (UTF-8)."),
        ) from error
    try:
        for sheet in book.worksheets:
            if any(cell is not None for row in sheet.iter_rows(max_row=20, values_only=True) for cell in row):
                return str(sheet.title)
    finally:
        book.close()
    raise UnreadableFile(_("%(name)s is empty.") % {"name": path.name})


def _without_end(cells: tuple[Any, ...]) -> list[Any]:
    kept = list(cells)
    while kept and kept[-1] is None:
        kept.pop()
    return kept


def _padded(read: Any) -> Any:
    """Give each row the width of the header: a sheet leaves out empty cells at the end."""

    def rows() -> Iterator[tuple[int, list[str]] | Broken]:
        width = 0
        for number, cells in read():
            width = width or (len(cells) if any(cells) else 0)
            yield number, cells + [""] * (width - len(cells))

    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    return str(value)
