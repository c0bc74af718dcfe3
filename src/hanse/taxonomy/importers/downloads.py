"""Reads the CSV files that statistical offices publish, with any mark, any separator, packed or not."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from hanse.core.errors import Invalid

MAX_BYTES = 200_000_000


def read_csv(
    path: Path, *, columns: Sequence[str], is_valid: Callable[[Mapping[str, str]], bool]
) -> list[dict[str, str]]:
    """Return the rows of a CSV file (comma or semicolon, UTF-8 with or without mark, `.gz` or plain).

    Args:
        columns: those that must be there; others are kept as they come.
        is_valid: tells whether a row can be what the list needs.
    Raises:
        Invalid: no such file, not UTF-8, too large, a column is missing, or a row is not valid (with its line).
    """
    text = _text_of(path)
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if missing := [column for column in columns if column not in (reader.fieldnames or [])]:
        raise Invalid(
            _("The file %(name)s lacks the columns %(columns)s.") % {"name": path.name, "columns": ", ".join(missing)},
            next_step=_("See the how-to page on refreshing code lists for the layout that is read."),
        )
    rows = []
    try:
        for raw in reader:
            row = {key: (value or "") for key, value in raw.items() if isinstance(key, str)}
            if not is_valid(row):
                raise csv.Error(_("this is not a row of the list"))
            rows.append(row)
    except csv.Error as error:
        raise Invalid(
            _("The file %(name)s, line %(line)d: %(error)s.")
            % {"name": path.name, "line": reader.line_num, "error": error},
            next_step=_("Correct the line, or download the file again."),
        ) from error
    return rows


def _text_of(path: Path) -> str:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise Invalid(
            _("The file %(name)s cannot be read.") % {"name": path.name},
            next_step=_("Give the path of the CSV file that you downloaded."),
        ) from error
    if len(content) > MAX_BYTES:
        raise Invalid(_("The file %(name)s is larger than any code list.") % {"name": path.name})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            _("The file %(name)s is not UTF-8 text.") % {"name": path.name},
            next_step=_("Download it again as CSV in UTF-8."),
        ) from error


def one_line(text: str) -> str:
    """Return text without line breaks, tabs and doubled spaces: titles are one line.

    >>> one_line("Trgovina \\n na  malo")
    'Trgovina na malo'
    """
    return " ".join(text.split())
