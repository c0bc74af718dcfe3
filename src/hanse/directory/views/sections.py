"""What the pages about one organisation share: the record with its right, its tabs, its way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.core.errors import NotAllowed
from hanse.directory import permissions, selectors
from hanse.directory.permissions import Standing, standing_of

EDIT_TABS: tuple[tuple[str, str | Promise], ...] = (
    ("edit", _("Basics")),
    ("edit_terms", _("What we do")),
    ("edit_offers", _("Offers")),
    ("edit_references", _("Past projects")),
    ("edit_labels", _("Labels")),
    ("people", _("People")),
    ("mandates", _("Mandates")),
    ("onboarding", _("Bring members in")),
)
_OPENED_BY = {
    "people": permissions.VIEW_PEOPLE,
    "mandates": permissions.VIEW_MANDATES,
    "onboarding": permissions.ONBOARD_MEMBERS,
}


def actor_of(request: HttpRequest) -> Any:
    """Return the person who acts; the view's declared access has made sure that somebody is signed in."""
    return request.user.person  # type: ignore[union-attr]


def organisation_with(request: HttpRequest, public_id: str, permission: str) -> Any:
    """Return an organisation on which the reader holds a permission.

    Raises:
        NotFound, NotAllowed.
    """
    organisation: Any = selectors.organisation_for(request.user, public_id)
    # Kept for the page only: services read the standing anew, inside their transaction.
    organisation.reader = standing_of(request.user, organisation)
    if not permissions.allows(organisation.reader, permission, organisation):
        raise NotAllowed
    return organisation


def crumbs(organisation: Any, *last: str | Promise) -> list[dict[str, Any]]:
    """Return the way back: the society above an institute, the organisation, and the page itself."""
    items: list[dict[str, Any]] = []
    if selectors.shown_parent(organisation) is not None:
        items.append(
            {
                "label": organisation.parent.name,
                "href": reverse("directory:organisation", args=[organisation.parent.public_id]),
            }
        )
    items.append(
        {
            "label": organisation.name,
            "href": reverse("directory:organisation", args=[organisation.public_id]) if last else "",
        }
    )
    items += [{"label": label} for label in last]
    return items


def page(request: HttpRequest, organisation: Any, name: str, title: str | Promise, **more: Any) -> dict[str, Any]:
    """Return the context of a page about one organisation, with the tabs that the reader may open."""
    standing: Standing = organisation.reader
    return {
        "organisation": organisation,
        "standing": standing,
        "title": title,
        "crumbs": crumbs(organisation, title),
        "tabs": tabs(organisation, standing, name),
        **more,
    }


def tabs(organisation: Any, standing: Standing, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the edit pages."""
    found = []
    for name, label in EDIT_TABS:
        if permissions.allows(standing, _OPENED_BY.get(name, permissions.EDIT_ORGANISATION), organisation):
            found.append(
                {
                    "label": label,
                    "href": reverse(f"directory:{name}", args=[organisation.public_id]),
                    "is_current": name == current,
                }
            )
    return found
