"""Mails: written with their cause, sent once, tried again, dropped when nobody wants them any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from factories.people import make_person

from hanse.accounts.models import Person
from hanse.audit.models import Event
from hanse.core.errors import NotAllowed, WrongState
from hanse.core.jobs import run_ready
from hanse.core.registries import NotRegistered, wanted_checks
from hanse.notify import services
from hanse.notify.models import InboxItem, Message
from hanse.notify.selectors import unread_count
from hanse.notify.services import notify, queue_rendered, send_due

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def now() -> datetime:
    return timezone.now()


def tell(person: Person, **arguments: object) -> Message | None:
    return notify(
        person=person, template="harbour/answered", context={"who": "O'Hara & Co"}, link="/needs/1/", **arguments
    )


def test_notify_writes_a_notice_and_a_mail_that_the_job_sends() -> None:
    person = make_person(name="Ada", email="ada@example.org")
    message = tell(person, text="Your request has an answer.", reply_to="desk@example.org")
    notice = InboxItem.objects.get()
    assert (notice.person, notice.title, notice.link) == (person.public_id, "O'Hara & Co has answered", "/needs/1/")
    assert notice.text == "Your request has an answer."
    run_ready()
    [sent] = mail.outbox
    assert (sent.subject, sent.to, sent.reply_to) == (
        "O'Hara & Co has answered",
        ["ada@example.org"],
        ["desk@example.org"],
    )
    assert sent.body == "Hello Ada,\n\nsee http://127.0.0.1:8000/needs/1/ on http://127.0.0.1:8000\n"
    assert sent.extra_headers["Message-ID"] == f"<{message.public_id}@hanse>"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at is not None) == ("sent", 1, True)


def test_mail_of_a_rolled_back_transaction_is_never_sent() -> None:
    person = make_person()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(person)
        raise ZeroDivisionError
    run_ready()
    assert (len(mail.outbox), Message.objects.count(), InboxItem.objects.count()) == (0, 0, 0)


def test_mail_is_in_the_language_of_its_reader() -> None:
    notify(person=make_person(language="de"), template="harbour/translated")
    message = Message.objects.get()
    assert (message.language, message.subject) == ("de", "Bitte einen gültigen Wert eingeben.")


def test_contact_without_login_gets_the_mail_only_and_person_without_address_the_notice_only() -> None:
    tell(make_person(login=False))
    assert (Message.objects.count(), InboxItem.objects.count()) == (1, 0)
    person = make_person()
    person.email = ""
    assert tell(person) is None
    assert (Message.objects.count(), InboxItem.objects.count()) == (1, 1)


def test_same_key_is_told_once() -> None:
    person = make_person()
    first, second = tell(person, dedupe_key="answer:1"), tell(person, dedupe_key="answer:1")
    assert first.pk == second.pk
    run_ready()
    assert (len(mail.outbox), InboxItem.objects.count()) == (1, 1)


def test_subject_cannot_carry_another_header() -> None:
    notify(person=make_person(), template="harbour/answered", context={"who": "x\r\nBcc: all@example.org"})
    assert "\n" not in Message.objects.get().subject
    queue_rendered(
        to_address="a@example.org", template="x/y", language="en", subject="a\nBcc: b@example.org", body_text=""
    )
    assert Message.objects.get(template="x/y").subject == "a Bcc: b@example.org"


def test_template_without_subject_is_an_error() -> None:
    with pytest.raises(ValueError, match="the first line of a mail is its subject"):
        notify(person=make_person(), template="harbour/untitled")


def test_mail_to_an_address_that_belongs_to_nobody() -> None:
    services.mail(to_address="new@example.org", language="en", template="harbour/answered", context={"who": "Ada"})
    run_ready()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]


def test_reminder_shows_and_goes_out_only_when_it_is_due() -> None:
    person = make_person()
    later = now() + timedelta(days=3)
    tell(person, send_after=later)
    run_ready()
    assert (len(mail.outbox), unread_count(person)) == (0, 0)
    assert send_due(later) == 1
    assert unread_count(person, at=later) == 1


@pytest.fixture
def open_needs() -> Iterator[set[int]]:
    needs = {1}
    wanted_checks.add("test.need_is_open", lambda need: need in needs)
    yield needs
    wanted_checks.remove("test.need_is_open")


def test_reminder_that_is_still_wanted_goes_out(open_needs: set[int]) -> None:
    later = now() + timedelta(days=3)
    tell(make_person(), send_after=later, wanted="test.need_is_open", wanted_data={"need": 1})
    assert send_due(later) == 1


def test_reminder_that_nobody_wants_any_more_is_dropped_with_its_notice(open_needs: set[int]) -> None:
    later = now() + timedelta(days=3)
    tell(make_person(), send_after=later, wanted="test.need_is_open", wanted_data={"need": 1})
    open_needs.clear()
    assert send_due(later) == 0
    assert (Message.objects.get().state, Message.objects.get().error) == ("cancelled", "no longer wanted")
    assert InboxItem.objects.count() == 0


def test_unknown_check_is_refused_when_the_reminder_is_planned() -> None:
    with pytest.raises(NotRegistered):
        tell(make_person(), wanted="test.nothing")


def test_planned_reminder_can_be_cancelled_by_its_key() -> None:
    tell(make_person(), send_after=now() + timedelta(days=3), dedupe_key="remind:1")
    assert services.cancel_planned(dedupe_keys=["remind:1", "remind:2"]) == 1
    assert (Message.objects.get().state, InboxItem.objects.count()) == ("cancelled", 0)
    assert services.cancel_planned(dedupe_keys=["remind:1"]) == 0


@pytest.mark.usefixtures("broken_server")
def test_refused_mail_waits_and_does_not_keep_the_next_from_going_out() -> None:
    tell(make_person(email="bad@example.org"))
    tell(make_person(email="good@example.org"))
    before = now()
    assert send_due(before) == 1
    refused = Message.objects.get(to_address="bad@example.org")
    assert (refused.state, refused.attempts, refused.error) == (
        "queued",
        1,
        "ConnectionRefusedError: mail server is away",
    )
    assert timedelta(seconds=55) < refused.send_after - before < timedelta(seconds=75)


@pytest.mark.usefixtures("broken_server")
def test_mail_that_is_refused_six_times_is_given_up() -> None:
    tell(make_person(email="bad@example.org"))
    for day in range(6):
        assert Message.objects.get().state == "queued"
        send_due(now() + timedelta(days=day))
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("failed", 6)


def test_mail_that_another_worker_has_claimed_is_not_sent_twice() -> None:
    from hanse.notify.services.sending import _claimed

    tell(make_person())
    at = now()
    assert len(_claimed(at)) == 1
    assert send_due(at) == 0
    assert send_due(at + timedelta(minutes=11)) == 1


def test_text_of_a_secret_mail_goes_once_it_is_sent() -> None:
    queue_rendered(
        to_address="a@example.org", template="x/y", language="en", subject="s", body_text="link", is_secret=True
    )
    run_ready()
    assert (mail.outbox[0].body, Message.objects.get().body_text) == ("link", "")


def test_html_part_is_sent_beside_the_text() -> None:
    queue_rendered(
        to_address="a@example.org", template="x/y", language="en", subject="s", body_text="t", body_html="<p>t</p>"
    )
    run_ready()
    assert mail.outbox[0].alternatives[0].content == "<p>t</p>"


def test_staff_cancel_and_resend_and_the_log_tells() -> None:
    manager = make_person(roles=["manager"])
    message = tell(make_person())
    services.cancel(message=message, actor=manager, at=now())
    assert send_due(now()) == 0
    with pytest.raises(WrongState):
        services.cancel(message=message, actor=manager, at=now())
    services.resend(message=message, actor=manager, at=now())
    assert send_due(now()) == 1
    services.resend(message=message, actor=manager, at=now())
    assert send_due(now()) == 1
    assert list(
        Event.objects.filter(subject_id=message.public_id).order_by("seq").values_list("action", flat=True)
    ) == [
        "notify.mail_cancelled",
        "notify.mail_sent_again",
        "notify.mail_sent_again",
    ]


def test_staff_cannot_resend_what_still_waits_or_was_secret() -> None:
    manager = make_person(roles=["manager"])
    with pytest.raises(WrongState):
        services.resend(message=tell(make_person()), actor=manager, at=now())
    secret = queue_rendered(
        to_address="a@example.org", template="x/y", language="en", subject="s", body_text="t", is_secret=True
    )
    with pytest.raises(WrongState, match="not kept"):
        services.resend(message=secret, actor=manager, at=now())


@pytest.mark.parametrize("verb", [services.cancel, services.resend])
def test_outsider_may_not_touch_the_outbox(verb: object) -> None:
    message = tell(make_person())
    with pytest.raises(NotAllowed):
        verb(message=message, actor=make_person(roles=["adviser"]), at=now())


def test_forgotten_person_leaves_no_text_and_no_address() -> None:
    person = make_person(name="Ada", email="ada@example.org")
    tell(person)
    tell(person, send_after=now() + timedelta(days=1))
    services.forget_person(public_id=person.public_id, address=person.email)
    assert InboxItem.objects.count() == 0
    assert {(m.to_address, m.subject, m.body_text, m.state) for m in Message.objects.all()} == {
        ("", "", "", "cancelled")
    }
