"""Addresses with a NUL, which PostgreSQL refuses in any query, are answered like any other that leads nowhere."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from factories.people import make_person

from hanse.accounts.models import Person
from hanse.core.middleware import CleanAddressMiddleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/directory/%00/", "/directory/%00/print/", "/needs/%00/", "/introduce/%00/", "/api/v1/organisations/%00"]
)
def test_a_nul_in_a_path_names_no_page(path: str) -> None:
    client = Client()
    client.force_login(make_person().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(path).status_code in (404, 422)


@pytest.mark.parametrize(
    "address",
    [
        "/account/people/?before=%00",
        "/inbox/outbox/?before=%00",
        "/directory/verification/?before=%00",
        "/directory/regions/?country=%00",
        "/directory/?q=%00",
    ],
)
def test_a_nul_in_a_query_breaks_no_list(address: str) -> None:
    client = Client()
    manager = make_person(roles=["manager"])
    client.force_login(manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("query", ["q=%00", "q=%%0000", "q=a%00%00b", "q=\x00"])
def test_no_view_reads_a_nul_from_a_query(query: str) -> None:
    seen = []
    request = RequestFactory().get("/", QUERY_STRING=query)
    CleanAddressMiddleware(lambda given: seen.append(given.GET["q"]))(request)  # type: ignore[arg-type, func-returns-value]
    assert [value for value in seen if "\x00" in value] == []
    assert len(seen) == 1


def test_a_nul_in_a_sent_id_finds_nothing() -> None:
    make_person()
    assert Person.objects.filter(public_id="\x00").first() is None
    assert Person.objects.filter(public_id__in=["\x00"]).count() == 0
