"""Claims: evidence, decision, reason; and vouching for entries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from factories.organisations import make_organisation
from factories.people import make_person

from hanse.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from hanse.directory import selectors, services
from hanse.directory.models import Claim, Organisation
from hanse.directory.permissions import standing_of
from hanse.notify.models import InboxItem

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_an_accepted_claim_makes_the_owner_and_refuses_the_others_with_the_reason() -> None:
    manager, person, rival = make_person(roles=["manager"]), make_person(), make_person()
    organisation = make_organisation("Imported")
    claim = services.claim_organisation(organisation=organisation, actor=person, evidence="I am the director", at=NOW)
    other = services.claim_organisation(organisation=organisation, actor=rival, evidence="No, I am", at=NOW)
    assert InboxItem.objects.filter(person=manager.public_id, kind="directory/claim_made").count() == 2
    services.accept_claim(claim=claim, actor=manager, at=NOW)
    assert standing_of(person.user, organisation).is_owner
    assert Organisation.objects.get(pk=organisation.pk).claimed_at == NOW
    other.refresh_from_db()
    assert (other.state, other.reason != "") == ("refused", True)


def test_a_refusal_needs_a_reason_which_the_claimant_reads() -> None:
    manager, person = make_person(roles=["manager"]), make_person()
    claim = services.claim_organisation(organisation=make_organisation(), actor=person, evidence="Mine", at=NOW)
    with pytest.raises(Invalid):
        services.refuse_claim(claim=claim, actor=manager, reason="  ", at=NOW)
    services.refuse_claim(claim=claim, actor=manager, reason="The imprint names others.", at=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.reason, claim.decided_by) == ("refused", "The imprint names others.", manager)
    assert InboxItem.objects.filter(person=person.public_id, kind="directory/claim_refused").count() == 1
    with pytest.raises(WrongState):
        services.accept_claim(claim=claim, actor=manager, at=NOW)


def test_a_claim_is_decided_by_managers_only() -> None:
    person = make_person()
    claim = services.claim_organisation(organisation=make_organisation(), actor=person, evidence="Mine", at=NOW)
    with pytest.raises(NotAllowed):
        services.accept_claim(claim=claim, actor=person, at=NOW)


def test_a_profile_with_an_owner_cannot_be_claimed_and_nobody_claims_twice() -> None:
    person = make_person()
    with pytest.raises(Conflict):
        services.claim_organisation(
            organisation=make_organisation(owner=make_person()), actor=person, evidence="Mine", at=NOW
        )
    organisation = make_organisation()
    services.claim_organisation(organisation=organisation, actor=person, evidence="Mine", at=NOW)
    with pytest.raises(Conflict):
        services.claim_organisation(organisation=organisation, actor=person, evidence="Mine", at=NOW)


def test_a_claim_is_withdrawn_by_its_maker_only() -> None:
    person = make_person()
    claim = services.claim_organisation(organisation=make_organisation(), actor=person, evidence="Mine", at=NOW)
    with pytest.raises(NotFound):
        services.withdraw_claim(claim=claim, actor=make_person(), at=NOW)
    services.withdraw_claim(claim=claim, actor=person, at=NOW)
    assert Claim.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("email", "verified", "is_strong"),
    [
        ("director@firm.example", True, True),
        ("director@mail.firm.example", True, True),
        ("director@firm.example", False, False),
        ("director@other.example", True, False),
        ("director@gmail.com", True, False),
    ],
)
def test_a_proven_address_in_the_web_domain_is_strong_evidence(email: str, verified: bool, is_strong: bool) -> None:
    person, manager = make_person(email=email, verified=verified), make_person(roles=["manager"])
    organisation = make_organisation(website="https://www.firm.example")
    assert selectors.is_strong_evidence(person, organisation) is is_strong
    services.claim_organisation(organisation=organisation, actor=person, evidence="Mine", at=NOW)
    assert [claim.is_strong for claim in selectors.claims_page(manager.user)] == [is_strong]  # type: ignore[attr-defined]


def test_verify_and_withdraw_verification() -> None:
    manager = make_person(roles=["manager"])
    organisation = make_organisation()
    assert [row.pk for row in selectors.unverified_page(manager.user, show="all")[0]] == [organisation.pk]
    assert selectors.unverified_page(manager.user)[0] == []
    verified = services.verify_organisation(organisation=organisation, actor=manager, at=NOW)
    assert (verified.verified_at, verified.verified_by) == (NOW, manager)
    with pytest.raises(WrongState):
        services.verify_organisation(organisation=organisation, actor=manager, at=NOW)
    assert services.withdraw_verification(organisation=organisation, actor=manager, at=NOW).verified_at is None
    with pytest.raises(WrongState):
        services.withdraw_verification(organisation=organisation, actor=manager, at=NOW)


def test_an_owner_does_not_verify_the_own_entry() -> None:
    owner = make_person()
    with pytest.raises(NotAllowed):
        services.verify_organisation(organisation=make_organisation(owner=owner), actor=owner, at=NOW)


def test_the_queue_of_unverified_entries_goes_on_where_the_page_before_ended() -> None:
    manager = make_person(roles=["manager"])
    made = [make_organisation(f"Works {number}").public_id for number in range(55)]
    first, before = selectors.unverified_page(manager.user, show="all")
    second, end = selectors.unverified_page(manager.user, show="all", before=before)
    assert [row.public_id for row in (*first, *second)] == made[::-1]
    assert end == ""
