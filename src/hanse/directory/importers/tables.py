"""Reads a table row by row, each with the line where it begins; a broken row is told apart and stops nothing."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from hanse.directory.importers.files import MAX_FILE_BYTES, Looked, UnreadableFile, look_through

DELIMITERS = ";,\t|"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line of the file where it begins, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    number: int
    reason: str


@dataclass
class Table:
    """A table with its header read; iterate over `lines()` as often as you like."""

    name: str
    header: list[str]
    looked: Looked
    read: Callable[[], Iterator[tuple[int, list[str]] | Broken]]
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[Line | Broken]:
        """Return the rows below the header; rows without any content are passed over."""
        width = len(self.header)
        for row in self.read():
            if isinstance(row, Broken):
                yield row
                continue
            number, cells = row
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            if len(cells) != width:
                reason = _("It has %(found)d fields where the header has %(wanted)d.") % {
                    "found": len(cells),
                    "wanted": width,
                }
                yield Broken(number, reason)
                continue
            yield Line(number, {name: clean(cell) for name, cell in zip(self.header, cells, strict=True) if name})


def clean(text: str) -> str:
    """Return a cell without control characters (which databases refuse) and outer blanks; line breaks inside stay."""
    return _CONTROLS.sub("", text).strip()


def one_line(text: str) -> str:
    """Return a text with every run of blanks and line breaks as one blank."""
    return " ".join(text.split())


def csv_table(open_bytes: Callable[[], IO[bytes]], name: str, *, max_bytes: int = MAX_FILE_BYTES) -> Table:
    """Return a delimited text as a table; encoding and delimiter are found out. Raises: UnreadableFile."""
    looked = look_through(open_bytes, name, max_bytes=max_bytes)

    def text() -> io.TextIOWrapper:
        return io.TextIOWrapper(open_bytes(), encoding=looked.encoding, errors="replace", newline="")

    with text() as file:
        start = file.read(20_000)
    first = next((line for line in start.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    delimiter = max(DELIMITERS, key=outside.count)
    if not outside.count(delimiter) and len(first) > 2_000:
        raise UnreadableFile(_("%(name)s has no header line with column names.") % {"name": name})

    def read() -> Iterator[tuple[int, list[str]] | Broken]:
        with text() as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            while True:
                number = reader.line_num + 1
                try:
                    yield number, next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Broken(number, _broken_reason(str(error)))

    return with_header(name, looked, read)


def _broken_reason(error: str) -> str:
    if "unexpected end of data" in error:
        return _("The file ends inside a quoted field: it was cut off, or a closing quote is missing.")
    if "expected after" in error:
        return _("Text follows a closing quote; inside a field, quotes must be doubled.")
    if "field larger" in error:
        return _("A field is longer than 131,072 characters; a closing quote seems to be missing.")
    return _("It cannot be read as a row: %(error)s") % {"error": error}


def with_header(name: str, looked: Looked, read: Callable[[], Iterator[tuple[int, list[str]] | Broken]]) -> Table:
    """Return rows as a table whose first row with any content is the header. Raises: UnreadableFile."""
    rows = read()
    header: list[str] = []
    for row in rows:
        if isinstance(row, Broken):
            raise UnreadableFile(
                _("The header of %(name)s cannot be read: %(reason)s") % {"name": name, "reason": row.reason}
            )
        if any(cell.strip() for cell in row[1]):
            header = [one_line(clean(cell)) for cell in row[1]]
            break
    if not header:
        raise UnreadableFile(_("%(name)s has no header line with column names.") % {"name": name})
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise UnreadableFile(
            _("%(name)s has these columns twice: %(columns)s.") % {"name": name, "columns": ", ".join(twice)}
        )

    def below() -> Iterator[tuple[int, list[str]] | Broken]:
        again = read()
        for row in again:
            if isinstance(row, Broken) or any(cell.strip() for cell in row[1]):
                break
        yield from again

    return Table(name, header, looked, below, list(looked.warnings))


def fold_column(name: str) -> str:
    """Return a column name as it is compared: small letters, underscores for blanks and hyphens."""
    return re.sub(r"[\s\-./]+", "_", name.strip().casefold()).strip("_")


@dataclass(frozen=True)
class Columns:
    """Which columns a format knows: the needed ones, all of them, and other names for them."""

    required: Sequence[str]
    known: Sequence[str]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    ignores_unknown: bool = True

    def apply(self, table: Table) -> None:
        """Rename the table's columns to the format's, in place; unknown ones are left out, and named if they matter.

        Raises:
            UnreadableFile: a needed column is missing; the message names what is missing, unknown and expected.
        """
        by_fold = {fold_column(name): name for name in self.known} | {
            fold_column(k): v for k, v in self.synonyms.items()
        }
        found = [by_fold.get(fold_column(name), "") for name in table.header]
        unknown = [name for name, known in zip(table.header, found, strict=True) if name and not known]
        missing = [name for name in self.required if name not in found]
        twice = sorted({name for name in found if name and found.count(name) > 1})
        if missing or twice:
            raise UnreadableFile(self._complaint(table, missing, twice, unknown), next_step=self._advice(unknown))
        if unknown and not self.ignores_unknown:
            table.warnings.append(
                _("%(name)s: columns not known and left out: %(columns)s.")
                % {"name": table.name, "columns": ", ".join(unknown)}
                + self._guesses(unknown)
            )
        table.header = found

    def _complaint(self, table: Table, missing: list[str], twice: list[str], unknown: list[str]) -> str:
        parts = []
        if missing:
            parts.append(
                _("%(name)s lacks the columns: %(columns)s.") % {"name": table.name, "columns": ", ".join(missing)}
            )
        if twice:
            parts.append(
                _("%(name)s has these columns twice: %(columns)s.") % {"name": table.name, "columns": ", ".join(twice)}
            )
        if unknown:
            parts.append(_("Not known: %(columns)s.") % {"columns": ", ".join(unknown[:20])} + self._guesses(unknown))
        return " ".join(parts)

    def _advice(self, unknown: list[str]) -> str:
        return _("Expected: %(columns)s (needed: %(needed)s). Nothing was written.") % {
            "columns": ", ".join(self.known),
            "needed": ", ".join(self.required),
        }

    def _guesses(self, unknown: list[str]) -> str:
        guesses = []
        for name in unknown:
            close = difflib.get_close_matches(
                fold_column(name), [fold_column(each) for each in self.known], n=1, cutoff=0.75
            )
            if close:
                guesses.append(_("did you mean %(known)s by %(given)s?") % {"known": close[0], "given": name})
        return " " + " ".join(guesses) if guesses else ""
