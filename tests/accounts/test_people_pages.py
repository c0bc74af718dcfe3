"""The pages of accounts and people: who may open them, what they change, how much they ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from factories.people import PASSWORD, make_person

from hanse.accounts import services
from hanse.accounts.models import Person, PlatformRole
from hanse.accounts.urls import urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


OWN_PAGES = [
    "accounts:settings",
    "accounts:consents",
    "accounts:sign_in_methods",
    "accounts:close",
    "account_email",
    "account_change_password",
    "mfa_index",
]
STAFF_PAGES = ["accounts:people", "accounts:person"]
STAFF_ACTS = ["accounts:give_role", "accounts:end_role", "accounts:close_person"]


def staff_address(name: str, person: Person) -> str:
    return reverse(name, args=[] if name == "accounts:people" else [person.public_id])


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_page_opens_for_the_person_and_sends_a_visitor_to_sign_in(client: Client, name: str) -> None:
    address = reverse(name)
    assert client.get(address).url == f"/account/login/?next={address}"
    client.force_login(make_person(password=PASSWORD).user)
    response = client.get(address)
    assert response.status_code == 200
    assert 'id="main"' in response.content.decode()


@pytest.mark.parametrize("name", STAFF_PAGES + STAFF_ACTS)
def test_staff_page_sends_a_visitor_to_sign_in_and_does_not_exist_for_others(client: Client, name: str) -> None:
    other = make_person()
    address = staff_address(name, other)
    method = client.get if name in STAFF_PAGES else client.post
    assert method(address).url == f"/account/login/?next={address}"
    for outsider in (other, make_person(roles=["adviser"])):
        client.force_login(outsider.user)
        assert method(address, {"role": "manager"}).status_code == 404
    assert PlatformRole.objects.filter(role="manager").count() == 0


@pytest.mark.parametrize("name", [*STAFF_ACTS, "accounts:set_consent"])
def test_change_needs_a_post_with_a_token(name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person(roles=["manager"]).user)
    address = reverse(name, args=["matching"])
    assert strict.get(address).status_code == 405
    assert strict.post(address).status_code == 403


def test_every_address_of_the_app_declares_who_may_open_it() -> None:
    def callbacks(patterns: Any) -> Iterator[Any]:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from callbacks(pattern.url_patterns)
            else:
                yield pattern

    declared = {
        pattern.name: getattr(pattern.callback, "required_permission", None) for pattern in callbacks(urlpatterns)
    }
    assert None not in declared.values()
    assert declared["account_login"] == "public"
    assert declared["account_email"] == "signed in"
    assert declared["people"] == "accounts.manage_people"
    assert get_resolver().reverse_dict is not None


def test_details_are_saved_by_form_and_a_bad_name_is_shown(client: Client, person: Person) -> None:
    answer = {"name": "Ada B. Quay", "job_title": "Owner", "phone": "", "language": "de"}
    assert client.post(reverse("accounts:settings"), answer).url == reverse("accounts:settings")
    person.refresh_from_db()
    assert (person.name, person.job_title, person.language) == ("Ada B. Quay", "Owner", "de")
    response = client.post(reverse("accounts:settings"), {**answer, "name": ""})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_consent_page_gives_and_withdraws(client: Client, person: Person) -> None:
    address = reverse("accounts:set_consent", args=["newsletter"])
    client.post(address, {"is_given": "1"})
    assert "You agreed" in client.get(reverse("accounts:consents")).content.decode()
    client.post(address, {"is_given": "0"})
    page = client.get(reverse("accounts:consents")).content.decode()
    assert "You agreed" not in page
    assert "withdrawn" in page
    assert client.post(reverse("accounts:set_consent", args=["nothing"])).status_code == 422


def test_account_is_closed_by_form_only_with_the_password(client: Client, person: Person) -> None:
    address = reverse("accounts:close")
    assert client.post(address, {"password": "wrong", "is_sure": "on"}).status_code == 422
    assert client.post(address, {"password": PASSWORD}).status_code == 422
    assert client.post(address, {"password": PASSWORD, "is_sure": "on"}).url == reverse("accounts:closed")
    assert "_auth_user_id" not in client.session
    person.refresh_from_db()
    assert person.closed_at is not None


def test_account_without_password_is_closed_with_the_address(client: Client) -> None:
    person = make_person(email="ada@example.org")
    client.force_login(person.user)
    address = reverse("accounts:close")
    assert client.post(address, {"address": "ben@example.org", "is_sure": "on"}).status_code == 422
    assert client.post(address, {"address": "ADA@example.org", "is_sure": "on"}).status_code == 302


def test_guessing_the_password_on_the_closing_page_is_limited(client: Client, person: Person) -> None:
    statuses = [
        client.post(reverse("accounts:close"), {"password": "x", "is_sure": "on"}).status_code for _try in range(11)
    ]
    assert statuses == [422] * 10 + [429]


def test_closing_page_names_what_stands_in_the_way(client: Client, owner_rule: list[Any]) -> None:
    client.force_login(make_person(name="Owner").user)
    page = client.get(reverse("accounts:close")).content.decode()
    assert '<a href="/boats/">You own the last boat.</a>' in page
    assert "Close my account" not in page


def test_people_list_finds_by_name_address_kind_and_role(client: Client, manager: Person) -> None:
    make_person(name="Ada Quay", email="ada@example.org", roles=["adviser"])
    make_person(name="Ben Berth", login=False, job_title="Harbour master")
    services.close_account(person=make_person(name="Cy"), actor=None, at=NOON)

    def found(**query: str) -> list[bool]:
        page = client.get(reverse("accounts:people"), query).content.decode()
        table = page[page.index('id="main"') :]
        return [name in table for name in ("Ada Quay", "Ben Berth", ">Mia Manager<", "Former member")]

    assert found() == [True, True, True, False]
    assert found(q="ADA@") == [True, False, False, False]
    assert found(q="harbour") == [False, True, False, False]
    assert found(kind="login") == [True, False, True, False]
    assert found(kind="contact") == [False, True, False, False]
    assert found(kind="closed") == [False, False, False, True]
    assert found(role="adviser") == [True, False, False, False]
    assert found(role="king", kind="x") == [True, True, True, False]
    assert "Nobody fits" in client.get(reverse("accounts:people"), {"q": "zzz"}).content.decode()


def test_people_list_in_pages_and_queries_do_not_grow(client: Client, manager: Person) -> None:
    numbers = []
    for rows in (1, 3, 60):
        while Person.objects.count() < rows:
            make_person(login=False)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("accounts:people")).content.decode()
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == numbers[2] <= 12
    before = Person.objects.order_by("-id")[49].public_id
    assert f"before={before}" in page
    assert client.get(reverse("accounts:people"), {"before": before}).content.decode().count("<tr>") == 11


def test_person_page_gives_and_ends_roles_and_shows_the_history(client: Client, manager: Person) -> None:
    other = make_person(name="<b>Ada</b>")
    address = reverse("accounts:person", args=[other.public_id])
    client.post(reverse("accounts:give_role", args=[other.public_id]), {"role": "adviser"})
    page = client.get(address).content.decode()
    assert "<b>Ada</b>" not in page
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    assert "&amp;lt;" not in page
    assert "accounts.role_given" in page
    client.post(reverse("accounts:end_role", args=[other.public_id]), {"role": "adviser"})
    assert PlatformRole.objects.get(person=other).ended_at is not None
    assert client.post(reverse("accounts:give_role", args=[other.public_id]), {"role": "king"}).status_code == 422
    assert client.get(reverse("accounts:person", args=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])).status_code == 404


def test_manager_closes_an_account(client: Client, manager: Person) -> None:
    other = make_person(name="Ada Quay")
    client.post(reverse("accounts:close_person", args=[other.public_id]))
    page = client.get(reverse("accounts:person", args=[other.public_id])).content.decode()
    assert "Former member" in page
    assert "Ada Quay" not in page
    assert client.post(reverse("accounts:close_person", args=[manager.public_id])).status_code == 409
