"""Opens what a person gives: a file or a part of an archive, looked through before anything is written."""

from __future__ import annotations

import codecs
import hashlib
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from hanse.core.errors import Invalid

BLOCK = 1 << 20
MAX_FILE_BYTES = 500_000_000
MAX_ARCHIVE_BYTES = 4_000_000_000
MAX_MEMBERS = 1_000
# Text tables shrink 3 to 15 times; what shrinks more than 200 times is no table but a bomb.
MAX_RATIO = 200
RATIO_FROM_BYTES = 10_000_000


class UnreadableFile(Invalid):
    """The file as a whole cannot be taken; nothing was written."""


@dataclass(frozen=True)
class Looked:
    """What a first reading of a whole text file told."""

    sha256: str
    size: int
    encoding: str
    warnings: tuple[str, ...]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file. Raises: UnreadableFile."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(
            _("Cannot read %(name)s: %(reason)s") % {"name": path.name, "reason": error.strerror or error},
            next_step=_("Check the path and that you may read the file."),
        ) from error


def look_through(open_bytes: Callable[[], IO[bytes]], name: str, *, max_bytes: int = MAX_FILE_BYTES) -> Looked:
    """Read a text file once to its end: its hash, size and encoding.

    UTF-8 with or without a byte-order mark and UTF-16 with one are read as such; anything else as Windows-1252, with
    a warning.

    Raises:
        UnreadableFile: it is empty, too large, damaged, or holds no text.
    """
    digest, size, lines = hashlib.sha256(), 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    first, odd_line, is_cut = b"", 0, False
    try:
        with open_bytes() as file:
            while block := file.read(BLOCK):
                first = first or block[:4]
                size += len(block)
                if size > max_bytes:
                    raise UnreadableFile(
                        _("%(name)s is larger than %(mb)d MB.") % {"name": name, "mb": max_bytes // 1_000_000}
                    )
                digest.update(block)
                odd_line = odd_line or _odd_line(decoder, block, lines)
                lines += block.count(b"\n")
        if not odd_line:
            is_cut = bool(decoder.getstate()[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(
            _("%(name)s in the archive is damaged.") % {"name": name}, next_step=_("Download the archive again.")
        ) from error
    except OSError as error:
        raise UnreadableFile(
            _("Cannot read %(name)s: %(reason)s") % {"name": name, "reason": error.strerror or error}
        ) from error
    if not size:
        raise UnreadableFile(_("%(name)s is empty.") % {"name": name})
    if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return Looked(digest.hexdigest(), size, "utf-16", ())
    if first[:4] == b"PK\x03\x04" or b"\x00" in first:
        raise UnreadableFile(
            _("%(name)s is no text file.") % {"name": name}, next_step=_("Save the table as CSV (UTF-8) or XLSX.")
        )
    if odd_line:
        warning = _("%(name)s is not UTF-8 (line %(line)d); it is read as Windows-1252.") % {
            "name": name,
            "line": odd_line,
        }
        return Looked(digest.hexdigest(), size, "cp1252", (warning,))
    cut = (_("%(name)s ends in the middle of a letter: it seems cut off.") % {"name": name},) if is_cut else ()
    return Looked(digest.hexdigest(), size, "utf-8-sig", cut)


def _odd_line(decoder: codecs.IncrementalDecoder, block: bytes, lines: int) -> int:
    """Return the line of the first byte that is not UTF-8, 0 where there is none."""
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        decoder.reset()
        return lines + block[: max(error.start, 0)].count(b"\n") + 1
    return 0


def open_archive(path: Path, *, max_bytes: int = MAX_ARCHIVE_BYTES) -> zipfile.ZipFile:
    """Return an archive whose directory is sound: not encrypted, not too large, no bomb. Raises: UnreadableFile."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise UnreadableFile(
            _("%(name)s is no ZIP archive, or only half of one.") % {"name": path.name},
            next_step=_("Download it again and compare its size with that on the download page."),
        ) from error
    except OSError as error:
        raise UnreadableFile(
            _("Cannot read %(name)s: %(reason)s") % {"name": path.name, "reason": error.strerror or error}
        ) from error
    members = archive.infolist()
    size = sum(each.file_size for each in members)
    problem = ""
    if len(members) > MAX_MEMBERS:
        problem = _("%(name)s holds more than %(count)d files.") % {"name": path.name, "count": MAX_MEMBERS}
    elif size > max_bytes:
        problem = _("%(name)s unpacks to more than %(mb)d MB.") % {"name": path.name, "mb": max_bytes // 1_000_000}
    elif any(
        each.file_size > RATIO_FROM_BYTES and each.file_size > MAX_RATIO * max(each.compress_size, 1)
        for each in members
    ):
        problem = _("%(name)s unpacks to more than a table can: it may be made to fill the disk.") % {"name": path.name}
    elif any(each.flag_bits & 1 for each in members):
        problem = _("%(name)s is locked with a password.") % {"name": path.name}
    if problem:
        archive.close()
        raise UnreadableFile(problem, next_step=_("Use the archive as the source offers it for download."))
    return archive
