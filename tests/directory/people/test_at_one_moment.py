"""Two people act on one organisation at one moment: on PostgreSQL with real threads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from accounts.test_at_one_moment import together
from django.db import connection
from factories.organisations import join, make_organisation
from factories.people import make_person

from hanse.directory import services
from hanse.directory.models import Claim, Membership, Merge, Organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def real_threads() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: threads do not share a SQLite database in memory")


def names(results: list[Any]) -> list[str]:
    return sorted(result if isinstance(result, str) else "done" for result in results)


def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    first, second = make_person(), make_person()
    organisation = make_organisation(owner=first)
    rows = [organisation.memberships.get(person=first), join(second, organisation, role="owner")]
    results = together(
        *[lambda row=row: services.leave_organisation(membership=row, actor=row.person, at=NOW) for row in rows]
    )
    assert names(results) == ["LastOwner", "done"]
    assert Membership.objects.filter(organisation=organisation, role="owner", ended_at=None).count() == 1


def test_an_owner_who_leaves_while_the_other_is_made_a_member_stays() -> None:
    first, second = make_person(), make_person()
    organisation = make_organisation(owner=first)
    row = join(second, organisation, role="owner")
    own = organisation.memberships.get(person=first)
    together(
        lambda: services.leave_organisation(membership=own, actor=first, at=NOW),
        lambda: services.change_role(membership=row, actor=first, role="member", at=NOW),
    )
    assert Membership.objects.filter(organisation=organisation, role="owner", ended_at=None).count() == 1


def test_an_invitation_is_accepted_once() -> None:
    owner, invited = make_person(), make_person()
    organisation = make_organisation(owner=owner)
    invitation = services.invite_person(
        organisation=organisation, actor=owner, email=invited.email, role="editor", at=NOW
    )
    results = together(
        *[lambda: services.accept_invitation(invitation=invitation, actor=invited, at=NOW + timedelta(hours=1))] * 2
    )
    assert names(results) == ["WrongState", "done"]
    assert Membership.objects.filter(organisation=organisation, person=invited).count() == 1


def test_the_same_address_is_invited_once() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    together(
        *[
            lambda: services.invite_person(
                organisation=organisation, actor=owner, email="one@firm.example", role="member", at=NOW
            )
        ]
        * 2
    )
    assert organisation.invitations.count() == 1


def test_of_two_claims_that_are_accepted_at_once_one_holds() -> None:
    managers, claimants = [make_person(roles=["manager"]) for _number in range(2)], [make_person(), make_person()]
    organisation = make_organisation()
    claims = [
        services.claim_organisation(organisation=organisation, actor=person, evidence="I work there.", at=NOW)
        for person in claimants
    ]
    together(
        *[
            lambda claim=claim, actor=actor: services.accept_claim(claim=claim, actor=actor, at=NOW)
            for claim, actor in zip(claims, managers, strict=True)
        ]
    )
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["accepted", "refused"]
    assert Membership.objects.filter(organisation=organisation, role="owner", ended_at=None).count() == 1


def test_two_entries_merged_both_ways_at_once_are_merged_one_way() -> None:
    manager = make_person(roles=["manager"])
    one, two = make_organisation("One"), make_organisation("Two")
    results = together(
        *[
            lambda pair=pair: services.merge_organisations(
                kept=pair[0], merged=pair[1], actor=manager, from_merged=frozenset(), at=NOW
            )
            for pair in ((one, two), (two, one))
        ]
    )
    assert names(results) == ["WrongState", "done"]
    assert Merge.objects.count() == 1
    assert sorted(Organisation.objects.values_list("state", flat=True)) == ["listed", "merged"]
