"""What this app adds to others' pages and decisions: closing an account, names of records, hits of the search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.core.registries import (
    AccountClosing,
    DemoAccount,
    Obstacle,
    SearchResult,
    account_closing,
    demo_accounts,
    record_labels,
    search_results,
)
from hanse.directory import index, permissions, selectors, services
from hanse.directory.selectors.listing import organisations_telling_of
from hanse.directory.services.demo_accounts import PARTS
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
    """Return listed organisations whose name begins with the text, then those whose profile has all its words."""
    named = selectors.lookalikes_of(name=text, limit=limit)
    now = index.current() if len(named) < limit else None
    told = organisations_telling_of(now.view, text, limit) if now is not None else []
    found = {row.pk: row for row in (*named, *told)}
    return [
        SearchResult(
            title=row.name,
            url=reverse("directory:organisation", args=[row.public_id]),
            kind=str(_("Organisations")),
            text=" · ".join(part for part in (str(row.get_kind_display()), _place(row)) if part),
            score=1.0 if row.name.casefold() == text.strip().casefold() else 0.5,
        )
        for row in list(found.values())[:limit]
    ]


def _place(row: Any) -> str:
    return ", ".join(part for part in (row.city, str(row.country.label) if row.country else "") if part)


account_closing.add("directory", AccountClosing(obstacles=obstacles, close=end_memberships))
record_labels.add("directory.organisation", selectors.organisation_labels)
search_results.add("directory", search)
for _part in PARTS:
    demo_accounts.add(
        _part.account.email,
        DemoAccount(_part.name, _part.account.who, _part.account.email, _part.account.password),
    )
for _label, _address, _permission, _icon in (
    (gettext_lazy("Claims"), "directory:claim_queue", permissions.DECIDE_CLAIM, "building"),
    (gettext_lazy("To be verified"), "directory:verification_queue", permissions.VERIFY_ORGANISATION, "list-check"),
    (gettext_lazy("Duplicates"), "directory:duplicates", permissions.MERGE_ORGANISATIONS, "copy"),
    (gettext_lazy("Imports"), "directory:imports", permissions.IMPORT_ORGANISATIONS, "upload"),
):
    navigation.add_to_person_menu(navigation.Item(_label, _address, permission=_permission, icon=_icon))
