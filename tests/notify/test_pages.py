"""Inbox and outbox as pages: one's own, the secretariat's, nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.people import make_person

from hanse.accounts.models import Person
from hanse.core.registries import header_facts
from hanse.notify.models import InboxItem, Message
from hanse.notify.services import notify, queue_rendered, send_due

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def tell(person: Person, who: str = "Ada", **arguments: object) -> InboxItem:
    notify(person=person, template="harbour/answered", context={"who": who}, **arguments)
    return InboxItem.objects.latest("id")


@pytest.fixture
def person(client: Client) -> Person:
    person = make_person()
    client.force_login(person.user)
    return person


@pytest.fixture
def manager(client: Client) -> Person:
    manager = make_person(roles=["manager"])
    client.force_login(manager.user)
    return manager


def test_empty_inbox_says_what_will_come(client: Client, person: Person) -> None:
    assert "Nothing here yet" in client.get(reverse("notify:inbox")).content.decode()


def test_inbox_shows_unread_first_then_newest(client: Client, person: Person) -> None:
    items = [tell(person, who) for who in ("Ada", "Ben", "Cy")]
    InboxItem.objects.filter(pk=items[2].pk).update(read_at=timezone.now())
    page = client.get(reverse("notify:inbox")).content.decode()
    assert page.index("Ben has answered") < page.index("Ada has answered") < page.index("Cy has answered")
    assert "2 unread" in page


def test_inbox_shows_no_text_of_a_stranger_as_html(client: Client, person: Person) -> None:
    tell(person, "<script>alert(1)</script>", text="<b>x</b>")
    page = client.get(reverse("notify:inbox")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; has answered" in page
    assert "<b>x</b>" not in page


def test_opening_a_notice_marks_it_read_and_leads_on(client: Client, person: Person) -> None:
    item = tell(person, link="/needs/1/")
    assert client.post(reverse("notify:open", args=[item.public_id])).url == "/needs/1/"
    item.refresh_from_db()
    assert item.read_at is not None


@pytest.mark.parametrize("link", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_opening_a_notice_never_leads_off_the_site(client: Client, person: Person, link: str) -> None:
    item = tell(person)
    InboxItem.objects.update(link=link)
    assert client.post(reverse("notify:open", args=[item.public_id])).url == reverse("notify:inbox")


def test_notice_can_be_marked_read_and_unread(client: Client, person: Person) -> None:
    item = tell(person)
    client.post(reverse("notify:mark", args=[item.public_id]), {"is_read": "1"})
    item.refresh_from_db()
    assert item.read_at is not None
    client.post(reverse("notify:mark", args=[item.public_id]), {"is_read": "0"})
    item.refresh_from_db()
    assert item.read_at is None


def test_all_notices_can_be_marked_read_but_not_those_still_to_come(client: Client, person: Person) -> None:
    tell(person)
    other = tell(make_person())
    tell(person, send_after=timezone.now() + timedelta(days=1))
    client.post(reverse("notify:mark_all"))
    assert InboxItem.objects.filter(person=person.public_id, read_at=None).count() == 1
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.parametrize("name", ["notify:open", "notify:mark"])
def test_notice_of_somebody_else_is_not_found(client: Client, person: Person, name: str) -> None:
    item = tell(make_person())
    assert client.post(reverse(name, args=[item.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["notify:open", "notify:mark", "notify:mark_all", "notify:cancel", "notify:resend"])
def test_changing_something_needs_a_post_with_a_token(name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person(roles=["manager"]).user)
    address = reverse(name, args=[] if name == "notify:mark_all" else ["X"])
    assert strict.get(address).status_code == 405
    assert strict.post(address).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["notify:inbox", "notify:outbox", "notify:message", "notify:open", "notify:mark", "notify:cancel", "notify:resend"],
)
def test_visitor_is_sent_to_sign_in(client: Client, name: str) -> None:
    address = reverse(name, args=[] if name in {"notify:inbox", "notify:outbox"} else ["X"])
    method = client.get if name in {"notify:inbox", "notify:outbox", "notify:message"} else client.post
    assert method(address).url == f"/account/login/?next={address}"


def test_outsider_does_not_learn_of_the_outbox(client: Client, person: Person) -> None:
    tell(person)
    mail = Message.objects.get()
    assert client.get(reverse("notify:outbox")).status_code == 404
    assert client.get(reverse("notify:message", args=[mail.public_id])).status_code == 404
    assert client.post(reverse("notify:cancel", args=[mail.public_id])).status_code == 404
    assert client.post(reverse("notify:resend", args=[mail.public_id])).status_code == 404


def test_inbox_in_pages_and_queries_do_not_grow(client: Client, person: Person) -> None:
    numbers = []
    for rows in (1, 3, 60):
        while InboxItem.objects.count() < rows:
            tell(person)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("notify:inbox")).content.decode()
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == numbers[2] <= 12
    assert "page=2" in page
    assert client.get(reverse("notify:inbox"), {"page": "x"}).status_code == 200
    assert client.get(reverse("notify:inbox"), {"page": "999"}).status_code == 200


def test_outbox_finds_by_address_subject_template_and_state(client: Client, manager: Person) -> None:
    tell(make_person(email="ada@example.org"), "Ada")
    tell(make_person(email="ben@example.org"), "Ben")
    send_due(timezone.now())
    tell(make_person(email="cy@example.org"), "Cy")

    def found(**query: str) -> list[bool]:
        page = client.get(reverse("notify:outbox"), query).content.decode()
        return [f"{who} has answered" in page for who in ("Ada", "Ben", "Cy")]

    assert found() == [True, True, True]
    assert found(q="ADA@") == [True, False, False]
    assert found(q="ben has") == [False, True, False]
    assert found(q="harbour/answered") == [True, True, True]
    assert found(state="queued") == [False, False, True]
    assert found(state="nonsense") == [True, True, True]
    assert found(q="nobody") == [False, False, False]
    assert found(q="ada\x00") == [True, False, False]


def test_outbox_in_pages_and_queries_do_not_grow(client: Client, manager: Person) -> None:
    numbers = []
    for rows in (1, 3, 60):
        while Message.objects.count() < rows:
            tell(manager)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("notify:outbox")).content.decode()
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == numbers[2] <= 12
    before = Message.objects.order_by("-id")[49].public_id
    assert f"before={before}" in page
    rest = client.get(reverse("notify:outbox"), {"before": before}).content.decode()
    assert rest.count("has answered") == 10


def test_outbox_that_is_empty_says_so(client: Client, manager: Person) -> None:
    assert "No mail yet" in client.get(reverse("notify:outbox")).content.decode()
    assert "No mail fits" in client.get(reverse("notify:outbox"), {"q": "x"}).content.decode()


def test_mail_page_shows_text_receiver_and_what_can_be_done(client: Client, manager: Person) -> None:
    receiver = make_person(name="Ada Receiver")
    tell(receiver, "<Ben>")
    mail = Message.objects.get()
    page = client.get(reverse("notify:message", args=[mail.public_id])).content.decode()
    assert "&lt;Ben&gt; has answered" in page
    assert "Hello Ada Receiver" in page
    assert reverse("accounts:person", args=[receiver.public_id]) in page
    assert reverse("notify:cancel", args=[mail.public_id]) in page
    assert reverse("notify:resend", args=[mail.public_id]) not in page
    client.post(reverse("notify:cancel", args=[mail.public_id]))
    page = client.get(reverse("notify:message", args=[mail.public_id])).content.decode()
    assert reverse("notify:resend", args=[mail.public_id]) in page
    client.post(reverse("notify:resend", args=[mail.public_id]))
    mail.refresh_from_db()
    assert mail.state == "queued"


def test_secret_mail_shows_no_text_to_staff(client: Client, manager: Person) -> None:
    secret = queue_rendered(
        to_address="a@example.org", template="x/y", language="en", subject="s", body_text="the-token", is_secret=True
    )
    page = client.get(reverse("notify:message", args=[secret.public_id])).content.decode()
    assert "the-token" not in page
    assert "The text is not shown" in page


def test_unknown_mail_is_not_found(client: Client, manager: Person) -> None:
    assert client.get(reverse("notify:message", args=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])).status_code == 404


def test_header_knows_the_number_of_unread_notices(person: Person) -> None:
    tell(person)
    request = RequestFactory().get("/")
    request.user = person.user
    assert header_facts["notify"](request) == {"unread": 1}
