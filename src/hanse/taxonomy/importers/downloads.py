"""Reads the CSV files that statistical offices publish, with any mark, any separator, packed or not."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from hanse.core.errors import Invalid

MAX_BYTES = 200_000_000


def read_csv(path: Path, *, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file (comma or semicolon, UTF-8 with or without mark, `.gz` or plain).

    Args:
        columns: those that must be there; others are kept as they come.
    Raises:
        Invalid: no such file, not UTF-8, too large, or a column is missing; says which.
    """
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise Invalid(
            _("The file %(name)s cannot be read.") % {"name": path.name},
            next_step=_("Give the path of the CSV file that you downloaded."),
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(
            _("The file %(name)s is not UTF-8 text.") % {"name": path.name},
            next_step=_("Download it again as CSV in UTF-8."),
        ) from error
    if len(content) > MAX_BYTES:
        raise Invalid(_("The file %(name)s is larger than any code list.") % {"name": path.name})
    header = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    if missing := [column for column in columns if column not in (reader.fieldnames or [])]:
        raise Invalid(
            _("The file %(name)s lacks the columns %(columns)s.") % {"name": path.name, "columns": ", ".join(missing)},
            next_step=_("See the how-to page on refreshing code lists for the layout that is read."),
        )
    return [{key: (value or "") for key, value in row.items() if isinstance(key, str)} for row in reader]


def one_line(text: str) -> str:
    """Return text without line breaks, tabs and doubled spaces: titles are one line.

    >>> one_line("Trgovina \\n na  malo")
    'Trgovina na malo'
    """
    return " ".join(text.split())
