"""Small readings that the matching's pages need in words or shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from hanse.matching.selectors import contacts_of

register = template.Library()
TONES = {"waiting": "waiting", "asked": "warn", "accepted": "done", "declined": "stopped", "withdrawn": "draft"}


@register.simple_tag
def introduction_tone(state: str) -> str:
    """Return the shape of a state, for the status component."""
    return TONES.get(state, "open")


@register.simple_tag
def place_of(organisation: Any) -> str:
    """Return kind, city and country in one line."""
    place = ", ".join(
        part for part in (organisation.city, str(organisation.country.label) if organisation.country else "") if part
    )
    return " · ".join(part for part in (str(organisation.get_kind_display()), place) if part)


@register.simple_tag
def shown_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return stored reasons as the reasons component takes them."""
    return [{"label": reason["label"], "points": reason["points"], "matched": ()} for reason in reasons]


@register.filter
def contacts(introduction: Any) -> list[Any]:
    """Return who can be written to on both sides of an accepted introduction."""
    return contacts_of(introduction)
