"""Finds the tables inside a CORDIS archive, whatever folder or prefix they have, and checks their columns."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from hanse.directory.importers.files import UnreadableFile, open_archive
from hanse.directory.importers.tables import Columns, Table, csv_table

MAX_TABLE_BYTES = 2_000_000_000
PROJECTS = re.compile(r"projects?\.csv$", re.IGNORECASE)
ORGANISATIONS = re.compile(r"organi[sz]ations?\.csv$", re.IGNORECASE)
TOPICS = re.compile(r"euroscivoc\.csv$", re.IGNORECASE)

# The layouts differ a little from framework programme to framework programme: other names, other extra columns.
PROJECT_COLUMNS = Columns(
    required=("id", "title"),
    known=(
        "id", "acronym", "title", "objective", "startDate", "endDate", "ecSignatureDate", "totalCost",
        "ecMaxContribution", "frameworkProgramme", "topics", "masterCall", "subCall",
    ),
    synonyms={
        "projectID": "id", "projectAcronym": "acronym", "call": "masterCall", "ecContribution": "ecMaxContribution",
    },
)  # fmt: skip
ORGANISATION_COLUMNS = Columns(
    required=("projectID", "organisationID", "name", "country", "activityType"),
    known=(
        "projectID", "organisationID", "name", "shortName", "SME", "activityType", "street", "postCode", "city",
        "country", "nutsCode", "geolocation", "organizationURL", "role", "ecContribution",
    ),
    synonyms={
        "organizationID": "organisationID", "id": "organisationID", "postalCode": "postCode", "url": "organizationURL",
    },
)  # fmt: skip
TOPIC_COLUMNS = Columns(
    required=("projectID", "euroSciVocPath"), known=("projectID", "euroSciVocCode", "euroSciVocPath")
)


@dataclass
class CordisFiles:
    """The tables of one archive, checked; `topics` is None where the archive has none."""

    projects: Table
    organisations: Table
    topics: Table | None
    warnings: list[str]


@contextmanager
def open_cordis(path: Path) -> Iterator[CordisFiles]:
    """Open an archive and read each table once to its end. Raises: UnreadableFile."""
    with open_archive(path) as archive:
        names = [each.filename for each in archive.infolist() if not each.is_dir() and "__MACOSX" not in each.filename]
        projects = _table(archive, _find(path, names, PROJECTS, "project.csv"), PROJECT_COLUMNS)
        organisations = _table(archive, _find(path, names, ORGANISATIONS, "organization.csv"), ORGANISATION_COLUMNS)
        topics_name = _find(path, names, TOPICS, "euroSciVoc.csv", is_needed=False)
        topics = _table(archive, topics_name, TOPIC_COLUMNS) if topics_name else None
        tables = [table for table in (projects, organisations, topics) if table is not None]
        yield CordisFiles(projects, organisations, topics, [warning for table in tables for warning in table.warnings])


def _find(path: Path, names: list[str], pattern: re.Pattern[str], wanted: str, *, is_needed: bool = True) -> str:
    found = [name for name in names if pattern.search(PurePosixPath(name).name)]
    if len(found) == 1:
        return found[0]
    if not found and not is_needed:
        return ""
    inside = ", ".join(sorted(names)[:12]) or _("nothing")
    problem = _("%(name)s holds no %(wanted)s.") if not found else _("%(name)s holds more than one %(wanted)s.")
    raise UnreadableFile(
        problem % {"name": path.name, "wanted": wanted},
        next_step=_("Inside are: %(names)s. Take the CSV download of a framework programme from CORDIS as it is.")
        % {"names": inside},
    )


def _table(archive: zipfile.ZipFile, name: str, columns: Columns) -> Table:
    table = csv_table(partial(archive.open, name), PurePosixPath(name).name, max_bytes=MAX_TABLE_BYTES)
    columns.apply(table)
    return table
