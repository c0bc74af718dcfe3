"""Invitations: by link and by address, once, for fourteen days."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from factories.organisations import make_organisation
from factories.people import make_person

from hanse.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from hanse.directory import selectors, services
from hanse.directory.models import Invitation, Membership, Organisation
from hanse.notify.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime.now(tz=UTC)


def token_in(message: Message) -> str:
    """Return the secret of the link in a mail."""
    found = re.search(r"/invitations/\w+/([\w-]+)/", message.body_text)
    assert found is not None
    return found.group(1)


def invite(email: str, role: str = "member") -> tuple[Organisation, Invitation, str]:
    owner = make_person()
    organisation = make_organisation("Synthetic Works", owner=owner)
    invitation = services.invite_person(organisation=organisation, actor=owner, email=email, role=role, at=NOW)
    return organisation, invitation, token_in(Message.objects.get(to_address=email.lower()))


def test_an_invitation_holds_fourteen_days_and_only_its_hash_is_kept() -> None:
    _organisation, invitation, token = invite("New@Works.example")
    assert invitation.email == "new@works.example"
    assert invitation.expires_at == NOW + timedelta(days=14)
    assert token not in invitation.token_hash
    assert invitation.token_hash == services.hash_of(token)


def test_whoever_holds_the_link_joins_once() -> None:
    organisation, invitation, token = invite("new@works.example", role="editor")
    person, other = make_person(), make_person()
    membership = services.accept_invitation(invitation=invitation, actor=person, token=token, at=NOW)
    assert (membership.organisation_id, membership.role) == (organisation.pk, "editor")
    with pytest.raises(WrongState):
        services.accept_invitation(invitation=invitation, actor=other, token=token, at=NOW)


def test_the_invited_address_joins_without_the_link_and_others_do_not() -> None:
    _organisation, invitation, _token = invite("new@works.example")
    with pytest.raises(NotFound):
        services.accept_invitation(invitation=invitation, actor=make_person(), at=NOW)
    unproven = make_person(email="new@works.example", verified=False)
    with pytest.raises(NotFound):
        services.accept_invitation(invitation=invitation, actor=unproven, at=NOW)


def test_a_proven_address_is_enough() -> None:
    _organisation, invitation, _token = invite("new@works.example")
    person = make_person(email="new@works.example")
    assert [row.pk for row in selectors.invitations_for(person)] == [invitation.pk]
    assert services.accept_invitation(invitation=invitation, actor=person, at=NOW).role == "member"
    assert selectors.invitations_for(person) == []


def test_a_wrong_secret_is_not_found() -> None:
    _organisation, invitation, _token = invite("new@works.example")
    with pytest.raises(NotFound):
        services.accept_invitation(invitation=invitation, actor=make_person(), token="wrong", at=NOW)


def test_an_expired_invitation_works_again_after_it_was_sent_again_and_the_old_link_does_not() -> None:
    organisation, invitation, old = invite("new@works.example")
    later = NOW + timedelta(days=15)
    with pytest.raises(WrongState):
        services.accept_invitation(invitation=invitation, actor=make_person(), token=old, at=later)
    owner = Membership.objects.get(organisation=organisation).person
    services.resend_invitation(invitation=invitation, actor=owner, at=later)
    new = token_in(Message.objects.order_by("-id")[0])
    with pytest.raises(NotFound):
        services.accept_invitation(invitation=invitation, actor=make_person(), token=old, at=later)
    assert services.accept_invitation(invitation=invitation, actor=make_person(), token=new, at=later).role == "member"


def test_a_withdrawn_or_declined_invitation_opens_nothing() -> None:
    organisation, invitation, token = invite("new@works.example")
    owner = Membership.objects.get(organisation=organisation).person
    services.withdraw_invitation(invitation=invitation, actor=owner, at=NOW)
    with pytest.raises(WrongState):
        services.accept_invitation(invitation=invitation, actor=make_person(), token=token, at=NOW)
    _organisation, declined, token = invite("other@works.example")
    services.decline_invitation(invitation=declined, actor=None, token=token, at=NOW)
    with pytest.raises(WrongState):
        services.accept_invitation(invitation=declined, actor=make_person(), token=token, at=NOW)


def test_inviting_the_same_address_again_sends_the_same_invitation_with_the_new_role() -> None:
    organisation, invitation, _token = invite("new@works.example")
    owner = Membership.objects.get(organisation=organisation).person
    again = services.invite_person(
        organisation=organisation, actor=owner, email="NEW@works.example", role="owner", at=NOW
    )
    assert (again.pk, again.role, Invitation.objects.count()) == (invitation.pk, "owner", 1)


def test_inviting_somebody_who_is_in_or_no_address_is_refused() -> None:
    owner, member = make_person(), make_person()
    organisation = make_organisation(owner=owner, member=member)
    with pytest.raises(Conflict):
        services.invite_person(organisation=organisation, actor=owner, email=member.email, role="member", at=NOW)
    with pytest.raises(Invalid):
        services.invite_person(organisation=organisation, actor=owner, email="not an address", role="member", at=NOW)


def test_inviting_by_a_member_is_refused() -> None:
    member = make_person()
    organisation = make_organisation(member=member)
    with pytest.raises(NotAllowed):
        services.invite_person(organisation=organisation, actor=member, email="new@works.example", role="owner", at=NOW)


def test_joining_never_lowers_a_role() -> None:
    organisation, invitation, token = invite("new@works.example", role="member")
    person = make_person()
    Membership.objects.create(person=person, organisation=organisation, role="editor", started_at=NOW)
    assert services.accept_invitation(invitation=invitation, actor=person, token=token, at=NOW).role == "editor"


def test_the_link_shows_a_visitor_the_way_to_an_account_and_a_signed_in_person_the_way_in() -> None:
    organisation, invitation, token = invite("new@works.example")
    path = reverse("directory:invitation_by_link", args=[invitation.public_id, token])
    visitor = Client().get(path)
    assert visitor.status_code == 200
    assert b"Make an account" in visitor.content
    person = make_person()
    client = Client()
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert b"another address" in client.get(path).content
    answer = client.post(path, {"answer": "accept"})
    assert (answer.status_code, answer.url) == (302, f"/directory/{organisation.public_id}/")
    assert Membership.objects.filter(person=person, organisation=organisation, ended_at=None).count() == 1
    assert b"was accepted" in client.get(path).content


def test_a_visitor_declines_by_the_link() -> None:
    _organisation, invitation, token = invite("new@works.example")
    path = reverse("directory:invitation_by_link", args=[invitation.public_id, token])
    assert b"was declined" in Client().post(path, {"answer": "decline"}).content
    assert (
        Client().get(reverse("directory:invitation_by_link", args=[invitation.public_id, "wrong"])).status_code == 404
    )
