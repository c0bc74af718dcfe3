"""Needs, introductions and selections follow an organisation into the entry that it is merged into, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from factories.organisations import make_organisation
from matching.conftest import World
from matching.test_introductions import ask

from hanse.audit.models import Event
from hanse.directory.models import Merge, Organisation
from hanse.directory.services import merge_organisations, undo_merge
from hanse.matching import selectors, services
from hanse.matching.models import Introduction, Need, Shortlisted

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def twin(world: World) -> Organisation:
    """A second entry of the centre `heat`."""
    return make_organisation("Heat Works Laboratory", country="PL", owner=world.outsider)


def merge(world: World, kept: Organisation, merged: Organisation) -> Merge:
    return merge_organisations(kept=kept, merged=merged, actor=world.manager, from_merged=frozenset(), at=NOW)


def undo(world: World, done: Merge) -> None:
    undo_merge(merge=done, actor=world.manager, at=NOW + timedelta(hours=1))


def states(*rows: Introduction) -> list[tuple[str, int]]:
    found = []
    for row in rows:
        row.refresh_from_db()
        found.append((row.state, row.organisation_id))
    return found


def test_an_introduction_is_answered_by_the_people_of_the_kept_entry(world: World, twin: Organisation) -> None:
    asked = ask(world, organisation=twin)
    merge(world, world.heat, twin)
    assert states(asked) == [("waiting", world.heat.pk)]
    services.accept_introduction(introduction=asked, actor=world.centre_owner, at=NOW)
    assert states(asked) == [("accepted", world.heat.pk)]


def test_needs_and_what_was_asked_in_a_firms_name_follow_it(world: World) -> None:
    need = world.state(organisation=world.firm)
    asked = ask(world, need=need)
    other = make_organisation("Synthetic Castings Ltd", kind="sme", country="PL", owner=world.outsider)
    done = merge(world, other, world.firm)
    asked.refresh_from_db()
    need.refresh_from_db()
    assert (asked.asker_organisation_id, need.organisation_id) == (other.pk, other.pk)
    assert selectors.introduction_for(world.outsider.user, asked.public_id)[1].may_follow
    undo(world, done)
    asked.refresh_from_db()
    need.refresh_from_db()
    assert (asked.asker_organisation_id, need.organisation_id) == (world.firm.pk, world.firm.pk)


def test_an_undo_brings_everything_back(world: World, twin: Organisation) -> None:
    asked = ask(world, organisation=twin)
    done = merge(world, world.heat, twin)
    undo(world, done)
    assert states(asked) == [("waiting", twin.pk)]


def test_of_two_requests_for_one_need_the_one_that_got_further_goes_on(world: World, twin: Organisation) -> None:
    need = world.state()
    to_kept, to_merged = ask(world, need=need), ask(world, need=need, organisation=twin)
    services.accept_introduction(introduction=to_merged, actor=world.outsider, at=NOW)
    done = merge(world, world.heat, twin)
    assert states(to_kept, to_merged) == [("withdrawn", world.heat.pk), ("accepted", world.heat.pk)]
    assert Event.objects.filter(action="matching.introduction_withdraw", subject_id=to_kept.public_id).count() == 1
    undo(world, done)
    assert states(to_kept, to_merged) == [("waiting", world.heat.pk), ("accepted", twin.pk)]
    assert [entry.kind for entry in to_kept.entries.all()] == ["request"]
    to_kept.refresh_from_db()
    assert to_kept.closed_at is None


def test_of_two_waiting_requests_the_kept_entrys_goes_on(world: World, twin: Organisation) -> None:
    need = world.state()
    to_kept, to_merged = ask(world, need=need), ask(world, need=need, organisation=twin)
    merge(world, world.heat, twin)
    assert states(to_kept, to_merged) == [("waiting", world.heat.pk), ("withdrawn", world.heat.pk)]


def test_two_accepted_requests_both_stay_where_they_are(world: World, twin: Organisation) -> None:
    need = world.state()
    to_kept, to_merged = ask(world, need=need), ask(world, need=need, organisation=twin)
    services.accept_introduction(introduction=to_kept, actor=world.centre_owner, at=NOW)
    services.accept_introduction(introduction=to_merged, actor=world.outsider, at=NOW)
    undo(world, merge(world, world.heat, twin))
    assert states(to_kept, to_merged) == [("accepted", world.heat.pk), ("accepted", twin.pk)]


def test_a_request_of_one_entry_to_the_other_is_withdrawn(world: World, twin: Organisation) -> None:
    asked = ask(
        world,
        organisation=twin,
        actor=world.centre_owner,
        asker_organisation=world.heat,
        need=services.create_need(text="Furnaces", criteria=(), actor=world.centre_owner, at=NOW),
    )
    merge(world, world.heat, twin)
    assert states(asked) == [("withdrawn", twin.pk)]


def test_an_undo_leaves_a_double_withdrawn_when_it_was_asked_anew(world: World, twin: Organisation) -> None:
    need = world.state()
    to_kept, to_merged = ask(world, need=need), ask(world, need=need, organisation=twin)
    services.ask_question(introduction=to_merged, actor=world.outsider, message="How large?", at=NOW)
    done = merge(world, world.heat, twin)
    services.decline_introduction(
        introduction=to_merged, actor=world.centre_owner, reason="no_capacity", at=NOW + timedelta(minutes=1)
    )
    anew = ask(world, need=need)
    undo(world, done)
    assert states(to_kept, to_merged, anew) == [
        ("withdrawn", world.heat.pk),
        ("declined", twin.pk),
        ("waiting", world.heat.pk),
    ]


def test_a_selection_follows_unless_the_kept_entry_is_selected_too(world: World, twin: Organisation) -> None:
    one, both = world.state(), world.state("Another need for furnaces")
    for need, organisation in ((one, twin), (both, twin), (both, world.heat)):
        services.toggle_shortlisted(
            need=need, organisation=organisation, actor=world.sme_owner, may_change=True, at=NOW
        )
    done = merge(world, world.heat, twin)
    assert list(Shortlisted.objects.filter(need=one).values_list("organisation_id", flat=True)) == [world.heat.pk]
    assert sorted(Shortlisted.objects.filter(need=both).values_list("organisation_id", flat=True)) == sorted(
        [world.heat.pk, twin.pk]
    )
    undo(world, done)
    assert list(Shortlisted.objects.filter(need=one).values_list("organisation_id", flat=True)) == [twin.pk]


def test_a_selected_entry_that_is_gone_takes_no_place_of_the_four(world: World, twin: Organisation) -> None:
    need = world.state()
    for organisation in (world.heat, twin, world.laser, world.young):
        services.toggle_shortlisted(
            need=need, organisation=organisation, actor=world.sme_owner, may_change=True, at=NOW
        )
    merge(world, world.heat, twin)
    added = services.toggle_shortlisted(
        need=need, organisation=world.greek, actor=world.sme_owner, may_change=True, at=NOW
    )
    assert added is True


def test_an_undo_without_what_matching_moved_changes_nothing(world: World, twin: Organisation) -> None:
    asked = ask(world, organisation=twin)
    services.follow_unmerge(kept_id=world.heat.pk, merged_id=twin.pk, moved={})
    assert states(asked) == [("waiting", twin.pk)]
    assert Need.objects.filter(organisation=twin).count() == 0
