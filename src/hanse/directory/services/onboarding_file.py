"""Reading a cluster's list of members: any of the usual encodings and separators; a bad line never stops the others."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hanse.core.errors import Invalid
from hanse.rules.naming import name_key

MOST_ROWS = 1_000
MOST_BYTES = 1_000_000
# What people write at the head of a column, folded.
HEADINGS = {
    "name": "name|organisation|organization|organisation name|company|company name|firm|firma|unternehmen|organisaatio|"
    "yritys|nimi|nazwa|entreprise|azienda|empresa",
    "email": "e mail|email|mail|e mail address|email address|contact e mail|sahkoposti|adres e mail|correo|courriel",
    "country": "country|country code|land|maa|kraj|pays|paese|pais",
    "website": "website|web|web site|url|homepage|internet|www|kotisivu|strona www|site web|sito web",
}
_COLUMN = {heading: column for column, headings in HEADINGS.items() for heading in headings.split("|")}


@dataclass(frozen=True)
class FileRow:
    """One line of the file, as it came, without blanks around the values."""

    line: int
    name: str
    email: str
    country: str
    website: str


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with a mark, or else Windows-1252.

    Raises:
        Invalid: it is larger than a million bytes, or no text.
    """
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("The file is larger than 1 MB."), next_step=_("Split it into parts of at most 1,000 lines."), field="file"
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid(_("This is not a text file."), next_step=_("Save your list as CSV and send that file."), field="file")


def rows_of(text: str) -> list[FileRow]:
    """Return the lines of a CSV text; commas, semicolons and tabs are understood, quotes too.

    Raises:
        Invalid: no line, no column for names or addresses, or more than a thousand lines.
    """
    text = text.lstrip("\ufeff")
    head = text.lstrip("\r\n").partition("\n")[0]
    separator = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[FileRow] = []
    columns: dict[str, int] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(cells)
                continue
            value = {column: cells[index].strip() if index < len(cells) else "" for column, index in columns.items()}
            rows.append(
                FileRow(
                    reader.line_num, value["name"], value["email"], value.get("country", ""), value.get("website", "")
                )
            )
            if len(rows) > MOST_ROWS:
                raise Invalid(
                    _("The file has more than 1,000 lines."),
                    next_step=_("Split it and send the parts one by one."),
                    field="file",
                )
    except csv.Error as error:
        raise Invalid(_("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}, field="file") from error
    if not rows:
        raise Invalid(
            _("There is no line with a member in this file."),
            next_step=_("Begin with a line of headings: name; e-mail; country; website."),
            field="file",
        )
    return rows


def _columns(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        column = _COLUMN.get(name_key(cell))
        if column and column not in found:
            found[column] = index
    if missing := [column for column in ("name", "email") if column not in found]:
        message = _("The first line must name the columns; missing: %(columns)s.")
        raise Invalid(
            message % {"columns": ", ".join(missing)},
            next_step=_("Begin with a line of headings: name; e-mail; country; website."),
            field="file",
        )
    return found
