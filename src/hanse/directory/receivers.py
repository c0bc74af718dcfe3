"""What this app adds to others' pages and decisions: closing an account, names of records, hits of the search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.core.registries import AccountClosing, Obstacle, SearchResult, account_closing, record_labels, search_results
from hanse.directory import permissions, selectors, services
from hanse.ui import navigation


def obstacles(person: Any) -> Iterable[Obstacle]:
    """Name each open organisation that would be left without an owner, with the page where one hands it over."""
    for organisation in services.organisations_owned_alone(person):
        yield Obstacle(
            _("You are the only owner of %(name)s. Make somebody else an owner, or close its entry.")
            % {"name": organisation.name},
            reverse("directory:people", args=[organisation.public_id]),
        )


def end_memberships(person: Any, actor: Any, at: datetime) -> None:
    """End the memberships of somebody whose account closes."""
    services.end_all_memberships(person=person, actor=actor, at=at)


def search(user: Any, text: str, limit: int) -> list[SearchResult]:
    """Return listed organisations whose name begins with the text."""
    return [
        SearchResult(
            title=row.name,
            url=reverse("directory:organisation", args=[row.public_id]),
            kind=str(row.get_kind_display()),
            text=", ".join(part for part in (row.city, row.country.label if row.country else "") if part),
            score=1.0 if row.name.casefold() == text.strip().casefold() else 0.5,
        )
        for row in selectors.lookalikes_of(name=text, limit=limit)
    ]


account_closing.add("directory", AccountClosing(obstacles=obstacles, close=end_memberships))
record_labels.add("directory.organisation", selectors.organisation_labels)
search_results.add("directory", search)
for _label, _address, _permission, _icon in (
    (gettext_lazy("Claims"), "directory:claim_queue", permissions.DECIDE_CLAIM, "building"),
    (gettext_lazy("To be verified"), "directory:verification_queue", permissions.VERIFY_ORGANISATION, "list-check"),
    (gettext_lazy("Duplicates"), "directory:duplicates", permissions.MERGE_ORGANISATIONS, "copy"),
    (gettext_lazy("Imports"), "directory:imports", permissions.IMPORT_ORGANISATIONS, "upload"),
):
    navigation.add_to_person_menu(navigation.Item(_label, _address, permission=_permission, icon=_icon))
