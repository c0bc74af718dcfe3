"""Files to import, made by the tests: tiny CORDIS archives, hub catalogues and tables of organisations."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PROJECT_COLUMNS = (
    "id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "topics",
    "ecSignatureDate", "frameworkProgramme", "objective",
)  # fmt: skip
ORGANISATION_COLUMNS = (
    "projectID", "projectAcronym", "organisationID", "name", "shortName", "SME", "activityType", "street", "postCode",
    "city", "country", "nutsCode", "geolocation", "organizationURL", "role", "ecContribution",
)  # fmt: skip
TOPIC_COLUMNS = ("projectID", "euroSciVocCode", "euroSciVocPath", "euroSciVocTitle")
HUB_COLUMNS = (
    "slug", "title", "description", "country", "location", "status", "website", "sectors", "services", "technologies",
    "postcode",
)  # fmt: skip
Row = Mapping[str, object]


def csv_text(columns: Sequence[str], rows: Iterable[Row], *, delimiter: str = ";", newline: str = "\n") -> str:
    """Return rows as quoted CSV, the way CORDIS writes it; columns that a row leaves out are empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=newline)
    writer.writeheader()
    writer.writerows([dict(row) for row in rows])
    return out.getvalue()


def project(key: str, **cells: object) -> dict[str, object]:
    """Return a line of project.csv."""
    return {
        "id": key,
        "acronym": f"ACRO{key}",
        "status": "SIGNED",
        "title": f"Synthetic project {key}",
        "startDate": "2022-09-01",
        "endDate": "2025-08-31",
        "totalCost": "1000000.50",
        "ecMaxContribution": "900000",
        "topics": "HORIZON-CL4-2021-01",
        "ecSignatureDate": "2022-05-12",
        "frameworkProgramme": "HORIZON",
        "objective": f'What "{key}" wants;\nin two lines.',
        **cells,
    }


def participant(project_key: str, key: str, **cells: object) -> dict[str, object]:
    """Return a line of organization.csv."""
    return {
        "projectID": project_key,
        "organisationID": key,
        "name": f"SYNTHETIC WORKS {key}",
        "shortName": f"SW{key}",
        "SME": "false",
        "activityType": "REC",
        "postCode": "30-001",
        "city": "Kraków",
        "country": "PL",
        "nutsCode": "PL213",
        "geolocation": "(50.06,19.94)",
        "organizationURL": f"http://www.works{key}.example.org",
        "role": "participant",
        "ecContribution": "100000",
        **cells,
    }


def cordis_zip(
    path: Path,
    *,
    projects: Iterable[Row] = (),
    organisations: Iterable[Row] = (),
    topics: Iterable[Row] = (),
    folder: str = "",
    encoding: str = "utf-8",
    texts: Mapping[str, str | bytes | None] | None = None,
) -> Path:
    """Write a CORDIS archive.

    Args:
        folder: what stands before the names inside, e.g. "csv/cordis-".
        texts: whole contents by file name instead of the rows; None leaves a file out.
    """
    contents: dict[str, str | bytes | None] = {
        "project.csv": csv_text(PROJECT_COLUMNS, projects),
        "organization.csv": csv_text(ORGANISATION_COLUMNS, organisations),
        "euroSciVoc.csv": csv_text(TOPIC_COLUMNS, topics),
        **(texts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr(folder + name, content if isinstance(content, bytes) else content.encode(encoding))
    return path


def small_cordis(path: Path, *, organisations: int = 6, projects: int = 3) -> Path:
    """Write an archive in which every organisation takes part in every project."""
    keys = [f"9{number:05}" for number in range(organisations)]
    return cordis_zip(
        path,
        projects=[project(f"10{number:03}") for number in range(projects)],
        organisations=[participant(f"10{number:03}", key) for number in range(projects) for key in keys],
        topics=[{"projectID": "10000", "euroSciVocCode": "83", "euroSciVocPath": "/natural sciences/optics"}],
    )


def hub(slug: str, **cells: object) -> dict[str, object]:
    """Return a line of the hub catalogue."""
    return {
        "slug": slug,
        "title": f"Synthetic hub {slug}",
        "description": "Helps firms.",
        "country": "Poland",
        "location": "Ul. Trzy Lipy 3, 80-172 Gdańsk, Poland",
        "status": "EDIH",
        "website": "https://hub.example.org",
        **cells,
    }


def hub_csv(path: Path, rows: Iterable[Row]) -> Path:
    """Write a hub catalogue."""
    path.write_text(csv_text(HUB_COLUMNS, rows, delimiter=","), encoding="utf-8")
    return path


def organisations_csv(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Write a table of organisations as it stands."""
    path.write_bytes(text.encode(encoding))
    return path


def organisations_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write a workbook with one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path
