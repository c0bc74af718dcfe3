"""Read the sector texts and the queries in other languages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Query:
    """A text in another language; `relevant` is the position of its document."""

    language: str
    kind: str
    relevant: int
    text: str


def read(folder: Path, limit: int | None = None) -> tuple[list[str], list[Query]]:
    """Return the documents' texts and the queries, at most `limit` a language and kind, spread evenly.

    Raises:
        OSError: a file is missing or no gzip file.
        ValueError: a line is not what SOURCE.txt describes, or names an unknown document.
    """
    documents = list(_lines(folder / "docs_en.jsonl.gz"))
    position = {each["id"]: i for i, each in enumerate(documents)}
    groups: dict[tuple[str, str], list[Query]] = {}
    for line in _lines(folder / "queries.jsonl.gz"):
        if line["rel"] not in position:
            raise ValueError(f"a query names document {line['rel']!r}, which is not there")
        query = Query(line["lang"], line["kind"], position[line["rel"]], line["text"])
        groups.setdefault((query.language, query.kind), []).append(query)
    chosen = [query for group in groups.values() for query in _spread(group, limit)]
    return [each["text"] for each in documents], chosen


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                value = json.loads(line)
                yield {name: value[name] for name in ("id", "text", "lang", "kind", "rel") if name in value}
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error


def _spread(group: list[Query], limit: int | None) -> list[Query]:
    if limit is None or len(group) <= limit:
        return group
    return [group[i * len(group) // limit] for i in range(limit)]


def first_sentence(text: str) -> str:
    """Return the heading with which each long text begins; a title is its own."""
    return text.split("\n", 1)[0].split(". ", 1)[0]
