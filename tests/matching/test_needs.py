"""Needs: stated, changed, kept, shared, closed, deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from matching.conftest import FURNACES, World
from matching.test_introductions import ask

from hanse.core.errors import Invalid, NotAllowed, NotFound, WrongState
from hanse.engines.candidates import Criterion, criteria_from_json
from hanse.matching import selectors, services
from hanse.matching.models import Need

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_the_language_of_a_need_is_recognised(world: World) -> None:
    polish = world.state(
        "Odlewamy części z aluminium i chcemy zmniejszyć zużycie energii naszych pieców o jedną trzecią."
    )
    assert polish.language == "pl"


def test_a_double_click_makes_one_need(world: World) -> None:
    first = services.create_need(text=FURNACES, criteria=(), actor=world.sme_owner, at=NOW)
    second = services.create_need(text=FURNACES, criteria=(), actor=world.sme_owner, at=NOW + timedelta(seconds=3))
    later = services.create_need(text=FURNACES, criteria=(), actor=world.sme_owner, at=NOW + timedelta(minutes=5))
    assert first == second and later != first


def test_a_visitors_need_is_open_to_its_address_and_a_members_is_private(world: World) -> None:
    visitors = services.create_need(text=FURNACES, criteria=(), actor=None, at=NOW)
    members = services.create_need(text=FURNACES, criteria=(), actor=world.sme_owner, at=NOW)
    assert selectors.need_for(world.outsider.user, visitors.public_id) == visitors
    with pytest.raises(NotFound):
        selectors.need_for(world.outsider.user, members.public_id)


def test_the_secretariat_reads_a_private_need_only_where_somebody_was_asked(world: World) -> None:
    need = world.state()
    with pytest.raises(NotFound):
        selectors.need_for(world.manager.user, need.public_id)
    ask(world, need=need)
    assert selectors.need_for(world.manager.user, need.public_id) == need


def test_a_colleague_may_change_the_firms_need_and_an_outsider_may_not(world: World) -> None:
    need = world.state(organisation=world.firm)
    values = {"may_change": False, "text": "New text", "criteria": [Criterion("kind", "hub")], "home_country": "PL"}
    with pytest.raises(NotAllowed):
        services.change_need(need=need, actor=world.outsider, **values)
    changed = services.change_need(need=need, actor=world.sme_owner, **values)
    assert (changed.text, criteria_from_json(changed.criteria)) == ("New text", (Criterion("kind", "hub"),))


def test_stating_a_need_for_a_foreign_firm_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        services.create_need(text=FURNACES, criteria=(), organisation=world.firm, actor=world.outsider, at=NOW)


def test_text_over_fifty_thousand_characters_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        world.state("a" * 50_001)


def test_a_visitor_who_signs_in_keeps_the_need(world: World) -> None:
    need = services.create_need(text=FURNACES, criteria=(), actor=None, at=NOW)
    saved = services.save_need(
        need=need, actor=world.sme_owner, may_change=True, title="Furnaces", organisation=None, visibility="private"
    )
    assert (saved.author, saved.is_saved) == (world.sme_owner, True)


def test_only_a_firms_need_can_stand_on_a_profile(world: World) -> None:
    need = world.state()
    values = {"need": need, "actor": world.sme_owner, "may_change": False, "title": "Furnaces", "visibility": "public"}
    with pytest.raises(Invalid):
        services.save_need(organisation=None, **values)
    services.save_need(organisation=world.firm, **values)
    assert list(selectors.public_needs_of(world.firm)) == [need]


def test_a_closed_need_can_be_reopened_but_not_changed(world: World) -> None:
    need = services.close_need(need=world.state(), actor=world.sme_owner, at=NOW)
    with pytest.raises(WrongState):
        services.change_need(need=need, actor=world.sme_owner, may_change=False, text="x", criteria=(), home_country="")
    with pytest.raises(WrongState):
        services.close_need(need=need, actor=world.sme_owner, at=NOW)
    assert services.reopen_need(need=need, actor=world.sme_owner).state == "open"


def test_a_need_without_introductions_can_be_deleted(world: World) -> None:
    services.delete_need(need=world.state(), actor=world.sme_owner)
    assert Need.objects.count() == 0


def test_at_most_four_are_set_aside(world: World) -> None:
    need, now = world.state(), NOW
    rows = [world.heat, world.laser, world.young, world.greek]
    assert [
        services.toggle_shortlisted(need=need, organisation=row, actor=world.sme_owner, may_change=False, at=now)
        for row in rows
    ] == [True] * 4
    with pytest.raises(Invalid, match="Four"):
        services.toggle_shortlisted(need=need, organisation=world.firm, actor=world.sme_owner, may_change=False, at=now)
    assert (
        services.toggle_shortlisted(need=need, organisation=world.heat, actor=world.sme_owner, may_change=False, at=now)
        is False
    )


def test_unsaved_needs_of_visitors_are_deleted_after_thirty_days(world: World) -> None:
    services.create_need(text=FURNACES, criteria=(), actor=None, at=NOW - timedelta(days=31))
    kept = services.create_need(text=FURNACES, criteria=(), actor=None, at=NOW - timedelta(days=29))
    assert services.purge_unsaved(at=NOW) == 1
    assert list(Need.objects.all()) == [kept]
