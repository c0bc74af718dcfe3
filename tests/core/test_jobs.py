"""Jobs: queued with the transaction, merged, retried, planned, and never lost with a worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from core.sample_jobs import RUNS, fail, note, note_each
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hanse.core.jobs import daily, enqueue_on_commit, every, job, run_ready, run_worker, schedule, work
from hanse.core.jobs.listing import counts, jobs
from hanse.core.models import JobTicket, ScheduleEntry

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


@pytest.fixture(autouse=True)
def no_runs() -> None:
    RUNS.clear()


def make_due() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))


def test_enqueued_job_runs_once_with_its_arguments() -> None:
    enqueue_on_commit(note, word="tide")
    assert run_ready() == 1
    assert run_ready() == 0
    assert RUNS == ["tide"]
    assert DBTaskResult.objects.get().return_value == "tide"


def test_job_may_be_named_by_its_path() -> None:
    enqueue_on_commit("core.sample_jobs.note", word="ebb")
    run_ready()
    assert RUNS == ["ebb"]


def test_job_of_a_rolled_back_transaction_never_runs() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue_on_commit(note, word="lost")
        raise ZeroDivisionError
    assert run_ready() == 0
    assert RUNS == []


def test_equal_waiting_jobs_become_one() -> None:
    first = enqueue_on_commit(note, word="same")
    assert enqueue_on_commit(note, word="same") == first
    assert enqueue_on_commit(note, word="other") != first
    assert run_ready() == 2
    assert RUNS == ["same", "other"]


def test_equal_jobs_that_slipped_in_twice_run_once() -> None:
    first = enqueue_on_commit(note, word="same")
    key = JobTicket.objects.get(result_id=first).key
    JobTicket.objects.filter(result_id=first).update(key="held by another transaction")
    enqueue_on_commit(note, word="same")
    JobTicket.objects.filter(result_id=first).update(key=key)
    assert run_ready() == 1
    assert RUNS == ["same"]


def test_job_that_declines_merging_runs_each_time() -> None:
    enqueue_on_commit(note_each, word="a")
    enqueue_on_commit(note_each, word="a")
    run_ready()
    assert RUNS == ["a", "a"]


def test_job_equal_to_a_running_one_waits_for_its_end() -> None:
    enqueue_on_commit(note, word="index")
    running = work.claim("worker one")
    assert running is not None
    enqueue_on_commit(note, word="index")
    assert work.claim("worker two") is None
    work._run(running, "worker one")
    assert run_ready() == 1
    assert RUNS == ["index", "index"]


def test_job_is_not_run_before_its_time() -> None:
    enqueue_on_commit(note, word="later", run_after=timezone.now() + timedelta(hours=1))
    assert run_ready() == 0
    make_due()
    assert run_ready() == 1


def test_equal_job_that_is_wanted_sooner_is_brought_forward() -> None:
    enqueue_on_commit(note, word="x", run_after=timezone.now() + timedelta(hours=1))
    enqueue_on_commit(note, word="x")
    assert run_ready() == 1
    assert RUNS == ["x"]


def test_failed_job_is_tried_again_after_a_wait_and_then_given_up() -> None:
    enqueue_on_commit(fail, word="luck")
    before = timezone.now()
    run_ready()
    waiting = DBTaskResult.objects.get()
    assert waiting.status == "READY"
    assert timedelta(seconds=9) < waiting.run_after - before < timedelta(seconds=30)
    assert waiting.ticket.last_error == "ValueError: no luck"
    make_due()
    run_ready()
    given_up = DBTaskResult.objects.get()
    assert (given_up.status, given_up.ticket.attempts) == ("FAILED", 2)
    assert RUNS == ["luck", "luck"]


def test_job_whose_code_is_gone_fails_with_its_reason() -> None:
    enqueue_on_commit(note, word="x")
    DBTaskResult.objects.update(task_path="core.sample_jobs.gone")
    for _try in range(3):
        make_due()
        run_ready()
    assert DBTaskResult.objects.get().status == "FAILED"
    assert "gone" in JobTicket.objects.get().last_error


def test_job_of_a_dead_worker_is_given_back_when_its_lease_is_over() -> None:
    enqueue_on_commit(note, word="again")
    assert work.claim("dead") is not None
    assert work.reap() == 0
    JobTicket.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert work.reap() == 1
    assert "dead ended in the middle" in JobTicket.objects.get().last_error
    make_due()
    assert run_ready() == 1
    assert RUNS == ["again"]


def test_job_of_a_living_worker_of_this_process_is_left_alone() -> None:
    enqueue_on_commit(note)
    work.claim("living")
    JobTicket.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert work.reap(living=["living"]) == 0


def test_lease_is_renewed_while_the_worker_lives() -> None:
    enqueue_on_commit(note)
    work.claim("living")
    soon = timezone.now() + timedelta(seconds=1)
    JobTicket.objects.update(leased_until=soon)
    assert work.extend_leases("living") == 1
    assert JobTicket.objects.get().leased_until > soon
    assert work.extend_leases("nobody") == 0


def test_worker_that_was_thought_dead_does_not_overwrite_its_successor() -> None:
    enqueue_on_commit(note, word="x")
    slow = work.claim("slow")
    assert slow is not None
    JobTicket.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    work.reap()
    make_due()
    work.claim("successor")
    work.give_back(slow.pk, "slow", ValueError("too late"))
    assert (DBTaskResult.objects.get().status, JobTicket.objects.get().worker) == ("RUNNING", "successor")


def test_job_that_kills_its_worker_each_time_is_given_up() -> None:
    enqueue_on_commit(fail, word="crash")
    for _try in range(2):
        make_due()
        assert work.claim("dying") is not None
        JobTicket.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        work.reap()
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.fixture
def own_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "plans", schedule.Registry("schedule"))


@pytest.mark.usefixtures("own_plans")
def test_planned_job_is_queued_once_when_due_however_many_ask() -> None:
    every("test.note", note, seconds=600)
    now = timezone.now()
    assert schedule.enqueue_planned(now) == 1
    assert schedule.enqueue_planned(now) == 0
    assert schedule.enqueue_planned(now + timedelta(seconds=599)) == 0
    assert schedule.enqueue_planned(now + timedelta(seconds=601)) == 1


@pytest.mark.usefixtures("own_plans")
def test_planned_job_that_was_missed_for_a_day_is_made_up_for_once() -> None:
    every("test.note", note, seconds=60)
    now = timezone.now()
    schedule.enqueue_planned(now)
    assert schedule.enqueue_planned(now + timedelta(days=1)) == 1
    assert ScheduleEntry.objects.get().next_at == now + timedelta(days=1, seconds=60)


@pytest.mark.usefixtures("own_plans")
def test_daily_job_waits_for_its_hour() -> None:
    daily("test.note", note, at="03:30")
    evening = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    assert schedule.enqueue_planned(evening) == 0
    assert schedule.enqueue_planned(datetime(2026, 11, 21, 3, 30, tzinfo=UTC)) == 1
    assert ScheduleEntry.objects.get().next_at == datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def test_every_zero_seconds_is_refused() -> None:
    with pytest.raises(ValueError, match="every 0 seconds"):
        every("test.never", note, seconds=0)


def test_policy_is_kept_with_the_declared_job() -> None:
    assert work.policy_of(fail.module_path).max_attempts == 2
    assert work.policy_of("somebody.else").max_attempts == 3
    assert callable(job(max_attempts=1))


def test_old_notes_of_finished_jobs_are_deleted() -> None:
    enqueue_on_commit(note, word="old")
    run_ready()
    enqueue_on_commit(note, word="waiting")
    assert work.prune() == 0
    DBTaskResult.objects.filter(status="SUCCESSFUL").update(finished_at=timezone.now() - timedelta(days=15))
    assert work.prune() == 1
    assert [row.state for row in jobs()] == ["waiting"]


def test_listing_counts_and_names_jobs() -> None:
    enqueue_on_commit(note, word="a")
    run_ready()
    enqueue_on_commit(fail, word="b")
    run_ready()
    assert counts() == {"waiting": 1, "running": 0, "done": 1, "failed": 0}
    assert [(row.name, row.attempts) for row in jobs("waiting")] == [("core.sample_jobs.fail", 1)]


@pytest.mark.django_db(transaction=True)
def test_worker_threads_run_what_is_queued_and_stop_when_told() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("threads do not share the test database in memory; the killed-worker test covers SQLite")
    enqueue_on_commit(note, word="threaded")
    stop = Event()
    thread = Thread(target=run_worker, args=(2, stop))
    thread.start()
    while counts()["waiting"] + counts()["running"]:
        stop.wait(0.05)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert "threaded" in RUNS
