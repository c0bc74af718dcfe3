"""Members: roles, leaving, removing, and the last owner."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from factories.organisations import join, make_organisation
from factories.people import make_person

from hanse.accounts.services import close_account
from hanse.audit.models import Event
from hanse.core.errors import Conflict, NotAllowed, NotFound
from hanse.directory import selectors, services
from hanse.directory.models import Claim, Invitation, Membership
from hanse.directory.permissions import ASK_INTRODUCTIONS, EDIT_PROFILE, STATE_NEEDS, acts_for, standing_of
from hanse.directory.services import LastOwner

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_the_only_owner_cannot_leave_be_removed_or_become_something_else() -> None:
    owner, manager = make_person(), make_person(roles=["manager"])
    organisation = make_organisation(owner=owner, editor=make_person())
    row = Membership.objects.get(person=owner)
    with pytest.raises(LastOwner):
        services.leave_organisation(membership=row, actor=owner, at=NOW)
    with pytest.raises(LastOwner):
        services.change_role(membership=row, actor=owner, role="editor", at=NOW)
    with pytest.raises(LastOwner):
        services.remove_member(membership=row, actor=manager, at=NOW)
    assert standing_of(owner.user, organisation).is_owner


def test_an_owner_leaves_after_making_somebody_else_an_owner() -> None:
    owner, editor = make_person(), make_person()
    organisation = make_organisation(owner=owner, editor=editor)
    services.change_role(membership=Membership.objects.get(person=editor), actor=owner, role="owner", at=NOW)
    left = services.leave_organisation(membership=Membership.objects.get(person=owner), actor=owner, at=NOW)
    assert left.ended_at == NOW
    assert not standing_of(owner.user, organisation).is_insider
    assert standing_of(editor.user, organisation).is_owner


def test_the_only_owner_leaves_a_closed_organisation() -> None:
    owner = make_person()
    make_organisation(owner=owner, state="closed")
    assert (
        services.leave_organisation(membership=Membership.objects.get(person=owner), actor=owner, at=NOW).ended_at
        == NOW
    )


def test_an_editor_changes_nobody_and_removes_nobody() -> None:
    editor, member = make_person(), make_person()
    make_organisation(owner=make_person(), editor=editor, member=member)
    row = Membership.objects.get(person=member)
    with pytest.raises(NotAllowed):
        services.change_role(membership=row, actor=editor, role="owner", at=NOW)
    with pytest.raises(NotAllowed):
        services.remove_member(membership=row, actor=editor, at=NOW)


def test_nobody_leaves_for_another_and_nobody_shows_another() -> None:
    owner, member = make_person(), make_person()
    make_organisation(owner=owner, member=member)
    row = Membership.objects.get(person=member)
    with pytest.raises(NotAllowed):
        services.leave_organisation(membership=row, actor=owner, at=NOW)
    with pytest.raises(NotAllowed):
        services.describe_membership(membership=row, actor=owner, title="Boss", is_public=True, at=NOW)


def test_a_membership_that_has_ended_is_not_there_any_more() -> None:
    owner, member = make_person(), make_person()
    make_organisation(owner=owner, member=member)
    row = Membership.objects.get(person=member)
    services.leave_organisation(membership=row, actor=member, at=NOW)
    with pytest.raises(NotFound):
        services.remove_member(membership=row, actor=owner, at=NOW)


def test_only_people_who_consent_stand_on_the_profile() -> None:
    shown, quiet, contact = (
        make_person(name="Shown"),
        make_person(name="Quiet"),
        make_person(login=False, name="Hidden", is_hidden=True),
    )
    organisation = make_organisation(owner=shown, member=quiet)
    join(contact, organisation, is_public=True)
    services.describe_membership(
        membership=Membership.objects.get(person=shown), actor=shown, title="Head", is_public=True, at=NOW
    )
    profile = selectors.profile_of(quiet.user, organisation.public_id)
    assert [(row.person.name, row.title) for row in profile.people] == [("Shown", "Head")]


def test_an_account_is_not_closed_while_it_is_the_only_owner() -> None:
    owner = make_person()
    organisation = make_organisation("Synthetic Works", owner=owner)
    with pytest.raises(Conflict) as caught:
        close_account(person=owner, actor=owner, at=NOW)
    assert "Synthetic Works" in str(caught.value.message)
    services.close_organisation(organisation=organisation, actor=owner, at=NOW)
    assert close_account(person=owner, actor=owner, at=NOW).closed_at == NOW


def test_closing_an_account_ends_memberships_and_forgets_what_was_said() -> None:
    owner, leaver = make_person(), make_person(email="leaver@works.example")
    organisation = make_organisation(owner=owner)
    join(leaver, organisation, title="Engineer", is_public=True)
    other = make_organisation("Other", owner=make_person())
    services.invite_person(
        organisation=other,
        actor=Membership.objects.get(organisation=other).person,
        email=leaver.email,
        role="member",
        at=NOW,
    )
    claimed = make_organisation("Claimed")
    services.claim_organisation(organisation=claimed, actor=leaver, evidence="Ask me under 123", at=NOW)
    assert selectors.personal_record(leaver)["memberships"][0]["title"] == "Engineer"
    close_account(person=leaver, actor=leaver, at=NOW)
    row = Membership.objects.get(person=leaver)
    assert (row.ended_at, row.title, row.is_public) == (NOW, "", False)
    assert Claim.objects.values_list("evidence", "state").get() == ("", "withdrawn")
    assert Invitation.objects.values_list("email", "withdrawn_at").get() == ("", NOW)


def test_the_log_names_people_by_opaque_ids_only() -> None:
    owner, member = make_person(name="Anna Synthetic"), make_person(name="Bert Synthetic")
    make_organisation(owner=owner, member=member)
    services.change_role(membership=Membership.objects.get(person=member), actor=owner, role="editor", at=NOW)
    event = Event.objects.get(action="directory.role_changed")
    assert event.data == {"person": member.public_id, "before": "member", "after": "editor"}
    assert event.actor_id == owner.public_id


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("owner", {EDIT_PROFILE, STATE_NEEDS, ASK_INTRODUCTIONS}),
        ("editor", {EDIT_PROFILE, STATE_NEEDS, ASK_INTRODUCTIONS}),
        ("member", {STATE_NEEDS, ASK_INTRODUCTIONS}),
    ],
)
def test_members_act_for_their_organisation_by_their_role(role: str, allowed: set[str]) -> None:
    person = make_person()
    organisation = make_organisation()
    join(person, organisation, role=role)
    assert {
        scope for scope in (EDIT_PROFILE, STATE_NEEDS, ASK_INTRODUCTIONS) if acts_for(person, organisation, scope)
    } == allowed


def test_nobody_and_outsiders_act_for_nobody() -> None:
    organisation = make_organisation()
    assert not acts_for(None, organisation, STATE_NEEDS)
    assert not acts_for(make_person(), organisation, STATE_NEEDS)
    assert not acts_for(make_person(roles=["manager"]), organisation, STATE_NEEDS)
    with pytest.raises(ValueError, match="no scope"):
        acts_for(make_person(), organisation, "sell")
