"""Reads that join several apps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from hanse.accounts.models import Person
from hanse.core.registries import SearchResult, search_results
from hanse.directory.models import Kind, Membership, Organisation, Project, Source, State
from hanse.directory.selectors.people import invitations_for, organisations_acted_for, organisations_of
from hanse.matching import selectors as matching
from hanse.matching.models import Introduction, Need

HITS_A_KIND = 8
RECENT = 5


@dataclass(frozen=True)
class Figures:
    """Numbers of the home page; each one links to the records that it counts."""

    organisations: int
    centres: int
    countries: int
    projects: int
    answered: int


@dataclass(frozen=True)
class MyPage:
    """What one person sees first."""

    memberships: list[Membership]
    acted_for: list[Organisation]  # firms of others, under a mandate
    invitations: list[Any]
    needs: list[Need]
    introductions: list[Introduction]
    waiting: dict[str, int]


def home_figures() -> Figures:
    """Return the numbers of the home page, computed from the records in three queries."""
    listed = Organisation.objects.filter(state=State.LISTED)
    counted = listed.aggregate(
        n=Count("pk"),
        centres=Count("pk", filter=Q(kind__in=[Kind.TECHNOLOGY_CENTRE, Kind.HUB])),
        countries=Count("country", distinct=True),
    )
    return Figures(
        organisations=counted["n"],
        centres=counted["centres"],
        countries=counted["countries"],
        projects=Project.objects.count(),
        answered=Introduction.objects.exclude(answered_at=None).count(),
    )


def my_page(person: Person) -> MyPage:
    """Return what a person sees first."""
    memberships = organisations_of(person)
    own = {membership.organisation_id for membership in memberships}
    return MyPage(
        memberships=memberships,
        acted_for=[row for row in organisations_acted_for(person, "state_needs") if row.pk not in own],
        invitations=invitations_for(person),
        needs=list(matching.needs_of(person)[:RECENT]),
        introductions=list(matching.introductions_of(person, state="open")[:RECENT]),
        waiting=matching.waiting_counts(person),
    )


def search(user: Any, text: str) -> list[tuple[str, list[SearchResult]]]:
    """Return hits of every app by kind, best first; each app shows only what the user may see."""
    groups: dict[str, list[SearchResult]] = defaultdict(list)
    for find in search_results.values():
        for hit in find(user, text, HITS_A_KIND):
            groups[hit.kind].append(hit)
    return sorted(groups.items(), key=lambda group: -max(hit.score for hit in group[1]))


def sources() -> list[Source]:
    """Return where imported facts come from."""
    return list(Source.objects.order_by("name"))
