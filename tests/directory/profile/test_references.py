"""Past projects that an organisation tells of itself: upper apps learn of each change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from factories.organisations import make_organisation
from factories.people import make_person

from hanse.directory import services, signals
from hanse.directory.models import Project

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_adding_changing_and_deleting_a_project_is_told_to_upper_apps() -> None:
    heard: list[int] = []

    def listen(sender: Any, project_ids: list[int], **rest: Any) -> None:
        heard.extend(project_ids)

    owner = make_person()
    organisation = make_organisation(owner=owner)
    signals.projects_changed.connect(listen)
    try:
        part = services.add_reference(organisation=organisation, actor=owner, values={"title": "Mill"}, at=NOW)
        project_id = part.project_id
        services.update_reference(participation=part, actor=owner, values={"title": "Saw mill"}, at=NOW)
        services.delete_reference(participation=part, actor=owner, at=NOW)
    finally:
        signals.projects_changed.disconnect(listen)
    assert heard == [project_id] * 3
    assert not Project.objects.filter(pk=project_id).exists()
