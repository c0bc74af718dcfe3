"""Needs as their readers may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from hanse.accounts.models import Person
from hanse.core.errors import NotFound
from hanse.directory.models import Organisation, Project, State
from hanse.matching.models import Need


def may_change(user: Any, need: Need, visited: Collection[str] = ()) -> bool:
    """Return whether a reader may change a need: by permission, or as the visitor who stated it.

    Args:
        visited: public ids of the needs that were stated in this session before signing in.
    """
    if need.author_id is None:
        return need.public_id in visited
    return user.is_authenticated and user.has_perm("matching.change_need", need)


def need_for(user: Any, public_id: str, visited: Collection[str] = ()) -> Need:
    """Return a need that the reader may see; the secretariat reads a private one once it led to an introduction.

    Raises:
        NotFound: there is none, or it is private and belongs to others.
    """
    need = Need.objects.select_related("author", "organisation").filter(public_id=public_id).first()
    if need is None:
        raise NotFound
    is_open = need.visibility in (Need.Visibility.LINK, Need.Visibility.PUBLIC)
    if is_open or may_change(user, need, visited):
        return need
    if user.is_authenticated and user.has_perm("matching.oversee_introductions") and need.introductions.exists():
        return need
    raise NotFound


def needs_of(person: Person, *, state: str = "", text: str = "") -> QuerySet[Need]:
    """Return the needs that a person stated or that a colleague stated for an organisation of hers, latest first."""
    mine = Q(author=person) | Q(
        organisation__memberships__person=person, organisation__memberships__ended_at=None, is_saved=True
    )
    found = (
        Need.objects.filter(mine)
        .distinct()
        .annotate(introduction_count=Count("introductions", distinct=True))
        .select_related("organisation")
    )
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(text__icontains=text))
    return found.order_by("-created_at", "-pk")


def public_needs_of(organisation: Organisation) -> QuerySet[Need]:
    """Return the open needs that an organisation shows on its profile."""
    return Need.objects.filter(
        organisation=organisation, visibility=Need.Visibility.PUBLIC, state=Need.State.OPEN
    ).order_by("-created_at")


def compared_counts() -> tuple[int, int]:
    """Return how many organisations and past projects there are to compare."""
    return Organisation.objects.filter(state=State.LISTED).count(), Project.objects.count()
