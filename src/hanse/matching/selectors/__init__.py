"""Reads of the matching, each with its access check; one file a subject."""

from hanse.matching.selectors.introductions import (
    Turn,
    advisers_for,
    contacts_of,
    introduction_for,
    introductions_of,
    oversight_list,
    people_reached,
    platform_managers,
    waiting_counts,
)
from hanse.matching.selectors.needs import compared_counts, may_change, need_for, needs_of, public_needs_of

__all__ = [
    "Turn",
    "advisers_for",
    "compared_counts",
    "contacts_of",
    "introduction_for",
    "introductions_of",
    "may_change",
    "need_for",
    "needs_of",
    "oversight_list",
    "people_reached",
    "platform_managers",
    "public_needs_of",
    "waiting_counts",
]
