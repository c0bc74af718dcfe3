"""The table files of the code lists: tab-separated text with its version, source and licence in the first lines.

#version<TAB>2021, 2024
#source<TAB>Eurostat, GISCO
#licence<TAB>CC BY 4.0
code<TAB>parent<TAB>name
PL9<TAB>PL<TAB>Makroregion województwo mazowieckie
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from hanse.core.errors import Invalid

SHIPPED = Path(__file__).resolve().parent.parent / "tables"
COMPRESS_ABOVE_BYTES = 200_000
MAX_BYTES = 20_000_000
_FACTS = ("version", "source", "licence")


@dataclass(frozen=True)
class Table:
    """One table file: what it is, and its rows as text by column name."""

    name: str
    version: str
    source: str
    licence: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, str]]
    content_hash: str = ""


def write_table(table: Table, folder: Path) -> Path:
    """Write a table file and return its path; gzip above 200 kB, the same bytes for the same content.

    Raises:
        ValueError: a cell holds a tab or a line break, or a row lacks a column.
    """
    lines = [f"#{fact}\t{getattr(table, fact)}" for fact in _FACTS]
    lines.append("\t".join(table.columns))
    for row in table.rows:
        cells = [row[column] for column in table.columns]
        if any(mark in cell for cell in cells for mark in "\t\r\n"):
            raise ValueError(f"{table.name}: a cell holds a tab or a line break: {cells[:3]}")
        lines.append("\t".join(cells))
    content = ("\n".join(lines) + "\n").encode()
    folder.mkdir(parents=True, exist_ok=True)
    plain, compressed = folder / f"{table.name}.tsv", folder / f"{table.name}.tsv.gz"
    path, other = (compressed, plain) if len(content) > COMPRESS_ABOVE_BYTES else (plain, compressed)
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_bytes(gzip.compress(content, 9, mtime=0) if path is compressed else content)
    partial.replace(path)
    other.unlink(missing_ok=True)
    return path


def find_table(name: str, folders: Sequence[Path]) -> Path | None:
    """Return the file of a table in the first folder that has it."""
    for folder in folders:
        for path in (folder / f"{name}.tsv", folder / f"{name}.tsv.gz"):
            if path.is_file():
                return path
    return None


def table_content(path: Path) -> bytes:
    """Return the uncompressed bytes of a table file.

    Raises:
        Invalid: the file cannot be uncompressed or is larger than any code list.
    """
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise Invalid(_("The table file %(name)s cannot be read.") % {"name": path.name}) from error
    if len(content) > MAX_BYTES:
        raise Invalid(_("The table file %(name)s is too large for a code list.") % {"name": path.name})
    return content


def content_hash(content: bytes) -> str:
    """Return the hash by which an unchanged table is recognised."""
    return hashlib.sha256(content).hexdigest()


def parse_table(name: str, content: bytes) -> Table:
    """Return the table in the bytes of a table file.

    Raises:
        Invalid: not UTF-8, no header line, or a row with another number of columns (with its line number).
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Invalid(_("The table %(name)s is not UTF-8 text.") % {"name": name}) from error
    facts = dict.fromkeys(_FACTS, "")
    start = 0
    while start < len(lines) and lines[start].startswith("#"):
        key, _tab, value = lines[start][1:].partition("\t")
        facts[key] = value
        start += 1
    if start == len(lines):
        raise Invalid(_("The table %(name)s has no header line.") % {"name": name})
    columns = tuple(lines[start].split("\t"))
    rows = []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise Invalid(
                _("Table %(name)s, line %(line)d: %(found)d columns instead of %(wanted)d.")
                % {"name": name, "line": number, "found": len(cells), "wanted": len(columns)}
            )
        rows.append(dict(zip(columns, cells, strict=True)))
    return Table(name, facts["version"], facts["source"], facts["licence"], columns, rows, content_hash(content))
