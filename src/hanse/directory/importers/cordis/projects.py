"""Reads project.csv: each project with its topics and participations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hanse.directory.importers.cordis.source import CORDIS
from hanse.directory.importers.tables import Broken, Line, Table, one_line
from hanse.directory.importers.values import BadValue, amount, day, fits
from hanse.directory.services.imports import ParticipationRow, ProjectRow, Refused

ADDRESS = "https://cordis.europa.eu/project/id/{}"


def project_days(table: Table) -> dict[str, date]:
    """Return for every project that can be taken the day of its signature, else of its start, else `date.min`."""
    days: dict[str, date] = {}
    for row in table.lines():
        if isinstance(row, Broken):
            continue
        try:
            facts = _facts(row)
        except BadValue:
            continue
        days.setdefault(row.cells["id"], facts["signed_on"] or facts["starts_on"] or date.min)
    return days


def read_projects(
    table: Table, participations: Mapping[str, Sequence[ParticipationRow]], topics: Mapping[str, Sequence[str]]
) -> Iterator[ProjectRow | Refused]:
    """Return projects and refusals in the order of their lines.

    Args:
        participations: by project id.
        topics: term ids by project id.
    """
    seen: dict[str, int] = {}
    for row in table.lines():
        if isinstance(row, Broken):
            yield Refused(row.number, "", row.reason)
            continue
        key = row.cells["id"]
        try:
            facts = _facts(row)
            if key in seen:
                raise BadValue(_("Project %(key)s stands already in line %(line)d.") % {"key": key, "line": seen[key]})
        except BadValue as error:
            yield Refused(row.number, key, str(error), one_line(row.cells["title"])[:300])
            continue
        seen[key] = row.number
        yield ProjectRow(
            line=row.number,
            key=key,
            source=CORDIS,
            facts=facts,
            topics=tuple(topics.get(key, ())),
            participations=tuple(participations.get(key, ())),
        )


def _facts(row: Line) -> dict[str, Any]:
    cells = row.cells
    if not cells["id"]:
        raise BadValue(_("The id is empty."))
    if not cells["title"]:
        raise BadValue(_("The title is empty."))
    begins, ends = day(cells.get("startDate", ""), "startDate"), day(cells.get("endDate", ""), "endDate")
    return {
        "acronym": one_line(cells.get("acronym", ""))[:100],
        "title": fits(one_line(cells["title"]), 500, "title"),
        "objective": cells.get("objective", ""),
        "language": "en",
        "programme": cells.get("frameworkProgramme", "")[:100],
        "call": (cells.get("topics") or cells.get("masterCall") or "")[:100],
        "starts_on": begins,
        "ends_on": ends,
        "signed_on": day(cells.get("ecSignatureDate", ""), "ecSignatureDate"),
        "total_cost_eur": amount(cells.get("totalCost", ""), "totalCost"),
        "eu_contribution_eur": amount(cells.get("ecMaxContribution", ""), "ecMaxContribution"),
        "url": ADDRESS.format(fits(cells["id"], 100, "id")),
    }
