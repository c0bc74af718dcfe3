"""Mandates: the firm gives, either side ends, and the scopes bind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from factories.organisations import make_organisation
from factories.people import make_person

from hanse.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from hanse.directory import selectors, services
from hanse.directory.models import Organisation
from hanse.directory.permissions import ASK_INTRODUCTIONS, EDIT_PROFILE, STATE_NEEDS, acts_for, standing_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(tz=UTC)


@pytest.fixture
def sides() -> tuple[Organisation, Organisation]:
    """A firm and an adviser, each with an owner of its own."""
    return make_organisation("Firm", kind="sme", owner=make_person()), make_organisation(
        "Adviser", kind="adviser", owner=make_person()
    )


def owner_of(organisation: Organisation):  # type: ignore[no-untyped-def]
    return organisation.memberships.get(role="owner").person


def test_a_mandate_asked_for_holds_after_the_firm_has_accepted(sides: tuple[Organisation, Organisation]) -> None:
    firm, agent = sides
    adviser = owner_of(agent)
    mandate = services.ask_mandate(agent=agent, firm=firm, actor=adviser, scopes=[STATE_NEEDS], at=NOW)
    assert not acts_for(adviser, firm, STATE_NEEDS)
    services.accept_mandate(mandate=mandate, actor=owner_of(firm), at=NOW)
    assert acts_for(adviser, firm, STATE_NEEDS)
    assert not acts_for(adviser, firm, ASK_INTRODUCTIONS)
    assert [row.name for row in selectors.organisations_acted_for(adviser, STATE_NEEDS)] == ["Adviser", "Firm"]
    assert [row.name for row in selectors.organisations_acted_for(adviser, EDIT_PROFILE)] == ["Adviser"]


def test_the_firm_may_grant_less_than_was_asked(sides: tuple[Organisation, Organisation]) -> None:
    firm, agent = sides
    mandate = services.ask_mandate(
        agent=agent, firm=firm, actor=owner_of(agent), scopes=[STATE_NEEDS, EDIT_PROFILE], at=NOW
    )
    services.accept_mandate(mandate=mandate, actor=owner_of(firm), scopes=[STATE_NEEDS], at=NOW)
    assert standing_of(owner_of(agent).user, firm).scopes == {STATE_NEEDS}


def test_a_given_mandate_to_edit_lets_owners_and_editors_of_the_agent_edit_and_mere_members_not(
    sides: tuple[Organisation, Organisation],
) -> None:
    firm, agent = sides
    clerk = make_person()
    agent.memberships.create(person=clerk, role="member", started_at=NOW)
    services.give_mandate(firm=firm, agent=agent, actor=owner_of(firm), scopes=[EDIT_PROFILE, STATE_NEEDS], at=NOW)
    assert (
        services.update_organisation(organisation=firm, actor=owner_of(agent), values={"city": "Oulu"}, at=NOW).city
        == "Oulu"
    )
    with pytest.raises(NotAllowed):
        services.update_organisation(organisation=firm, actor=clerk, values={"city": "Turku"}, at=NOW)
    assert acts_for(clerk, firm, STATE_NEEDS)


def test_the_agent_cannot_give_itself_a_mandate_and_managers_cannot_either(
    sides: tuple[Organisation, Organisation],
) -> None:
    firm, agent = sides
    mandate = services.ask_mandate(agent=agent, firm=firm, actor=owner_of(agent), scopes=[STATE_NEEDS], at=NOW)
    for actor in (owner_of(agent), make_person(roles=["manager"])):
        with pytest.raises(NotAllowed):
            services.accept_mandate(mandate=mandate, actor=actor, at=NOW)


@pytest.mark.parametrize("ended_by", ["firm", "agent"])
def test_either_side_ends_it_and_then_nobody_acts(sides: tuple[Organisation, Organisation], ended_by: str) -> None:
    firm, agent = sides
    mandate = services.give_mandate(firm=firm, agent=agent, actor=owner_of(firm), scopes=[STATE_NEEDS], at=NOW)
    services.end_mandate(mandate=mandate, actor=owner_of(firm if ended_by == "firm" else agent), at=NOW)
    assert not acts_for(owner_of(agent), firm, STATE_NEEDS)
    with pytest.raises(WrongState):
        services.end_mandate(mandate=mandate, actor=owner_of(firm), at=NOW)


def test_an_outsider_ends_nothing(sides: tuple[Organisation, Organisation]) -> None:
    firm, agent = sides
    mandate = services.give_mandate(firm=firm, agent=agent, actor=owner_of(firm), scopes=[STATE_NEEDS], at=NOW)
    with pytest.raises(NotFound):
        services.end_mandate(mandate=mandate, actor=make_person(), at=NOW)


def test_a_mandate_ends_with_its_last_day_and_a_new_one_may_follow(sides: tuple[Organisation, Organisation]) -> None:
    firm, agent = sides
    last_week = NOW - timedelta(days=7)
    services.give_mandate(
        firm=firm,
        agent=agent,
        actor=owner_of(firm),
        scopes=[STATE_NEEDS],
        at=last_week,
        ends_on=(NOW - timedelta(days=2)).date(),
    )
    assert not acts_for(owner_of(agent), firm, STATE_NEEDS)
    services.give_mandate(
        firm=firm, agent=agent, actor=owner_of(firm), scopes=[STATE_NEEDS], at=NOW, ends_on=NOW.date()
    )
    assert acts_for(owner_of(agent), firm, STATE_NEEDS)


def test_a_second_mandate_between_the_two_is_refused(sides: tuple[Organisation, Organisation]) -> None:
    firm, agent = sides
    services.ask_mandate(agent=agent, firm=firm, actor=owner_of(agent), scopes=[STATE_NEEDS], at=NOW)
    with pytest.raises(Conflict):
        services.give_mandate(firm=firm, agent=agent, actor=owner_of(firm), scopes=[STATE_NEEDS], at=NOW)


@pytest.mark.parametrize("scopes", [[], ["sell_it"]])
def test_a_mandate_without_a_known_scope_is_refused(
    sides: tuple[Organisation, Organisation], scopes: list[str]
) -> None:
    firm, agent = sides
    with pytest.raises(Invalid):
        services.give_mandate(firm=firm, agent=agent, actor=owner_of(firm), scopes=scopes, at=NOW)


def test_a_firm_of_which_nobody_is_in_charge_cannot_be_asked() -> None:
    agent = make_organisation("Adviser", kind="adviser", owner=make_person())
    with pytest.raises(Conflict):
        services.ask_mandate(
            agent=agent, firm=make_organisation("Imported"), actor=owner_of(agent), scopes=[STATE_NEEDS], at=NOW
        )


def test_an_investor_cannot_ask_for_mandates(sides: tuple[Organisation, Organisation]) -> None:
    firm, _agent = sides
    investor = make_organisation("Fund", kind="investor", owner=make_person())
    with pytest.raises(NotAllowed):
        services.ask_mandate(agent=investor, firm=firm, actor=owner_of(investor), scopes=[STATE_NEEDS], at=NOW)
