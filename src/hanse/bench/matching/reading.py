"""The benchmark's files: the official CORDIS download, the candidates and the judged pairs."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

FIELD_LIMIT = 10_000_000


class BenchmarkFilesWrong(Exception):
    """The folder does not hold what the benchmark needs; the message says what."""


@dataclass(frozen=True)
class PastProject:
    """A project of the download; `participants` maps organisation to whether it coordinated."""

    id: str
    need: str
    keywords: str
    signed: str
    participants: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """An organisation that can be found."""

    id: str
    activity: str
    is_sme: bool


@dataclass(frozen=True)
class JudgedNeed:
    """A project that serves as a need, with the candidates that took part in it."""

    project: str
    relevant: frozenset[str]
    organisations: int
    smes: int


@dataclass(frozen=True)
class Collection:
    """Everything that a run reads."""

    projects: dict[str, PastProject]
    candidates: list[Candidate]
    needs: list[JudgedNeed]


def read_collection(folder: Path, candidates: str, qrels: str) -> Collection:
    """Read the download and the two files of a split.

    Raises:
        BenchmarkFilesWrong: a file is missing or has other columns.
    """
    try:
        projects = _projects(folder)
        listed = [
            Candidate(row["org_id"], row["activity_type"], _is_true(row["sme"])) for row in _table(folder / candidates)
        ]
        needs = _needs(_table(folder / qrels))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BenchmarkFilesWrong(f"{folder}: {error}") from error
    unknown = [need.project for need in needs if need.project not in projects]
    if unknown:
        raise BenchmarkFilesWrong(f"{qrels} names {len(unknown)} projects that the download lacks, first {unknown[0]}")
    return Collection(projects, listed, needs)


def _projects(folder: Path) -> dict[str, PastProject]:
    archives = sorted(folder.glob("*.zip"))
    if len(archives) != 1:
        raise BenchmarkFilesWrong(f"{folder} holds {len(archives)} ZIP files, the benchmark needs one")
    with zipfile.ZipFile(archives[0]) as archive:
        keywords: dict[str, list[str]] = {}
        for row in _rows(archive, "euroSciVoc.csv"):
            keywords.setdefault(row["projectID"], []).append(row["euroSciVocTitle"])
        projects = {
            row["id"]: PastProject(
                id=row["id"],
                need=f"{row['title']}. {row['objective']}",
                keywords=". ".join(keywords.get(row["id"], ())),
                signed=row["ecSignatureDate"],
            )
            for row in _rows(archive, "project.csv")
        }
        for row in _rows(archive, "organization.csv"):
            if row["projectID"] in projects:
                participants = projects[row["projectID"]].participants
                coordinated = row["role"] == "coordinator"
                participants[row["organisationID"]] = participants.get(row["organisationID"], False) or coordinated
    return projects


def _needs(rows: Iterable[dict[str, str]]) -> list[JudgedNeed]:
    relevant: dict[str, set[str]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    for row in rows:
        relevant.setdefault(row["project_id"], set()).add(row["org_id"])
        sizes[row["project_id"]] = (int(row["query_n_orgs"]), int(row["query_n_smes"]))
    return [JudgedNeed(project, frozenset(relevant[project]), *sizes[project]) for project in sorted(relevant)]


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(FIELD_LIMIT)
    inside = next((entry for entry in archive.namelist() if entry.rsplit("/", 1)[-1] == name), None)
    if inside is None:
        raise BenchmarkFilesWrong(f"{archive.filename} holds no {name}")
    with archive.open(inside) as raw:
        # the download has an empty line after the heading
        for row in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), delimiter=";"):
            if any(row.values()):
                yield row


def _table(path: Path) -> list[dict[str, str]]:
    with _opened(path) as file:
        return list(csv.DictReader(file))


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file


def _is_true(value: str) -> bool:
    return value.strip().lower() in {"true", "1"}
