"""What one person sees stays out of caches that many share."""

from __future__ import annotations

import pytest
from django.test import Client
from factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/needs/", "/introductions/", "/me/", "/", "/nowhere/"])
def test_pages_of_somebody_signed_in_are_private(path: str) -> None:
    client = Client()
    client.force_login(make_person().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(path)["Cache-Control"] == "private"


def test_the_inbox_is_not_kept_at_all() -> None:
    client = Client()
    client.force_login(make_person().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "no-store" in client.get("/inbox/")["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/api/v1/reference/lists"])
def test_what_everybody_sees_is_not_marked(path: str) -> None:
    assert not Client().get(path).has_header("Cache-Control")
