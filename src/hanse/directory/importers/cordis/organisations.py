"""Reads organization.csv, one line a participation, into organisations and the participations of each project."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from hanse.directory.importers.cordis.kinds import Evidence, kind_of
from hanse.directory.importers.cordis.source import CORDIS
from hanse.directory.importers.places import Places
from hanse.directory.importers.tables import Broken, Table, one_line
from hanse.directory.importers.values import BadValue, amount, fits, place, url, yes_no
from hanse.directory.services.imports import OrganisationRow, ParticipationRow, Refused, weight

OLDEST = date.min


@dataclass
class Found:
    """What the table holds: organisations and refusals in the order of their lines, and participations by project."""

    rows: list[OrganisationRow | Refused]
    participations: Mapping[str, list[ParticipationRow]]
    warnings: list[str]


@dataclass(slots=True)
class _Gathered:
    """An organisation while its lines are read: the facts of its newest project, the evidence of all."""

    line: int
    day: date
    cells: Mapping[str, str]
    evidence: list[Evidence] = field(default_factory=list)
    other_names: dict[str, None] = field(default_factory=dict)


def read_organisations(table: Table, days: Mapping[str, date], places: Places) -> Found:
    """Return the organisations of the participations whose project is known.

    Args:
        days: the day of signature (else of the start) by project id; of the projects that can be taken.
    """
    gathered: dict[str, _Gathered] = {}
    people: dict[str, dict[str, ParticipationRow]] = defaultdict(dict)
    refused: list[Refused] = []
    twice = 0
    for row in table.lines():
        if isinstance(row, Broken):
            refused.append(Refused(row.number, "", row.reason))
            continue
        key, project = row.cells["organisationID"], row.cells["projectID"]
        try:
            participation = _participation(row.cells, days)
        except BadValue as error:
            refused.append(Refused(row.number, key, str(error), one_line(row.cells["name"])[:300]))
            continue
        _gather(gathered, key, row.number, days[project], row.cells, participation)
        before = people[project].get(key)
        twice += before is not None
        people[project][key] = _weightier(before, participation)
    rows: list[OrganisationRow | Refused] = list(refused)
    rows += [_row(key, each, places) for key, each in gathered.items()]
    rows.sort(key=lambda each: each.line)
    return Found(
        rows, {project: list(each.values()) for project, each in people.items()}, _warnings(twice, places.unknown)
    )


def _participation(cells: Mapping[str, str], days: Mapping[str, date]) -> ParticipationRow:
    key, project = cells["organisationID"], cells["projectID"]
    if not key:
        raise BadValue(_("The organisationID is empty."))
    fits(key, 100, "organisationID")
    if not cells["name"]:
        raise BadValue(_("The name is empty."))
    fits(one_line(cells["name"]), 300, "name")
    if project not in days:
        raise BadValue(
            _("Project %(key)s is not among the projects, or was refused there.") % {"key": project[:40] or "?"}
        )
    return ParticipationRow(
        organisation_key=key,
        role=fits(cells.get("role", ""), 40, "role"),
        is_sme=yes_no(cells.get("SME", "")),
        activity_type=fits(cells["activityType"].upper(), 10, "activityType"),
        eu_contribution_eur=amount(cells.get("ecContribution", ""), "ecContribution"),
    )


def _gather(
    gathered: dict[str, _Gathered],
    key: str,
    line: int,
    day: date,
    cells: Mapping[str, str],
    participation: ParticipationRow,
) -> None:
    each = gathered.get(key)
    if each is None:
        each = gathered[key] = _Gathered(line, day, cells)
    elif day >= each.day:
        each.day, each.cells = day, cells
    each.evidence.append(Evidence(participation.activity_type, participation.is_sme, day))
    each.other_names[one_line(cells["name"])] = None


def _weightier(before: ParticipationRow | None, now: ParticipationRow) -> ParticipationRow:
    """Return the participation to keep where a pair stands twice, with the money of either."""
    if before is None:
        return now
    kept, other = (now, before) if weight(now.role) < weight(before.role) else (before, now)
    if kept.eu_contribution_eur or not other.eu_contribution_eur:
        return kept
    return ParticipationRow(
        kept.organisation_key, kept.role, kept.is_sme, kept.activity_type, other.eu_contribution_eur
    )


def _row(key: str, each: _Gathered, places: Places) -> OrganisationRow:
    cells = each.cells
    name = one_line(cells["name"])
    country = places.country(cells["country"])
    latitude, _comma, longitude = cells.get("geolocation", "").strip("() ").partition(",")
    lon, lat = place(latitude, longitude)
    others = [other for other in each.other_names if other != name]
    short = one_line(cells.get("shortName", ""))
    if len(short) > 150:  # longer than the field: it is a second name rather than a short one
        short, others = "", [*others, short]
    facts = {
        "name": name,
        "short_name": "" if short == name else short,
        "other_names": others,
        "kind": kind_of(each.evidence),
        "website": url(cells.get("organizationURL", "")),
        "country_id": country,
        "region_id": places.region(cells.get("nutsCode", ""), country),
        "region_given": cells.get("nutsCode", "")[:10],
        "city": one_line(cells.get("city", ""))[:150],
        "postcode": cells.get("postCode", "")[:20],
        "street": one_line(cells.get("street", ""))[:200],
        "lon": lon,
        "lat": lat,
        "source_url": "",
    }
    return OrganisationRow(
        line=each.line, key=key, source=CORDIS, facts=facts, newest=each.day if each.day > OLDEST else None
    )


def _warnings(twice: int, unknown: Counter[str]) -> list[str]:
    found = []
    if twice:
        found.append(
            _("%(count)d participations stood twice; each was taken once, with its weightiest role.") % {"count": twice}
        )
    if unknown:
        codes = ", ".join(f"{code} ({count})" for code, count in unknown.most_common(20))
        found.append(_("Country codes that no list has were left out: %(codes)s.") % {"codes": codes})
    return found
