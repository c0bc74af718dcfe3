"""The directory for other programs: the same results as the page, cursors that hold, refusals that are declared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories.organisations import make_organisation, make_source

from hanse.directory import services
from hanse.directory.index import reading
from hanse.directory.models import Organisation

pytestmark = pytest.mark.django_db
URL = "/api/v1/organisations"


def _made(count: int) -> list[Organisation]:
    made = [make_organisation(f"Works {number:02}", terms=["technology:robotics"]) for number in range(count)]
    services.touch([one.pk for one in made])
    return made


def _names(answer: Any) -> list[str]:
    return [item["name"] for item in answer.json()["items"]]


def test_slices_by_cursor_are_the_whole_list_once(client: Client) -> None:
    _made(7)
    seen, cursor = [], ""
    while True:
        answer = client.get(URL, {"limit": 3, "cursor": cursor, "technology": "robotics"})
        seen += _names(answer)
        cursor = answer.json()["next"]
        if not cursor:
            break
    assert (answer.json()["count"], seen) == (7, [f"Works {number:02}" for number in range(7)])


def test_a_cursor_skips_and_repeats_nothing_when_entries_come_and_go(client: Client) -> None:
    made = _made(6)
    first = client.get(URL, {"limit": 2}).json()["next"]
    services.touch([make_organisation("Aaa Works").pk])
    assert _names(client.get(URL, {"limit": 2, "cursor": first})) == ["Works 02", "Works 03"]
    Organisation.objects.filter(pk=made[1].pk).update(state="hidden")
    services.touch([made[1].pk])
    # The last one seen is gone: its place counts.
    assert _names(client.get(URL, {"limit": 2, "cursor": first})) == ["Works 02", "Works 03"]


def test_filters_are_those_of_the_page(client: Client) -> None:
    _made(2)
    services.touch([make_organisation("Hub", kind="hub", country="DE").pk])
    assert _names(client.get(URL, {"kind": ["hub"], "country": ["DE", "PL"]})) == ["Hub"]
    assert _names(client.get(URL, {"q": "hu"})) == ["Hub"]
    assert client.get(URL, {"country": "XX"}).json() == {"count": 0, "items": [], "next": ""}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=1",
        "cursor=%00",
        "sort=random",
        "country=%27--",
        "area=1",
        "q=" + "a" * 300,
    ],
)
def test_what_does_not_fit_is_refused_as_declared(query: str, client: Client) -> None:
    assert client.get(f"{URL}?{query}").status_code == 422


def test_an_organisation_is_what_its_public_page_shows(client: Client) -> None:
    make_source("cordis")
    one = make_organisation("Alpha Lab", terms=["technology:photonics"], offers=["Light"], source_id="cordis")
    found = client.get(f"{URL}/{one.public_id}").json()
    assert (found["name"], found["technologies"], found["terms"]) == (
        "Alpha Lab",
        ["photonics"],
        ["technology:photonics"],
    )
    assert (found["offers"][0]["title"], found["source"]["attribution"]) == ("Light", "Facts from cordis")
    assert {"id", "people", "street"} & found.keys() == {"id"}


def test_a_hidden_organisation_is_not_found(client: Client) -> None:
    one = make_organisation("Alpha Lab", state="hidden")
    assert client.get(f"{URL}/{one.public_id}").status_code == 404
    assert client.get(f"{URL}/{'0' * 26}").status_code == 404
    assert client.get(f"{URL}/%00").status_code == 422


def test_while_there_is_no_index_the_answer_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL", 1)
    make_organisation("Alpha Lab")
    assert client.get(URL).status_code == 503


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_slice_asks_the_database_at_most_eight_times(count: int, client: Client) -> None:
    _made(count)
    client.get(URL)
    with CaptureQueriesContext(connection) as captured:
        client.get(URL, {"limit": 100, "technology": "robotics"})
    assert len(captured) <= 8
