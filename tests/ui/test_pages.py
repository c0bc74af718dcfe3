"""The base page, the catalogue, the reader's preferences, and the pages for errors."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory

from hanse.ui import errors, navigation, views
from hanse.ui.context import Site

pytestmark = [pytest.mark.urls("ui.addresses"), pytest.mark.django_db]


def request_for(path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def test_the_catalogue_opens_for_everybody_within_the_content_security_policy(client: Client):
    answer = client.get("/design/")
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode().replace('rel="stylesheet"', "")
    assert "style-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_names_its_language_and_follows_the_device_by_default(client: Client):
    html = client.get("/design/").content.decode()
    assert '<html lang="en">' in html
    assert '<a class="skip" href="#main">' in html
    assert "data-theme" not in html


def test_a_chosen_theme_is_remembered_without_javascript(client: Client):
    answer = client.get("/design/preferences/", {"theme": "dark", "next": "/design/?page=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/design/?page=2")
    assert '<html lang="en" data-theme="dark">' in client.get("/design/").content.decode()
    client.get("/design/preferences/", {"theme": "device"})
    assert "data-theme" not in client.get("/design/").content.decode()


def test_a_chosen_language_is_remembered(client: Client):
    client.get("/design/preferences/", {"language": "pl", "next": "/design/"})
    assert '<html lang="pl">' in client.get("/design/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_preferences_never_lead_to_another_site(client: Client, target: str):
    assert client.get("/design/preferences/", {"theme": "dark", "next": target})["Location"] == "/"


def test_preferences_ignore_what_they_do_not_know(client: Client):
    answer = client.get("/design/preferences/", {"theme": "pink", "language": "xx"})
    assert answer.cookies == {}


def test_a_link_whose_address_does_not_exist_stays_hidden():
    labels = [str(link.label) for link in Site(request_for("/funding/")).sections]
    assert labels == ["Find", "Funding"]


def test_the_section_of_a_page_is_marked():
    assert [link.is_current for link in Site(request_for("/funding/calls/")).sections] == [False, True]


def test_footer_columns_without_links_are_left_out():
    assert [str(column["title"]) for column in Site(request_for()).footer] == ["Services"]


def test_a_count_stands_beside_its_link(monkeypatch):
    monkeypatch.setattr(navigation, "_COUNTS", {})
    monkeypatch.setattr(navigation, "PERSON", [navigation.Item("Home", "portal:home")])
    navigation.register_count("portal:home", lambda request: 3)
    site = Site(request_for())
    assert (site.unread, site.person_menu[0].count) == (3, 3)


def test_a_link_with_a_permission_is_hidden_from_those_without():
    assert navigation.links([navigation.Item("Staff", "portal:home", permission="x.y")], request_for()) == []


def test_a_menu_item_is_added_once(monkeypatch):
    monkeypatch.setattr(navigation, "PERSON", [])
    item = navigation.Item("Home", "portal:home")
    navigation.add_to_person_menu(item)
    navigation.add_to_person_menu(item)
    assert [item] == navigation.PERSON


def test_a_missing_page_says_what_to_do(client: Client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "Check the address, or sign in" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.csrf_failure, 403)],
)
def test_errors_have_their_status_as_a_page_and_as_json(view, status: int):
    page, data = view(request_for("/x/")), view(request_for("/api/v1/x"))
    assert (page.status_code, data.status_code) == (status, status)
    assert data["Content-Type"] == "application/json"
    assert b"next_step" in data.content


def test_an_error_of_the_server_shows_a_page_that_needs_nothing(client: Client):
    client.raise_request_exception = False
    answer = client.get("/boom/")
    assert answer.status_code == 500
    assert "What you saved is safe." in answer.content.decode()
    assert errors.server_error(request_for("/api/v1/x"))["Content-Type"] == "application/json"


def test_every_page_of_the_look_is_declared_public():
    assert {view.required_permission for view in (views.design, views.preferences)} == {"public"}
