"""Introductions as the two sides, the adviser in copy and the secretariat see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from hanse.accounts.models import Person
from hanse.core.errors import NotFound
from hanse.core.predicates import MANAGER
from hanse.directory.models import Mandate, Membership, Organisation
from hanse.matching.models import Collaboration, Introduction

RELATED = ("need", "organisation", "asker", "asker_organisation", "adviser")
OPEN = ("waiting", "asked")


@dataclass(frozen=True)
class Turn:
    """What a reader may do with an introduction now."""

    may_answer: bool
    may_follow: bool
    may_record: bool
    may_confirm: bool

    @property
    def is_readers(self) -> bool:
        """Whether the clock runs on the reader's side."""
        return self.may_answer or self.may_follow


def introduction_for(user: Any, public_id: str) -> tuple[Introduction, Turn]:
    """Return an introduction and what the reader may do with it.

    Raises:
        NotFound: there is none, or the reader is on neither side.
    """
    rows = Introduction.objects.select_related(
        *RELATED, "collaboration", "collaboration__recorded_by"
    ).prefetch_related("entries__author")
    introduction = rows.filter(public_id=public_id).first()
    if (
        introduction is None
        or not user.is_authenticated
        or not user.has_perm("matching.see_introduction", introduction)
    ):
        raise NotFound
    answers = user.has_perm("matching.answer_introduction", introduction)
    follows = user.has_perm("matching.follow_introduction", introduction)
    collaboration = getattr(introduction, "collaboration", None)
    accepted = introduction.state == Introduction.State.ACCEPTED
    by_asker = collaboration is not None and was_recorded_by_asker(collaboration)
    return introduction, Turn(
        may_answer=answers and introduction.state in OPEN,
        may_follow=follows and introduction.state in OPEN,
        may_record=(answers or follows) and accepted and collaboration is None,
        may_confirm=collaboration is not None
        and collaboration.confirmed_at is None
        and (answers if by_asker else follows),
    )


def was_recorded_by_asker(collaboration: Collaboration) -> bool:
    """Return which side recorded a collaboration, also when the person has left that side or the site since.

    Whoever asked, or never was in the organisation that was asked, wrote for the asking side.
    """
    introduction, recorder = collaboration.introduction, collaboration.recorded_by_id
    if recorder is None or recorder == introduction.asker_id:
        return True
    return not Membership.objects.filter(person_id=recorder, organisation=introduction.organisation_id).exists()


def introductions_of(person: Person, *, side: str = "", state: str = "") -> QuerySet[Introduction]:
    """Return the introductions that concern a person, those that wait longest first.

    Args:
        side: "sent", "received", "" for both and those where she reads along.
        state: a state, "open", or "".
    """
    sent = Q(asker=person) | Q(
        asker_organisation__memberships__person=person, asker_organisation__memberships__ended_at=None
    )
    received = Q(organisation__memberships__person=person, organisation__memberships__ended_at=None)
    who = {"sent": sent, "received": received}.get(side, sent | received | Q(adviser=person))
    return _in_state(Introduction.objects.filter(who).distinct(), state)


def oversight_list(*, state: str = "open", text: str = "") -> QuerySet[Introduction]:
    """Return all introductions for the secretariat; the permission is the page's."""
    found = _in_state(Introduction.objects.all(), state)
    if text:
        found = found.filter(
            Q(organisation__name__icontains=text) | Q(asker__name__icontains=text) | Q(need__text__icontains=text)
        )
    return found


def waiting_counts(person: Person) -> dict[str, int]:
    """Return how many introductions wait for the person's organisations, and how many of hers have a question."""
    mine = Q(organisation__memberships__person=person, organisation__memberships__ended_at=None)
    return Introduction.objects.aggregate(
        to_answer=Count("pk", filter=Q(state="waiting") & mine, distinct=True),
        to_reply=Count("pk", filter=Q(state="asked", asker=person), distinct=True),
        unanswered=Count("pk", filter=Q(state="waiting", asker=person), distinct=True),
    )


def _in_state(found: QuerySet[Introduction], state: str) -> QuerySet[Introduction]:
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state:
        found = found.filter(state=state)
    order = ("waiting_since",) if state == "open" else ("-asked_at",)
    return found.select_related(*RELATED).order_by(*order, "pk")


def people_reached(organisation: Organisation) -> list[Person]:
    """Return the members of an organisation who can sign in and answer."""
    members = Person.objects.filter(
        memberships__organisation=organisation, memberships__ended_at=None, user__is_active=True
    )
    return list(members.order_by("pk"))


def platform_managers() -> list[Person]:
    """Return the secretariat: who is told where nobody else can be."""
    held = Person.objects.filter(platform_roles__role=MANAGER, platform_roles__ended_at=None, user__is_active=True)
    return list(held.distinct().order_by("pk"))


def contacts_of(introduction: Introduction) -> list[Person]:
    """Return who can be written to on both sides: the asker, and who answered or else the organisation's people."""
    answered = [entry.author for entry in introduction.entries.all() if entry.kind == "accept" and entry.author]
    return [introduction.asker, *answered]


def advisers_for(person: Person) -> list[Person]:
    """Return who can be put in copy: the platform's advisers, and who holds a mandate for the person's firms.

    The first hundred by name: more than a list to choose from can hold.
    """
    return list(_advisers_for(person).distinct().order_by("name", "pk")[:100])


def may_be_in_copy(person: Person, adviser: Person) -> bool:
    """Return whether an adviser is one of those whom a person can put in copy."""
    return _advisers_for(person).filter(pk=adviser.pk).exists()


def _advisers_for(person: Person) -> QuerySet[Person]:
    advises = Q(platform_roles__role="adviser", platform_roles__ended_at=None)
    mandates = Mandate.objects.filter(
        state=Mandate.State.ACTIVE, firm__memberships__person=person, firm__memberships__ended_at=None
    )
    agents = Q(memberships__organisation__mandates_held__in=mandates, memberships__ended_at=None)
    return Person.objects.filter(advises | agents, user__is_active=True, is_hidden=False).exclude(pk=person.pk)
