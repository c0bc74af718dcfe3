"""Claims and the entries to be verified: the two queues of the secretariat."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.paginator import Page, Paginator

from hanse.accounts.models import Person
from hanse.core.errors import NotFound
from hanse.directory import permissions
from hanse.directory.models import Claim, Membership, Organisation, Role, State
from hanse.rules.naming import web_domain

PAGE_SIZE = 50


def open_claim_of(person: Person, organisation: Organisation) -> Claim | None:
    """Return a person's own claim that waits."""
    return Claim.objects.filter(person=person, organisation=organisation, state=Claim.State.OPEN).first()


def claim_for(user: Any, public_id: str) -> Claim:
    """Return a claim for who decides and who made it. Raises: NotFound."""
    row = Claim.objects.select_related("organisation", "person__user", "decided_by").filter(public_id=public_id).first()
    if row is None or not (user.has_perm(permissions.DECIDE_CLAIM) or row.person.user_id == user.pk):
        raise NotFound
    return row


def claims_page(user: Any, *, state: str = "open", page: int | str = 1) -> Page[Claim]:
    """Return a page of claims, the oldest first, each with `is_strong` (a proven address in the entry's web domain).

    Raises:
        NotFound: the user decides on none.
    """
    if not user.has_perm(permissions.DECIDE_CLAIM):
        raise NotFound
    rows = Claim.objects.select_related("organisation__country", "organisation__source", "person__user", "decided_by")
    rows = rows.filter(state=state if state in Claim.State.values else Claim.State.OPEN)
    found = Paginator(rows.order_by("created_at", "pk"), PAGE_SIZE).get_page(page)
    proven = _proven_domains([claim.person for claim in found.object_list])
    for claim in found.object_list:
        domain = claim.organisation.web_domain
        claim.is_strong = bool(domain) and domain in proven[claim.person_id]  # type: ignore[attr-defined]
    return found


def unverified_page(
    user: Any, *, text: str = "", kind: str = "", country: str = "", show: str = "", before: str = ""
) -> tuple[list[Organisation], str]:
    """Return listed organisations that nobody has vouched for, newest first, and where the next page starts.

    By key, not by number: imports leave hundreds of thousands of them.

    Args:
        text: part of the name.
        show: "all", else only those that people look after.
        before: public id of the last one of the page before.
    Raises:
        NotFound: the user verifies none.
    """
    if not user.has_perm(permissions.VERIFY_ORGANISATION):
        raise NotFound
    rows = Organisation.objects.filter(state=State.LISTED, verified_at=None).select_related("country", "source")
    if text:
        rows = rows.filter(name__icontains=text.replace("\x00", ""))
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(country_id=country)
    if show != "all":
        rows = rows.filter(pk__in=Membership.objects.filter(ended_at=None, role=Role.OWNER).values("organisation_id"))
    if before:
        rows = rows.filter(pk__lt=Organisation.objects.filter(public_id=before).values("pk")[:1])
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], found[PAGE_SIZE - 1].public_id if len(found) > PAGE_SIZE else ""


def _proven_domains(people: list[Person]) -> dict[int, set[str]]:
    """Return the domains of the proven addresses of people; one query for all."""
    by_user = {person.user_id: person.pk for person in people}
    found: dict[int, set[str]] = {person.pk: set() for person in people}
    proven = EmailAddress.objects.filter(
        user_id__in=[user_id for user_id in by_user if user_id is not None], verified=True
    )
    for user_id, address in proven.values_list("user_id", "email"):
        found[by_user[user_id]].add(web_domain(address))
    return found
