"""A list as a file: CSV, XLSX or JSON. A cell that a spreadsheet would run as a formula is made harmless."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import HttpResponse

FORMATS = ("csv", "xlsx", "json")
_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Rows = Iterable[Sequence[Any]]


def harmless(value: Any) -> Any:
    """Return a cell's value with a leading quote where a spreadsheet would read text as a formula.

    Source: OWASP, CSV injection. Numbers stay numbers.

    >>> harmless("=1+1"), harmless(-8.1), harmless(None)
    ("'=1+1", -8.1, '')
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value


def exported(*, name: str, file_format: str, columns: Sequence[str], rows: Rows) -> HttpResponse:
    """Return rows as a download called `hanse-NAME.FORMAT`.

    Args:
        file_format: one of `FORMATS`.
        columns: names of the columns, which are the keys in JSON.
    """
    content = {"csv": _csv, "xlsx": _xlsx, "json": _json}[file_format](columns, rows)
    headers = {"Content-Disposition": f'attachment; filename="hanse-{name}.{file_format}"'}
    return HttpResponse(content, content_type=_CONTENT_TYPES[file_format], headers=headers)


def _csv(columns: Sequence[str], rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that this is UTF-8


def _xlsx(columns: Sequence[str], rows: Rows) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        last = 0
        for last, row in enumerate(rows, 1):
            sheet.write_row(last, 0, [harmless(value) for value in row])
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return content.getvalue()


def _json(columns: Sequence[str], rows: Rows) -> bytes:
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1).encode()
