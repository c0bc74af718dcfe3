"""The log's page, its file and its commands."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.people import make_person
from typer.testing import CliRunner

from hanse.accounts.models import Person
from hanse.audit import commands, selectors
from hanse.audit.models import ChainHead
from hanse.audit.selectors import EventFilter, event_page, events_for
from hanse.audit.services import record
from hanse.core.commandline import CommandTree
from hanse.core.errors import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
DAY = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def manager() -> Person:
    return make_person(roles=["manager"])


def actions(person: Person, **wanted: object) -> list[str]:
    return [event.action for event in event_page(person.user, EventFilter(**wanted)).events]


def test_page_shows_events_with_the_names_of_people(client: Client, manager: Person) -> None:
    record(action="test.opened", actor=manager, subject=manager, data={"door": "front"})
    record(action="test.ticked")
    client.force_login(manager.user)
    page = client.get(reverse("audit:log")).content.decode()
    assert page.count(manager.name) >= 2
    assert "test.opened" in page
    assert "front" in page
    assert "the system" in page


@pytest.mark.parametrize("name", ["audit:log", "audit:export"])
def test_visitor_is_sent_to_sign_in_and_outsider_finds_nothing(client: Client, name: str) -> None:
    address = reverse(name)
    assert client.get(address).url == f"/account/login/?next={address}"
    client.force_login(make_person(roles=["adviser"]).user)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405


def test_selector_refuses_an_outsider() -> None:
    with pytest.raises(NotFound):
        event_page(make_person().user, EventFilter())


def test_filters_find_by_text_actor_action_kind_record_and_day(manager: Person) -> None:
    other = make_person()
    record(action="test.opened", actor=other, subject=("test.door", "D1"), at=DAY)
    record(action="test.shut", actor=other, subject=("test.gate", "G1"), at=DAY + timedelta(days=1))
    assert actions(manager, text="GATE") == ["test.shut"]
    assert actions(manager, text="d1") == ["test.opened"]
    assert actions(manager, text="nul\x00") == []
    assert actions(manager, actor=other.public_id) == ["test.shut", "test.opened"]
    assert actions(manager, action="test.opened") == ["test.opened"]
    assert actions(manager, subject_kind="test.gate") == ["test.shut"]
    assert actions(manager, subject="D1") == ["test.opened"]
    assert actions(manager, since=(DAY + timedelta(days=1)).date()) == ["test.shut"]
    assert actions(manager, until=DAY.date()) == ["test.opened"]
    assert actions(manager, until=date.max) == ["test.shut", "test.opened"]


def test_pages_follow_each_other_without_gap_or_repetition(client: Client, manager: Person) -> None:
    for _number in range(selectors.PAGE_SIZE + 3):
        record(action="test.opened")
    first = event_page(manager.user, EventFilter())
    second = event_page(manager.user, EventFilter(), before=first.next_before)
    assert [event.seq for event in first.events + second.events] == list(range(selectors.PAGE_SIZE + 3, 0, -1))
    assert second.next_before is None
    client.force_login(manager.user)
    page = client.get(reverse("audit:log"), {"action": "test.opened"}).content.decode()
    assert f"?action=test.opened&amp;before={first.next_before}" in page


@pytest.mark.parametrize(
    "query", ["before=x", "since=tomorrow", "before=99999999999999999999999", "q=%00", "kind=" + "k" * 999]
)
def test_impossible_filters_are_left_out(client: Client, manager: Person, query: str) -> None:
    client.force_login(manager.user)
    assert client.get(reverse("audit:log") + "?" + query).status_code == 200


def test_empty_log_says_so(client: Client, manager: Person) -> None:
    client.force_login(manager.user)
    assert "Nothing has happened yet" in client.get(reverse("audit:log")).content.decode()
    assert "No event fits" in client.get(reverse("audit:log"), {"q": "nothing"}).content.decode()


def test_number_of_queries_does_not_grow_with_the_rows(client: Client, manager: Person) -> None:
    client.force_login(manager.user)
    numbers = []
    for rows in (1, 3, 60):
        while ChainHead.objects.filter(seq__gte=rows).first() is None:
            record(action="test.opened", actor=make_person(login=False), subject=manager)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("audit:log"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == numbers[2] <= 12


def test_export_is_a_table_that_no_spreadsheet_runs(client: Client, manager: Person) -> None:
    record(action="=cmd()", actor=manager, data={"k": "ü"}, at=DAY)
    client.force_login(manager.user)
    response = client.get(reverse("audit:export"), {"actor": manager.public_id})
    assert response["Content-Disposition"] == 'attachment; filename="audit-log.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["seq"], row["action"], row["data"], row["at"]) for row in rows] == [
        ("1", "'=cmd()", '{"k": "ü"}', "2026-05-10T12:00:00+00:00")
    ]


def test_history_of_a_record_is_newest_first_and_its_own(manager: Person) -> None:
    for action in ("test.a", "test.b"):
        record(action=action, subject=manager)
    record(action="test.c", subject=("test.door", "D1"))
    assert [event.action for event in events_for(manager)] == ["test.b", "test.a"]
    assert [event.action for event in events_for(manager, limit=1)] == ["test.b"]
    assert [event.action for event in events_for(("test.door", "D1"))] == ["test.c"]


def run(*arguments: str) -> tuple[int, str, str]:
    tree = CommandTree()
    commands.register(tree)
    result = CliRunner().invoke(tree.root, ["audit", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_command_verifies_the_chain() -> None:
    record(action="test.opened")
    assert run("verify")[:2] == (0, "The chain is whole: 1 events.\n")
    assert json.loads(run("verify", "--json")[1]) == {"events": 1, "bad_seq": None, "problem": "", "is_whole": True}


def test_command_ends_with_an_error_where_the_chain_is_broken() -> None:
    record(action="test.opened")
    ChainHead.objects.update(hash="0" * 64)
    assert run("verify")[0] == 1
    code, output, _ = run("verify", "--json")
    assert (code, json.loads(output)["is_whole"]) == (1, False)


def test_command_lists_events() -> None:
    record(action="test.opened", subject=("test.door", "D1"), data={"k": 1}, at=DAY)
    record(action="test.shut")
    [line] = json.loads(run("list", "--action", "test.opened", "--json")[1])
    assert (line["seq"], line["subject_id"], line["data"]) == (1, "D1", {"k": 1})
    assert "test.shut" in run("list", "--limit", "1")[1]
