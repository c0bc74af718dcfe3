"""Both sides of an introduction act at one moment: on PostgreSQL with real threads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from accounts.test_at_one_moment import together
from django.db import connection
from factories.organisations import make_organisation
from factories.people import make_person

from hanse.directory.services import merge_organisations
from hanse.matching import services
from hanse.matching.models import Introduction, Need, Shortlisted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def real_threads() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: threads do not share a SQLite database in memory")


def ask(need: Need, organisation: object) -> Introduction:
    return services.ask_introduction(
        need=need,
        organisation=organisation,  # type: ignore[arg-type]
        message="Hello",
        actor=need.author,  # type: ignore[arg-type]
        asker_organisation=None,
        adviser=None,
        has_consented=True,
        score=None,
        reasons=[],
        at=NOW,
    )


def state_need(text: str = "Furnaces") -> Need:
    return services.create_need(text=text, criteria=(), actor=make_person(), at=NOW)


def test_a_double_click_states_one_need() -> None:
    person = make_person()
    together(*[lambda: services.create_need(text="Furnaces", criteria=(), actor=person, at=NOW)] * 3)
    assert Need.objects.count() == 1


def test_a_double_click_asks_once() -> None:
    need, centre = state_need(), make_organisation(owner=make_person())
    results = together(*[lambda: ask(need, centre)] * 3)
    assert sorted(str(result) == "Conflict" for result in results) == [False, True, True]
    assert Introduction.objects.count() == 1


def test_of_two_answers_at_once_one_holds() -> None:
    head = make_person()
    asked = ask(state_need(), make_organisation(owner=head))
    results = together(
        lambda: services.accept_introduction(introduction=asked, actor=head, at=NOW),
        lambda: services.decline_introduction(introduction=asked, actor=head, reason="no_capacity", at=NOW),
    )
    assert sorted(str(result) == "WrongState" for result in results) == [False, True]
    asked.refresh_from_db()
    assert asked.entries.count() == 2
    assert (asked.state == "declined") == (asked.decline_reason != "")


def test_reminders_run_twice_at_once_remind_once() -> None:
    asked = ask(state_need(), make_organisation(owner=make_person()))
    later = NOW.replace(day=27)
    together(*[lambda: services.remind_waiting(at=later)] * 2)
    assert asked.entries.filter(kind="reminder").count() == 1


def test_ticking_twice_at_once_breaks_nothing() -> None:
    need, centre = state_need(), make_organisation()
    results = together(
        *[
            lambda: services.toggle_shortlisted(
                need=need, organisation=centre, actor=need.author, may_change=False, at=NOW
            )
        ]
        * 2
    )
    assert sorted(results) == [False, True]
    assert Shortlisted.objects.count() == 0


def test_a_request_that_meets_a_merge_is_not_lost() -> None:
    manager, head = make_person(roles=["manager"]), make_person()
    kept, merged, need = make_organisation("Kept", owner=head), make_organisation("Merged"), state_need()
    results = together(
        lambda: ask(need, merged),
        lambda: merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW),
    )
    if results[0] == "WrongState":
        assert Introduction.objects.count() == 0
    else:
        assert Introduction.objects.get().organisation_id == kept.pk
