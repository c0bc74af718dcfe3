"""The log: what is written stays as it is, and a change shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from factories.people import make_person

from hanse.audit.models import AppendOnly, ChainHead, Event
from hanse.audit.selectors import verify_chain
from hanse.audit.services import record

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
GUARD = import_module("hanse.audit.migrations.0002_append_only")


@pytest.fixture
def guarded() -> None:
    """Put the guard back that the other tests run without."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(GUARD.SQLITE[1])


def overwrite(seq: int, **changes: str) -> None:
    """Change an event as somebody would who owns the database and has switched the guard off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_update")
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        for column, value in changes.items():
            cursor.execute(f"UPDATE audit_event SET {column} = %s WHERE seq = %s", [value, seq])


def erase(seq: int) -> None:
    """Delete an event as somebody would who has switched the guard off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_event WHERE seq = %s", [seq])


def test_events_are_numbered_and_linked() -> None:
    first, second = record(action="test.opened"), record(action="test.shut", data={"door": 1})
    assert (first.seq, first.previous_hash, second.seq, second.previous_hash) == (1, "", 2, first.hash)
    head = ChainHead.objects.get()
    assert (head.seq, head.hash) == (2, second.hash)


def test_whole_chain_verifies() -> None:
    person = make_person()
    record(action="test.opened", actor=person, subject=person, data={"price": Decimal("1.50"), "day": date(2026, 1, 2)})
    record(action="test.opened", subject=("test.door", "D1"), at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))
    assert verify_chain() == verify_chain(batch=1)
    assert (verify_chain().is_whole, verify_chain().events) == (True, 2)


def test_empty_log_verifies() -> None:
    assert verify_chain().events == 0
    assert verify_chain().is_whole


def test_data_is_kept_as_plain_values() -> None:
    event = record(
        action="test.x", data={"f": 0.1, "s": {"b", "a"}, "t": (1, None), "nul": "a\x00b", "d": Decimal("2.0")}
    )
    assert Event.objects.get(pk=event.pk).data == {"f": "0.1", "s": ["a", "b"], "t": [1, None], "nul": "ab", "d": "2.0"}
    assert verify_chain().is_whole


def test_record_about_something_without_public_id_or_with_a_record_in_its_data_is_refused() -> None:
    person = make_person()
    with pytest.raises(TypeError, match=r"accounts\.user has no public id"):
        record(action="test.x", subject=person.user)
    with pytest.raises(TypeError, match="plain values"):
        record(action="test.x", data={"who": person})


def test_event_of_a_rolled_back_transaction_leaves_no_gap() -> None:
    record(action="test.first")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(action="test.lost")
        raise ZeroDivisionError
    assert record(action="test.second").seq == 2
    assert verify_chain().is_whole


@pytest.mark.parametrize(
    ("column", "value"), [("action", "test.nothing"), ("actor_id", "X"), ("subject_id", "Y"), ("data", '{"door": 2}')]
)
def test_changed_event_shows(column: str, value: str) -> None:
    for number in range(3):
        record(action="test.opened", data={"door": number})
    overwrite(2, **{column: value})
    report = verify_chain()
    assert (report.is_whole, report.bad_seq, report.problem) == (False, 2, "the event was changed")


def test_changed_event_with_a_new_hash_shows_at_the_next_link() -> None:
    for _number in range(3):
        record(action="test.opened")
    overwrite(2, action="test.nothing")
    overwrite_hash = Event.objects.get(pk=2).digest()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET hash = %s WHERE seq = 2", [overwrite_hash])
    report = verify_chain()
    assert (report.bad_seq, report.problem) == (3, "the link to the event before does not fit")


def test_missing_event_shows() -> None:
    for _number in range(3):
        record(action="test.opened")
    erase(2)
    assert (verify_chain().bad_seq, verify_chain().problem) == (2, "an event is missing")


def test_end_that_was_cut_off_shows() -> None:
    for _number in range(3):
        record(action="test.opened")
    erase(3)
    assert (verify_chain().bad_seq, verify_chain().problem) == (3, "the log does not end where its head says")


def test_event_added_behind_the_head_shows() -> None:
    first = record(action="test.opened")
    Event(seq=2, at=first.at, action="test.forged", previous_hash=first.hash, hash="0" * 64).save()
    assert (verify_chain().bad_seq, verify_chain().problem) == (2, "an event stands behind the head")


def test_model_refuses_to_change_or_delete() -> None:
    event = record(action="test.opened")
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.filter(pk=1).update(action="x"),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_database_refuses_to_change_or_delete(statement: str) -> None:
    record(action="test.opened")
    with (
        pytest.raises(DatabaseError, match="audit events are never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert verify_chain().is_whole


def test_guard_of_the_database_can_be_taken_off_and_put_back_by_migration() -> None:
    editor = connection.schema_editor()
    GUARD.unprotect(None, editor)
    record(action="test.opened")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")
        cursor.execute("DELETE FROM audit_chainhead")
    GUARD.protect(None, editor)
    if connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER audit_event_no_delete")
    assert record(action="test.opened").seq == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET action = 'x'")


def test_adding_an_event_takes_three_statements(django_assert_num_queries: pytest.FixtureRequest) -> None:
    record(action="test.opened")
    with transaction.atomic(), django_assert_num_queries(5):  # two of them are the savepoint
        record(action="test.shut")
