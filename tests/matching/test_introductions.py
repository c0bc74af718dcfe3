"""Asking for an introduction, answering it, reminding, and recording what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from factories.organisations import join
from factories.people import make_person
from matching.conftest import World

from hanse.accounts.services import close_account
from hanse.core.errors import Conflict, Invalid, NotAllowed, WrongState
from hanse.directory.services import leave_organisation
from hanse.matching import personal_data, selectors, services
from hanse.matching.models import Introduction, IntroductionEntry
from hanse.notify.models import InboxItem, Message

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def ask(world: World, **changes: object) -> Introduction:
    values = {
        "need": world.state(),
        "organisation": world.heat,
        "message": "We would like to talk.",
        "actor": world.sme_owner,
        "asker_organisation": world.firm,
        "adviser": None,
        "has_consented": True,
        "score": 71.5,
        "reasons": [],
        "at": NOW,
    }
    return services.ask_introduction(**{**values, **changes})


def test_asking_tells_the_members_of_the_organisation(world: World) -> None:
    introduction = ask(world)
    assert introduction.state == "waiting"
    assert Message.objects.filter(to_address=world.centre_owner.email).count() == 1
    assert (
        InboxItem.objects.get(person=world.centre_owner.public_id).link == f"/introductions/{introduction.public_id}/"
    )


def test_where_nobody_of_an_entry_is_here_the_secretariat_is_told(world: World) -> None:
    ask(world, organisation=world.laser)
    assert Message.objects.get(template="matching/introduction_asked").to_address == world.manager.email


def test_the_adviser_reads_along(world: World) -> None:
    adviser = make_person(roles=["adviser"])
    ask(world, adviser=adviser)
    assert Message.objects.filter(to_address=adviser.email).count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"has_consented": False}, Invalid), ({"message": "  "}, Invalid)],
)
def test_asking_without_consent_or_message_is_refused(world: World, changes: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(world, **changes)
    assert Introduction.objects.count() == 0


def test_asking_twice_for_one_need_is_refused_and_names_the_way_out(world: World) -> None:
    need = world.state()
    ask(world, need=need)
    with pytest.raises(Conflict, match="already"):
        ask(world, need=need)


def test_asking_for_somebody_elses_need_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        ask(world, need=world.state(), actor=world.outsider, asker_organisation=None)


def test_asking_in_the_name_of_a_foreign_firm_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        ask(world, asker_organisation=world.laser)


def test_asking_ones_own_organisation_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="own"):
        ask(world, organisation=world.firm)


def test_a_stranger_is_not_put_in_copy(world: World) -> None:
    with pytest.raises(NotAllowed):
        ask(world, adviser=world.outsider)
    assert Introduction.objects.count() == 0


def test_after_days_without_a_worker_nobody_gets_two_reminders_at_once(world: World) -> None:
    asked = ask(world)
    assert services.remind_waiting(at=NOW + timedelta(days=20)) == 1
    assert services.remind_waiting(at=NOW + timedelta(days=21)) == 1
    assert services.remind_waiting(at=NOW + timedelta(days=22)) == 0
    assert asked.entries.filter(kind="reminder").count() == 2


def test_asking_for_a_closed_need_is_refused(world: World) -> None:
    need = world.state()
    services.close_need(need=need, actor=world.sme_owner, at=NOW)
    with pytest.raises(WrongState, match="closed"):
        ask(world, need=need)


def test_closing_an_account_withdraws_what_one_asked_alone_and_tells_the_organisation(world: World) -> None:
    waiting = ask(world, need=world.state("Alone"), asker_organisation=None)
    for_firm = ask(world, need=world.state("For the firm"))
    services.forget_person(person=world.sme_owner, at=NOW)
    waiting.refresh_from_db()
    for_firm.refresh_from_db()
    assert (waiting.state, waiting.closed_at, for_firm.state) == ("withdrawn", NOW, "waiting")
    mails = Message.objects.filter(template="matching/introduction_withdraw")
    assert list(mails.values_list("to_address", flat=True)) == [world.centre_owner.email]


def test_the_copy_of_ones_data_leaves_out_what_colleagues_wrote(world: World) -> None:
    colleague = make_person()
    join(colleague, world.firm, role="member")
    ask(world, need=world.state("Only mine", organisation=world.firm))
    theirs, mine = personal_data.export(colleague), personal_data.export(world.sme_owner)
    assert theirs == {"needs": [], "introductions": []}
    assert "Only mine" in [need["text"] for need in mine["needs"]]
    assert len(mine["introductions"]) == 1


@pytest.mark.parametrize("changes", [{"state": "hidden"}, {"availability": "closed"}])
def test_asking_who_takes_nobody_is_refused(world: World, changes: dict) -> None:
    for name, value in changes.items():
        setattr(world.heat, name, value)
    world.heat.save()
    with pytest.raises(WrongState):
        ask(world)


def test_accepting_tells_the_asker_and_stops_the_clock(world: World) -> None:
    introduction = services.accept_introduction(
        introduction=ask(world), actor=world.centre_owner, at=NOW + timedelta(hours=5)
    )
    assert (introduction.state, introduction.answered_at, introduction.closed_at) == (
        "accepted",
        NOW + timedelta(hours=5),
        NOW + timedelta(hours=5),
    )
    assert (
        Message.objects.filter(to_address=world.sme_owner.email, template="matching/introduction_accept").count() == 1
    )


def test_declining_needs_a_reason(world: World) -> None:
    introduction = ask(world)
    with pytest.raises(Invalid):
        services.decline_introduction(introduction=introduction, actor=world.centre_owner, reason="", at=NOW)
    services.decline_introduction(introduction=introduction, actor=world.centre_owner, reason="no_capacity", at=NOW)
    introduction.refresh_from_db()
    assert (introduction.state, introduction.decline_reason) == ("declined", "no_capacity")


def test_a_question_turns_the_clock_to_the_asker_and_a_reply_back(world: World) -> None:
    introduction = ask(world)
    asked = services.ask_question(
        introduction=introduction, actor=world.centre_owner, message="How many furnaces?", at=NOW + timedelta(days=1)
    )
    assert (asked.state, asked.waiting_since) == ("asked", NOW + timedelta(days=1))
    replied = services.reply_to_question(
        introduction=introduction, actor=world.sme_owner, message="Four.", at=NOW + timedelta(days=2)
    )
    assert (replied.state, replied.waiting_since) == ("waiting", NOW + timedelta(days=2))
    assert list(replied.entries.values_list("kind", flat=True)) == ["request", "question", "reply"]


def test_the_asker_cannot_answer_and_the_organisation_cannot_withdraw(world: World) -> None:
    introduction = ask(world)
    with pytest.raises(NotAllowed):
        services.accept_introduction(introduction=introduction, actor=world.sme_owner, at=NOW)
    with pytest.raises(NotAllowed):
        services.withdraw_introduction(introduction=introduction, actor=world.centre_owner, at=NOW)


def test_a_second_answer_is_refused(world: World) -> None:
    introduction = ask(world)
    services.withdraw_introduction(introduction=introduction, actor=world.sme_owner, at=NOW)
    with pytest.raises(WrongState):
        services.accept_introduction(introduction=introduction, actor=world.centre_owner, at=NOW)


def test_after_a_withdrawal_one_may_ask_again(world: World) -> None:
    need = world.state()
    services.withdraw_introduction(introduction=ask(world, need=need), actor=world.sme_owner, at=NOW)
    assert ask(world, need=need).state == "waiting"


def test_reminders_go_out_after_five_and_twelve_days_and_only_once_each(world: World) -> None:
    introduction = ask(world)
    counts = [services.remind_waiting(at=NOW + timedelta(days=days)) for days in (4, 5, 5, 11, 12, 30)]
    assert counts == [0, 1, 0, 0, 1, 0]
    assert introduction.entries.filter(kind=IntroductionEntry.Kind.REMINDER).count() == 2


def test_the_other_side_confirms_a_collaboration_and_then_it_counts(world: World) -> None:
    introduction = services.accept_introduction(introduction=ask(world), actor=world.centre_owner, at=NOW)
    values = {
        "title": "Furnace audit",
        "description": "",
        "outcome": "started",
        "started_on": None,
        "ended_on": None,
        "at": NOW,
    }
    collaboration = services.record_collaboration(introduction=introduction, actor=world.centre_owner, **values)
    with pytest.raises(NotAllowed):
        services.confirm_collaboration(collaboration=collaboration, actor=world.centre_owner, at=NOW)
    confirmed = services.confirm_collaboration(collaboration=collaboration, actor=world.sme_owner, at=NOW)
    assert confirmed.confirmed_by == world.sme_owner
    with pytest.raises(Conflict):
        services.record_collaboration(introduction=introduction, actor=world.sme_owner, **values)


@pytest.mark.parametrize("leaves_by", ["membership", "account"])
def test_a_side_cannot_confirm_its_own_words_after_the_writer_has_left(world: World, leaves_by: str) -> None:
    introduction = services.accept_introduction(introduction=ask(world), actor=world.centre_owner, at=NOW)
    writer, colleague = make_person(), make_person()
    row = join(writer, world.firm, role="member")
    join(colleague, world.firm, role="member")
    recorded = services.record_collaboration(
        introduction=introduction, actor=writer, title="Furnace", description="", outcome="finished",
        started_on=None, ended_on=None, at=NOW,
    )  # fmt: skip
    if leaves_by == "membership":
        leave_organisation(membership=row, actor=writer, at=NOW)
    else:
        close_account(person=writer, actor=writer, at=NOW)
    with pytest.raises(NotAllowed):
        services.confirm_collaboration(collaboration=recorded, actor=colleague, at=NOW)
    assert not selectors.introduction_for(colleague.user, introduction.public_id)[1].may_confirm
    confirmed = services.confirm_collaboration(collaboration=recorded, actor=world.centre_owner, at=NOW)
    assert confirmed.confirmed_by == world.centre_owner


def test_a_collaboration_needs_an_accepted_introduction(world: World) -> None:
    values = {"title": "x", "description": "", "outcome": "started", "started_on": None, "ended_on": None, "at": NOW}
    with pytest.raises(WrongState):
        services.record_collaboration(introduction=ask(world), actor=world.sme_owner, **values)
