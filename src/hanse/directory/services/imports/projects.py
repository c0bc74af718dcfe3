"""Takes a batch of past projects with their topics and participations, each project whole, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from hanse.directory import signals
from hanse.directory.models import ImportRun, Merge, Organisation, Participation, Project, ProjectTopic
from hanse.directory.services.imports.organisations import save
from hanse.directory.services.imports.rows import ParticipationRow, ProjectRow, Refused, RowOutcome, Span
from hanse.directory.services.imports.runs import ensure_source, record_batch, refusal_outcomes
from hanse.directory.services.touch import touch

# Weightiest first; a role that is not here weighs least.
ROLES = ("coordinator", "participant", "partner", "associatedPartner", "internationalPartner", "thirdParty")
CHUNK = 500


def weight(role: str) -> int:
    """Return the rank of a role in a project, 0 for the weightiest."""
    return ROLES.index(role) if role in ROLES else len(ROLES)


def take_projects(
    *, run: ImportRun, span: Span, rows: Sequence[ProjectRow], refused: Sequence[Refused] = ()
) -> list[RowOutcome]:
    """Write a batch of projects, its refusals and its place in the file together; a dry run writes only the report.

    A participation of an organisation that was merged goes to the one that was kept; where two become one, the
    weightier role stays. A participation that a client has confirmed is never taken away.

    Returns:
        one outcome a project, refused ones included.
    """
    try:
        return _take(run, span, rows, refused)
    except IntegrityError:
        return _take(run, span, rows, refused)


@transaction.atomic
def _take(run: ImportRun, span: Span, rows: Sequence[ProjectRow], refused: Sequence[Refused]) -> list[RowOutcome]:
    if not run.is_dry_run:
        for source in {row.source.code: row.source for row in rows}.values():
            ensure_source(source)
    here = {
        (each.source_id, each.source_key): each
        for code in {row.source.code for row in rows}
        for each in Project.objects.filter(
            source_id=code, source_key__in=[row.key for row in rows if row.source.code == code]
        )
    }
    new: list[tuple[Project, ProjectRow]] = []
    changed: list[tuple[Project, ProjectRow]] = []
    outcomes: list[RowOutcome] = []
    for row in rows:
        project, digest = here.get((row.source.code, row.key)), row.content_hash()
        if project is not None and project.source_hash == digest:
            outcome = "unchanged"
        else:
            outcome = "created" if project is None else "updated"
            (new if project is None else changed).append((_filled(project, row, digest), row))
        outcomes.append(RowOutcome(span.part, row.line, row.key, row.name, outcome))
    if not run.is_dry_run:
        _write(new, changed)
    outcomes += refusal_outcomes(span.part, refused)
    record_batch(run, span, refused, outcomes)
    return sorted(outcomes, key=lambda each: each.line)


def _filled(project: Project | None, row: ProjectRow, digest: str) -> Project:
    project = project or Project(source_id=row.source.code, source_key=row.key)
    for name, value in row.facts.items():
        setattr(project, name, value)
    project.source_hash = digest
    return project


def _write(new: Sequence[tuple[Project, ProjectRow]], changed: Sequence[tuple[Project, ProjectRow]]) -> None:
    if not new and not changed:
        return
    Project.objects.bulk_create([project for project, _row in new])
    save(Project, [project for project, _row in changed])
    numbers = _organisation_numbers([row for _project, row in (*new, *changed)])
    touched: set[int] = set()
    if changed:
        touched |= _clear([project.pk for project, _row in changed])
    kept = set(
        Participation.objects.filter(project__in=[project.pk for project, _row in changed]).values_list(
            "project_id", "organisation_id"
        )
    )
    topics, people = [], []
    for project, row in (*new, *changed):
        topics += [ProjectTopic(project=project, term_id=term) for term in dict.fromkeys(row.topics)]
        for number, values in _people(row, numbers).items():
            touched.add(number)
            if (project.pk, number) not in kept:
                people.append(Participation(project=project, organisation_id=number, **values))
    ProjectTopic.objects.bulk_create(topics)
    Participation.objects.bulk_create(people)
    signals.projects_changed.send(sender=Project, project_ids=[project.pk for project, _row in (*new, *changed)])
    touch(touched)


def _clear(project_ids: Sequence[int]) -> set[int]:
    """Take away topics and unconfirmed participations of projects that are written anew; returns whose these were."""
    ProjectTopic.objects.filter(project_id__in=project_ids).delete()
    gone = Participation.objects.filter(project_id__in=project_ids, confirmed_by_client_at__isnull=True)
    touched = set(gone.values_list("organisation_id", flat=True))
    gone.delete()
    return touched


def _people(row: ProjectRow, numbers: Mapping[str, int]) -> dict[int, dict[str, Any]]:
    best: dict[int, ParticipationRow] = {}
    for each in row.participations:
        number = numbers.get(each.organisation_key)
        if number is not None and (number not in best or weight(each.role) < weight(best[number].role)):
            best[number] = each
    return {
        number: {
            "role": each.role,
            "is_sme": each.is_sme,
            "activity_type": each.activity_type,
            "eu_contribution_eur": each.eu_contribution_eur,
        }
        for number, each in best.items()
    }


def _organisation_numbers(rows: Sequence[ProjectRow]) -> dict[str, int]:
    """Return the row number of every organisation named, that of the kept one where it was merged."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.source.code, set()).update(each.organisation_key for each in row.participations)
    found: dict[str, int] = {}
    merged: set[int] = set()
    for code, keys in wanted.items():
        ordered = sorted(keys)
        for start in range(0, len(ordered), CHUNK):
            here = Organisation.objects.filter(source_id=code, source_key__in=ordered[start : start + CHUNK])
            for number, key, state in here.values_list("id", "source_key", "state"):
                found[key] = number
                if state == "merged":
                    merged.add(number)
    if not merged:
        return found
    kept = dict(Merge.objects.filter(undone_at__isnull=True).order_by("id").values_list("merged_id", "kept_id"))
    return {key: _last(number, kept) for key, number in found.items()}


def _last(number: int, kept: Mapping[int, int]) -> int:
    seen = set()
    while number in kept and number not in seen:
        seen.add(number)
        number = kept[number]
    return number
