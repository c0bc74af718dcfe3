"""Past projects that an organisation tells of itself; imported ones belong to their source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Invalid, NotAllowed
from hanse.directory import permissions, signals
from hanse.directory.models import Organisation, Participation, Project
from hanse.directory.services.touch import locked, touch

REFERENCE_FIELDS = ("acronym", "title", "objective", "language", "programme", "starts_on", "ends_on", "url")


@transaction.atomic
def add_reference(
    *, organisation: Organisation, actor: Person, values: Mapping[str, Any], at: datetime, role: str = ""
) -> Participation:
    """Add a past project told by the organisation itself.

    Args:
        values: any of `REFERENCE_FIELDS`; `title` must be there.
    Raises:
        NotFound, NotAllowed, Invalid.
    """
    permissions.require(actor, permissions.EDIT_ORGANISATION, organisation)
    row = locked(organisation)
    project = Project(**_checked(values))
    project.save()
    participation = Participation.objects.create(project=project, organisation=row, role=role)
    _changed(row, project)
    audit.record(
        action="directory.reference_added", actor=actor, subject=row, data={"project": project.public_id}, at=at
    )
    return participation


@transaction.atomic
def update_reference(
    *, participation: Participation, actor: Person, values: Mapping[str, Any], at: datetime, role: str = ""
) -> Participation:
    """Change a project told by the organisation. Raises: NotFound, NotAllowed (an imported one), Invalid."""
    permissions.require(actor, permissions.EDIT_ORGANISATION, participation.organisation)
    row = locked(participation.organisation)
    project = _own_project(participation)
    for name, value in _checked(values).items():
        setattr(project, name, value)
    project.save()
    participation.role = role
    participation.save(update_fields=["role"])
    _changed(row, project)
    audit.record(
        action="directory.reference_changed", actor=actor, subject=row, data={"project": project.public_id}, at=at
    )
    return participation


@transaction.atomic
def delete_reference(*, participation: Participation, actor: Person, at: datetime) -> dict[str, Any]:
    """Delete a project told by the organisation; return its values. Raises: NotFound, NotAllowed (imported)."""
    permissions.require(actor, permissions.EDIT_ORGANISATION, participation.organisation)
    row = locked(participation.organisation)
    project = _own_project(participation)
    values = {name: getattr(project, name) for name in REFERENCE_FIELDS}
    project_id = project.pk
    participation.delete()
    if not project.participations.exists():
        project.delete()
    touch([row.pk])
    signals.projects_changed.send(sender=Project, project_ids=[project_id])
    audit.record(action="directory.reference_deleted", actor=actor, subject=row, data={}, at=at)
    return values


def _own_project(participation: Participation) -> Project:
    project = participation.project
    if project.source_id is not None or project.participations.exclude(pk=participation.pk).exists():
        message = _("This project comes from a public source, or belongs to others too.")
        raise NotAllowed(message, next_step=_("Write to the secretariat if something in it is wrong."))
    return project


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(REFERENCE_FIELDS):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    if not str(values.get("title", "")).strip():
        raise Invalid(_("A project needs a title."), field="title")
    start, end = values.get("starts_on"), values.get("ends_on")
    if start and end and end < start:
        raise Invalid(_("The project would end before it begins."), field="ends_on")
    return dict(values)


def _changed(organisation: Organisation, project: Project) -> None:
    touch([organisation.pk])
    signals.projects_changed.send(sender=Project, project_ids=[project.pk])
