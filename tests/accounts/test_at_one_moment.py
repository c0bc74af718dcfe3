"""Two people act at one moment: on PostgreSQL with real threads (SQLite lets only one write at a time anyway)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from factories.people import make_person

from hanse.accounts import services
from hanse.accounts.models import PlatformRole
from hanse.audit.models import Event
from hanse.audit.selectors import verify_chain
from hanse.audit.services import record
from hanse.core.errors import DomainError
from hanse.core.jobs import enqueue_on_commit, work
from hanse.notify.models import Message
from hanse.notify.services import queue_rendered
from hanse.notify.services.sending import _claimed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def real_threads() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: threads do not share a SQLite database in memory")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start at one moment; return results, or the domain error that stopped one."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except DomainError as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_events_of_many_writers_form_one_chain() -> None:
    record(action="test.first")
    together(*[lambda: [record(action="test.opened") for _number in range(10)]] * 4)
    assert Event.objects.count() == 41
    assert verify_chain().is_whole


def test_first_events_of_an_empty_log_form_one_chain() -> None:
    together(*[lambda: record(action="test.opened")] * 4)
    assert verify_chain().events == 4


def test_two_managers_cannot_end_each_other() -> None:
    first, second = make_person(roles=["manager"]), make_person(roles=["manager"])
    results = together(
        lambda: services.end_role(person=second, role="manager", actor=first, at=NOON),
        lambda: services.end_role(person=first, role="manager", actor=second, at=NOON),
    )
    assert PlatformRole.objects.filter(role="manager", ended_at=None).count() == 1
    assert sorted(str(result) for result in results)[1] == "None"


def test_the_last_two_managers_cannot_close_their_accounts_at_once() -> None:
    managers = [make_person(roles=["manager"]), make_person(roles=["manager"])]
    results = together(
        *[lambda person=person: services.close_account(person=person, actor=person, at=NOON) for person in managers]
    )
    assert sorted(result == "Conflict" for result in results) == [False, True]
    assert PlatformRole.objects.filter(role="manager", ended_at=None).count() == 1


def test_sign_in_link_lets_one_of_two_in() -> None:
    link = services.send_sign_in_link(person=make_person(), at=NOON)
    token = link.rstrip("/").rpartition("/")[2]
    results = together(*[lambda: services.use_sign_in_link(token=token, at=NOON)] * 2)
    assert sorted(result == "WrongState" for result in results) == [False, True]


def test_role_given_twice_at_one_moment_is_held_once() -> None:
    manager, person = make_person(roles=["manager"]), make_person()
    together(*[lambda: services.give_role(person=person, role="adviser", actor=manager, at=NOON)] * 2)
    assert PlatformRole.objects.filter(person=person, role="adviser").count() == 1


def test_jobs_are_claimed_by_one_worker_each() -> None:
    for number in range(8):
        enqueue_on_commit("core.sample_jobs.note", word=str(number))
    claimed = together(*[lambda: [job.pk for job in iter(lambda: work.claim("w"), None)]] * 3)
    ids = [job_id for part in claimed for job_id in part]
    assert (len(ids), len(set(ids))) == (8, 8)


def test_equal_jobs_are_never_claimed_side_by_side() -> None:
    together(*[lambda: enqueue_on_commit("core.sample_jobs.note", word="same")] * 3)
    claimed = [job for job in together(*[lambda: work.claim("w")] * 3) if job]
    assert len(claimed) == 1


def test_mails_are_claimed_by_one_sender_each() -> None:
    for number in range(6):
        queue_rendered(to_address=f"a{number}@example.org", template="x/y", language="en", subject="s", body_text="t")
    at = Message.objects.latest("send_after").send_after
    claimed = together(*[lambda: [message.pk for message in _claimed(at)]] * 3)
    ids = [message_id for part in claimed for message_id in part]
    assert sorted(ids) == sorted(Message.objects.values_list("pk", flat=True))
