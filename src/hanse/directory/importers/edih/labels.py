"""Splits cells of comma-joined labels where some labels contain commas themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_GRADED = re.compile(r"(?P<label>.+?)\s+-\s+(?P<level>[1-5])\s*(?:,\s*|$)")
_GRADE = re.compile(r"\s+-\s+([1-5])$")

Labels = dict[str, int | None]


def known_labels(cells: Iterable[str]) -> frozenset[str]:
    """Return the labels that a column uses, found out from the column itself.

    Every label that ends in a grade ends there for certain; where it begins is certain at the start of a cell and
    behind another grade. So the labels with commas come out whole, unless a label without a grade stands right
    before: such a find contains another label behind its last commas, and is dropped when both halves are labels of
    their own.

    >>> sorted(known_labels(["Retail, wholesale - 3, Energy - 2", "Energy - 1"]))
    ['Energy', 'Retail, wholesale']
    """
    found = {match["label"].strip() for cell in cells for match in _GRADED.finditer(cell.strip())}
    return frozenset(label for label in found if not _is_joined(label, found))


def _is_joined(label: str, found: Collection[str]) -> bool:
    parts = [part.strip() for part in label.split(",")]
    return any(", ".join(parts[:cut]) in found and ", ".join(parts[cut:]) in found for cut in range(1, len(parts)))


def split_labels(cell: str, known: Collection[str]) -> Labels:
    """Return the labels of a cell with their grades (1 to 5, None where there is none), in the order of the cell.

    At each place the longest known label wins; an unknown one goes up to the next comma. Of a label that stands twice
    the higher grade counts.

    >>> split_labels("Energy, Retail, wholesale - 3, New thing - 2", {"Energy", "Retail, wholesale"})
    {'Energy': None, 'Retail, wholesale': 3, 'New thing': 2}
    """
    parts = [part.strip() for part in cell.split(",")]
    labels: Labels = {}
    at = 0
    while at < len(parts):
        label, level, at = _next(parts, at, known)
        if label:
            before = labels.get(label)
            labels[label] = max(filter(None, (before, level)), default=None)
    return labels


def _next(parts: list[str], at: int, known: Collection[str]) -> tuple[str, int | None, int]:
    for end in range(len(parts), at, -1):
        label, level = _graded(", ".join(parts[at:end]))
        if label in known:
            return label, level, end
    label, level = _graded(parts[at])
    return label, level, at + 1


def _graded(text: str) -> tuple[str, int | None]:
    match = _GRADE.search(text)
    return (text[: match.start()].strip(), int(match[1])) if match else (text.strip(), None)
