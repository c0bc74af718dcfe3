"""People: who may change whom, roles, consents, contacts, closing; as services and as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from factories.people import PASSWORD, make_person
from typer.testing import CliRunner

from hanse.accounts import commands, selectors, services
from hanse.accounts.models import Consent, Person, PlatformRole, User
from hanse.audit.models import Event
from hanse.audit.selectors import verify_chain
from hanse.core.commandline import CommandTree
from hanse.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from hanse.core.registries import DemoAccount, demo_accounts, personal_data
from hanse.notify.models import InboxItem, Message

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def actions_of(person: Person) -> list[str]:
    return list(Event.objects.filter(subject_id=person.public_id).order_by("seq").values_list("action", flat=True))


def test_address_of_a_login_is_one_whatever_its_capitals() -> None:
    make_person(email="Ada@Example.org")
    assert User.objects.get_by_natural_key("ADA@example.ORG").email == "ada@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("aDa@example.org")
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


def test_role_is_given_ended_and_told() -> None:
    manager, person = make_person(roles=["manager"]), make_person()
    services.give_role(person=person, role="adviser", actor=manager, at=NOON)
    services.give_role(person=person, role="adviser", actor=manager, at=NOON)
    fresh = User.objects.get(pk=person.user.pk)
    assert fresh.platform_roles == {"adviser"}
    assert (Message.objects.count(), InboxItem.objects.get().title) == (1, "You have a new role: Adviser")
    services.end_role(person=person, role="adviser", actor=manager, at=NOON)
    assert User.objects.get(pk=person.user.pk).platform_roles == frozenset()
    assert actions_of(person) == ["accounts.role_given", "accounts.role_ended"]


@pytest.mark.parametrize("verb", [services.give_role, services.end_role])
def test_only_a_manager_gives_and_ends_roles(verb: Any) -> None:
    person = make_person(roles=["adviser"])
    for actor in (person, make_person(), make_person(login=False)):
        with pytest.raises(NotAllowed):
            verb(person=person, role="manager", actor=actor, at=NOON)


def test_role_that_does_not_exist_or_for_a_mere_contact_is_refused() -> None:
    manager = make_person(roles=["manager"])
    with pytest.raises(Invalid):
        services.give_role(person=make_person(), role="king", actor=manager, at=NOON)
    with pytest.raises(WrongState):
        services.give_role(person=make_person(login=False), role="adviser", actor=manager, at=NOON)
    with pytest.raises(NotFound):
        services.end_role(person=make_person(), role="adviser", actor=manager, at=NOON)


def test_last_manager_stays() -> None:
    first, second = make_person(roles=["manager"]), make_person(roles=["manager"])
    services.end_role(person=second, role="manager", actor=first, at=NOON)
    with pytest.raises(Conflict, match="last programme manager"):
        services.end_role(person=first, role="manager", actor=first, at=NOON)
    with pytest.raises(Conflict, match="last programme manager"):
        services.close_account(person=first, actor=first, at=NOON)


def test_role_of_a_login_that_is_switched_off_opens_nothing() -> None:
    person = make_person(roles=["manager"])
    User.objects.filter(pk=person.user.pk).update(is_active=False)
    assert User.objects.get(pk=person.user.pk).platform_roles == frozenset()


def test_consent_is_given_withdrawn_and_given_again_with_its_history() -> None:
    person = make_person()
    for day, is_given in enumerate([True, True, False, True]):
        services.set_consent(
            person=person, purpose="matching", is_given=is_given, actor=person, at=NOON + timedelta(days=day)
        )
    line = next(line for line in selectors.consent_lines(person) if line.purpose == "matching")
    assert [(row.given_at.day, row.withdrawn_at and row.withdrawn_at.day) for row in line.history] == [
        (23, None),
        (20, 22),
    ]
    assert selectors.has_consent(person, "matching")
    assert not selectors.has_consent(person, "newsletter")
    assert [row.holds_at(NOON + timedelta(days=2)) for row in line.history] == [False, False]
    assert line.history[1].holds_at(NOON + timedelta(days=1))
    assert actions_of(person) == ["accounts.consent_given", "accounts.consent_withdrawn", "accounts.consent_given"]


def test_nobody_consents_for_another_and_not_to_nothing() -> None:
    person = make_person()
    with pytest.raises(NotAllowed):
        services.set_consent(
            person=person, purpose="matching", is_given=True, actor=make_person(roles=["manager"]), at=NOON
        )
    with pytest.raises(Invalid):
        services.set_consent(person=person, purpose="everything", is_given=True, actor=person, at=NOON)


def test_details_are_changed_by_the_person_and_by_managers_only() -> None:
    person = make_person()
    services.update_person(person=person, actor=person, at=NOON, name=" Ada ", phone="+358 1")
    services.update_person(person=person, actor=make_person(roles=["manager"]), at=NOON, job_title="Owner")
    person.refresh_from_db()
    assert (person.name, person.phone, person.job_title) == ("Ada", "+358 1", "Owner")
    assert Event.objects.order_by("seq")[0].data == {"fields": ["name", "phone"]}
    with pytest.raises(NotAllowed):
        services.update_person(person=person, actor=make_person(roles=["adviser"]), at=NOON, name="X")


def test_change_that_changes_nothing_leaves_no_trace_and_impossible_ones_are_refused() -> None:
    person = make_person(name="Ada")
    services.update_person(person=person, actor=person, at=NOON, name="Ada")
    assert Event.objects.count() == 0
    for details in ({"name": " "}, {"email": "x@example.org"}):
        with pytest.raises(Invalid):
            services.update_person(person=person, actor=person, at=NOON, **details)


def test_contact_stays_hidden_until_its_owner_comes() -> None:
    contact = services.create_contact(name=" Ben ", email="Ben@Example.org", source="register", at=NOON)
    assert (contact.name, contact.email, contact.is_hidden, contact.user) == ("Ben", "ben@example.org", True, None)


def test_adoption_moves_what_pointed_at_the_contacts_and_doubles_nothing() -> None:
    first = make_person(login=False, email="ada@example.org", job_title="Owner")
    second = make_person(login=False, email="ADA@example.org", phone="+1")
    stranger = make_person(login=False, email="ben@example.org")
    owner = make_person(email="ada@example.org")
    Consent.objects.create(person=owner, purpose="matching", wording_version="1", given_at=NOON)
    Consent.objects.create(person=first, purpose="matching", wording_version="1", given_at=NOON)
    Consent.objects.create(person=second, purpose="newsletter", wording_version="1", given_at=NOON)
    merged = services.adopt_contacts(user=owner.user, email="Ada@example.org", at=NOON)
    assert set(merged) == {first.public_id, second.public_id}
    assert set(Person.objects.all()) == {owner, stranger}
    owner.refresh_from_db()
    assert (owner.job_title, owner.phone) == ("Owner", "+1")
    assert sorted(owner.consents.values_list("purpose", flat=True)) == ["matching", "newsletter"]
    assert services.adopt_contacts(user=owner.user, email="ada@example.org", at=NOON) == []


def test_account_of_the_operator_needs_an_address_that_is_free() -> None:
    person = services.add_account(email="Ada@Example.org", name="Ada", language="de", at=NOON)
    assert EmailAddress.objects.get().verified
    assert (person.language, person.user.has_usable_password()) == ("de", False)
    with pytest.raises(Conflict):
        services.add_account(email="ada@example.org", name="Ada", language="de", at=NOON)
    with pytest.raises(Invalid):
        services.add_account(email="nonsense", name="Ada", language="de", at=NOON)


def test_account_is_closed_only_when_no_part_of_the_product_objects(owner_rule: list[Any]) -> None:
    owner = make_person(name="Owner")
    with pytest.raises(Conflict, match="You own the last boat"):
        services.close_account(person=owner, actor=owner, at=NOON)
    assert owner_rule == []
    owner.refresh_from_db()
    assert owner.user is not None


def test_closed_account_leaves_an_opaque_id_and_a_whole_log(owner_rule: list[Any]) -> None:
    person = make_person(
        name="Ada Quay", email="ada@example.org", phone="+1", roles=["adviser"], job_title="x", source="y"
    )
    make_person(roles=["manager"])
    services.set_consent(person=person, purpose="matching", is_given=True, actor=person, at=NOON)
    services.send_sign_in_link(person=person, at=NOON)
    AccessAttempt.objects.create(username="ada@example.org", failures_since_start=1, ip_address="192.0.2.1")
    closed = services.close_account(person=person, actor=person, at=NOON)
    assert owner_rule == [(person, person, NOON)]
    kept = [closed.name, closed.email, closed.phone, closed.job_title, closed.source, closed.user, closed.is_hidden]
    assert kept == ["", "", "", "", "", None, True]
    assert (str(closed), closed.closed_at, closed.public_id) == ("Former member", NOON, person.public_id)
    assert (User.objects.count(), EmailAddress.objects.count(), AccessAttempt.objects.count()) == (1, 1, 0)
    assert Consent.objects.get().withdrawn_at == NOON
    assert PlatformRole.objects.get(role="adviser").ended_at == NOON
    assert Message.objects.get().to_address == ""
    assert verify_chain().is_whole
    assert "Ada" not in str(list(Event.objects.values()))
    with pytest.raises(WrongState):
        services.close_account(person=closed, actor=None, at=NOON)
    with pytest.raises(WrongState):
        services.update_person(person=closed, actor=make_person(roles=["manager"]), at=NOON, name="Zombie")


def test_account_is_closed_by_the_person_or_a_manager_only() -> None:
    person = make_person()
    with pytest.raises(NotAllowed):
        services.close_account(person=person, actor=make_person(roles=["adviser"]), at=NOON)
    services.close_account(person=person, actor=make_person(roles=["manager"]), at=NOON)


def test_closed_session_is_over(client: Client, person: Person) -> None:
    services.close_account(person=person, actor=None, at=NOON)
    assert client.get(reverse("accounts:settings")).status_code == 302


def test_copy_of_the_personal_data_holds_account_and_mail() -> None:
    person = make_person(name="Ada", roles=["adviser"])
    services.set_consent(person=person, purpose="matching", is_given=True, actor=person, at=NOON)
    services.send_sign_in_link(person=person, at=NOON)
    account = personal_data["accounts"].export(person)
    assert account["details"]["name"] == "Ada"
    assert [role["role"] for role in account["roles"]] == ["adviser"]
    assert account["consents"][0]["purpose"] == "matching"
    assert personal_data["notify"].export(person)["mails"][0]["subject"] == "Your sign-in link"


def test_old_links_are_forgotten_after_a_day() -> None:
    services.send_sign_in_link(person=make_person(), at=NOON)
    assert services.forget_old_links(at=NOON + timedelta(hours=24)) == 0
    assert services.forget_old_links(at=NOON + timedelta(hours=25)) == 1


def test_contact_gets_no_link() -> None:
    with pytest.raises(WrongState):
        services.send_sign_in_link(person=make_person(login=False), at=NOON)


def run(*arguments: str) -> tuple[int, str, str]:
    tree = CommandTree()
    commands.register(tree)
    result = CliRunner().invoke(tree.root, ["people", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_operator_makes_accounts_gives_roles_and_opens_the_door(client: Client) -> None:
    assert run("add", "ada@example.org", "--name", "Ada", "--role", "manager")[0] == 0
    person = selectors.person_by_address("ADA@example.org")
    assert person is not None
    assert person.user.platform_roles == {"manager"}
    assert run("add", "ada@example.org", "--name", "Ada")[0] == 1
    assert run("end-role", "ada@example.org", "manager")[0] == 1
    assert run("give-role", "ada@example.org", "adviser")[0] == 0
    assert run("end-role", "ada@example.org", "adviser")[0] == 0
    assert run("give-role", "nobody@example.org", "adviser")[0] == 1
    assert run("sign-in-link", "nobody@example.org")[0] == 1
    link = run("sign-in-link", "ada@example.org")[1].strip()
    assert link.startswith("http://127.0.0.1:8000/account/link/")
    client.post(link.removeprefix("http://127.0.0.1:8000"))
    assert "_auth_user_id" in client.session


def test_changed_address_is_followed_only_when_it_is_proven(
    client: Client, person: Person, mailed_link: Callable[[], str]
) -> None:
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "New@example.org"})
    link = mailed_link()
    person.refresh_from_db()
    assert person.email != "new@example.org"
    client.post(link)
    person = Person.objects.get(pk=person.pk)
    assert (person.email, person.user.email) == ("new@example.org", "new@example.org")
    assert actions_of(person)[-1] == "accounts.address_changed"


def test_demo_accounts_stand_on_the_sign_in_page_of_a_demonstration_only(client: Client, settings: Any) -> None:
    demo_accounts.add("test", DemoAccount("Dora", "owner of a demo firm", "dora@example.org", PASSWORD))
    try:
        settings.DEMO = False
        assert "Dora" not in client.get(reverse("account_login")).content.decode()
        settings.DEMO = True
        assert "Dora" in client.get(reverse("account_login")).content.decode()
    finally:
        demo_accounts.remove("test")
