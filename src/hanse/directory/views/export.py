"""The list, or the selected organisations, as a file: written as it is read, with the sources named."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

import xlsxwriter
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hanse.core.access import public
from hanse.directory import index
from hanse.directory.selectors.export_rows import COLUMNS, Row, attributions, export_rows
from hanse.directory.selectors.filters import read_filters
from hanse.directory.selectors.public_ids import listed_ids
from hanse.directory.views.selected_ids import selected_ids

XLSX_ROWS = 50_000  # a sheet is whole before its first byte is sent; beyond this, CSV
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is a formula to a spreadsheet, whoever wrote it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@public
@require_safe
def export_list(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send everything that fits the filters of the address."""
    filters = read_filters(request.GET)
    now = index.current()
    if now is None:
        return HttpResponseRedirect(filters.address(reverse("directory:list")))
    return _file(kind, "organisations", now.view.answer(filters.query).ids(filters.order))


@public
@require_safe
def export_selected(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the selected organisations."""
    return _file(kind, "selected-organisations", listed_ids(selected_ids(request)).values())


def safe_cell(value: str | int) -> str | int:
    """Return a cell that a spreadsheet shows and does not run.

    >>> safe_cell("=1+1"), safe_cell("Works"), safe_cell(-3)
    ("'=1+1", 'Works', -3)
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + value
    return value


class _Line:
    """Takes the place of a file for `csv.writer`: hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def _file(kind: str, name: str, ids: Iterable[int]) -> HttpResponseBase:
    file_name = f"{name}-{timezone.now():%Y-%m-%d}.{kind}"
    if kind == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
        return StreamingHttpResponse(
            csv_lines(export_rows(ids)), content_type="text/csv; charset=utf-8", headers=headers
        )
    if kind != "xlsx":
        raise Http404
    return _workbook(file_name, ids)


def _workbook(file_name: str, ids: Iterable[int]) -> FileResponse:
    """Write a workbook row by row into a temporary file: a sheet of organisations, a sheet of sources."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    left_out, sources = 0, set()
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Organisations"))
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        sheet.freeze_panes(1, 1)
        at = COLUMNS.index("source")
        for number, row in enumerate(export_rows(ids), start=1):
            if number > XLSX_ROWS:
                left_out += 1
                break
            sources.add(str(row[at]))
            sheet.write_row(number, 0, [safe_cell(value) for value in row])
        notes = book.add_worksheet(_("Sources"))
        notes.write_row(0, 0, [_("Source"), _("Licence"), _("Attribution"), _("Address")], bold)
        for number, source in enumerate(attributions(sources), start=1):
            notes.write_row(number, 0, [safe_cell(value) for value in source])
        if left_out:
            words = _("Only the first %(n)d organisations are here; the CSV file has all.") % {"n": XLSX_ROWS}
            notes.write_string(len(sources) + 3, 0, words)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=XLSX)
