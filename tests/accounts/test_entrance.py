"""Joining and signing in: what works, and what an attacker tries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.people import PASSWORD, make_person

from hanse.accounts.models import Consent, Person, SignInLink, User
from hanse.audit.models import Event
from hanse.core.jobs import run_ready
from hanse.notify.models import Message

pytestmark = pytest.mark.django_db
SIGNUP = {"name": "Ada Quay", "email": "Ada@Example.org", "password1": PASSWORD, "language": "de", "terms": "on"}


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def log_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "accounts:request_link",
        "accounts:link_sent",
        "accounts:closed",
        "account_reset_password_done",
        "account_email_verification_sent",
        "account_inactive",
    ],
)
def test_entrance_pages_are_ours_and_name_their_language(client: Client, name: str) -> None:
    response = client.get(reverse(name), headers={"accept-language": "de"})
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="de"' in page
    assert 'id="main"' in page
    assert "Menu:" not in page


def test_joining_needs_a_confirmed_address_and_leads_to_an_account(
    client: Client, trap: dict[str, str], mailed_link: Callable[[], str]
) -> None:
    response = client.post(reverse("account_signup"), {**SIGNUP, **trap, "consent_newsletter": "on"})
    assert response.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    person = Person.objects.get(email="ada@example.org")
    assert (person.name, person.language, person.terms_version) == ("Ada Quay", "de", "2026-11")
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["newsletter"]
    log_in(client, "ada@example.org")
    assert not is_signed_in(client)
    link = mailed_link()
    assert "Is <strong>ada@example.org</strong> your address?" in client.get(link).content.decode()
    log_in(Client(), "ada@example.org")
    client.post(link)
    log_in(client, "ADA@example.org")
    assert is_signed_in(client)


def test_no_consent_is_given_by_default(client: Client, trap: dict[str, str]) -> None:
    assert "checked" not in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {**SIGNUP, **trap})
    assert Consent.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"terms": ""}, "terms"),
        ({"name": "  "}, "name"),
        ({"name": "Win at https://spam.example"}, "name"),
        ({"password1": "short"}, "password1"),
        ({"password1": "password123"}, "password1"),
        ({"email": "nonsense"}, "email"),
        ({"language": "xx"}, "language"),
        ({"website": "https://spam.example"}, "__all__"),
        ({"opened": ""}, "__all__"),
    ],
)
def test_joining_with_a_bad_answer_is_refused(
    client: Client, trap: dict[str, str], change: dict[str, str], field: str
) -> None:
    response = client.post(reverse("account_signup"), {**SIGNUP, **trap, **change})
    assert list(response.context["form"].errors) == [field]
    assert User.objects.count() == 0


def test_contact_of_an_import_becomes_the_persons_own_when_the_address_is_proven(
    client: Client, trap: dict[str, str], mailed_link: Callable[[], str]
) -> None:
    contact = make_person(
        login=False, name="A. Quay", email="ada@example.org", phone="+358 1", is_hidden=True, source="import"
    )
    client.post(reverse("account_signup"), {**SIGNUP, **trap})
    assert Person.objects.count() == 2
    client.post(mailed_link())
    person = Person.objects.get()
    assert (person.name, person.phone, person.is_hidden, person.user.email) == (
        "Ada Quay",
        "+358 1",
        False,
        "ada@example.org",
    )
    assert Event.objects.get(action="accounts.contact_adopted").data == {"contacts": [contact.public_id]}


def test_sign_up_with_a_known_address_looks_the_same_and_tells_only_its_owner(
    client: Client, trap: dict[str, str]
) -> None:
    make_person(email="ada@example.org")
    known = client.post(reverse("account_signup"), {**SIGNUP, **trap})
    unknown = Client().post(reverse("account_signup"), {**SIGNUP, **trap, "email": "ben@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.count() == 2
    run_ready()
    assert [message.subject for message in mail.outbox if message.to == ["ada@example.org"]] == [
        "You have an account already"
    ]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_wrong_password_says_the_same_for_known_and_unknown_addresses(client: Client, email: str) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    response = log_in(client, email, "wrong password")
    assert response.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_asking_for_a_link_or_a_new_password_says_the_same_for_known_and_unknown_addresses(
    client: Client, trap: dict[str, str], email: str
) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    assert client.post(reverse("accounts:request_link"), {"email": email, **trap}).url == reverse("accounts:link_sent")
    assert client.post(reverse("account_reset_password"), {"email": email}).url == reverse(
        "account_reset_password_done"
    )


def test_password_can_be_set_anew_by_mail(client: Client, mailed_link: Callable[[], str]) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"}, headers={"host": "localhost"})
    link = mailed_link()
    page = client.get(link, follow=True)
    new = "another quiet harbour"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    log_in(client, "ada@example.org", new)
    assert is_signed_in(client)
    assert "invalid" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http://localhost/x", "\\\\evil.example"],
)
def test_sign_in_never_leads_off_the_site(client: Client, target: str) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    response = log_in(client, "ada@example.org", next=target)
    assert response.status_code == 302
    assert response.url == resolve_url(settings.LOGIN_REDIRECT_URL)


def test_sign_in_leads_to_the_page_that_asked_for_it(client: Client) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    assert log_in(client, "ada@example.org", next="/account/consents/").url == "/account/consents/"


def test_session_key_changes_at_sign_in_and_dies_at_sign_out(client: Client) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    log_in(client, "ada@example.org")
    inside = client.session.session_key
    assert inside != session.session_key
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = inside
    assert client.get(reverse("accounts:settings")).status_code == 302


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_logout", "account_reset_password", "accounts:request_link"]
)
def test_forms_of_visitors_need_a_token(name: str) -> None:
    assert Client(enforce_csrf_checks=True).post(reverse(name), {"email": "a@example.org"}).status_code == 403


def test_too_many_wrong_passwords_lock_the_address_for_this_client_even_for_the_right_one(
    client: Client, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.AXES_FAILURE_LIMIT = 3
    make_person(email="ada@example.org", password=PASSWORD)
    make_person(email="ben@example.org", password=PASSWORD)
    statuses = [log_in(client, "ada@example.org", "wrong").status_code for _try in range(4)]
    assert statuses[:2] == [200, 200]
    assert statuses[-1] == 429
    refused = log_in(client, "ADA@example.org")
    assert (refused.status_code, is_signed_in(client)) == (429, False)
    assert "Too many wrong passwords" in refused.content.decode()
    other = Client()
    log_in(other, "ben@example.org")
    assert is_signed_in(other)


def test_asking_for_links_is_limited_by_address_and_by_client(client: Client, trap: dict[str, str]) -> None:
    person = make_person()
    statuses = [
        client.post(reverse("accounts:request_link"), {"email": person.email, **trap}).status_code for _try in range(6)
    ]
    assert statuses == [302] * 5 + [429]
    assert Message.objects.count() == 5


@pytest.mark.parametrize(("name", "limit"), [("account_signup", 30), ("account_reset_password", 20)])
def test_forms_that_send_mail_are_limited_by_client(client: Client, settings: object, name: str, limit: int) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    statuses = [client.post(reverse(name), {}).status_code for _try in range(limit + 1)]
    assert statuses == [200] * limit + [429]


@pytest.fixture
def link(client: Client, trap: dict[str, str], mailed_link: Callable[[], str]) -> str:
    """Return the path of a link that Ada has asked for."""
    make_person(email="ada@example.org", name="Ada Quay")
    client.post(reverse("accounts:request_link"), {"email": "ADA@example.org", "next": "/account/consents/", **trap})
    return mailed_link()


def test_sign_in_link_signs_in_once_and_leads_on(client: Client, link: str) -> None:
    assert "Press the button" in client.get(link).content.decode()
    assert not is_signed_in(client)
    response = client.post(link)
    assert response.url == "/account/consents/"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    second = Client()
    assert second.post(link).status_code == 409
    assert second.get(link).status_code == 409
    assert not is_signed_in(second)
    assert Event.objects.filter(action="accounts.signed_in_by_link").count() == 1


def test_mail_scanner_that_opens_the_link_spends_nothing(client: Client, link: str) -> None:
    for _open in range(3):
        Client().get(link)
        Client().head(link)
    client.post(link)
    assert is_signed_in(client)


def test_sign_in_link_ends_after_a_quarter_of_an_hour(client: Client, link: str) -> None:
    row = SignInLink.objects.get()
    assert row.expires_at - row.created_at == timedelta(minutes=15)
    SignInLink.objects.update(expires_at=timezone.now())
    assert client.get(link).status_code == 409
    assert client.post(link).status_code == 409
    assert not is_signed_in(client)


def test_new_link_ends_the_one_before(client: Client, link: str, trap: dict[str, str]) -> None:
    client.post(reverse("accounts:request_link"), {"email": "ada@example.org", **trap})
    assert client.post(link).status_code == 409


def test_link_of_a_closed_login_does_not_work(client: Client, link: str) -> None:
    User.objects.update(is_active=False)
    assert client.post(link).status_code == 409


def test_forged_link_does_not_work_and_guessing_is_limited(client: Client) -> None:
    address = reverse("accounts:use_link", args=["A" * 43])
    assert client.post(address).status_code == 409
    statuses = {client.get(address).status_code for _try in range(60)}
    assert statuses == {409, 429}


def test_only_the_hash_of_a_link_is_kept_and_staff_cannot_read_it(link: str) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    assert SignInLink.objects.get().token_hash != token
    assert Message.objects.get().is_secret
    assert token not in Message.objects.get().body_text


def test_link_page_is_not_cached_and_passes_no_referrer_to_others(client: Client, link: str) -> None:
    response = client.get(link)
    assert "no-store" in response["Cache-Control"]
    # With 'no-referrer' a browser sends 'Origin: null' with the button, and the sign-in is refused.
    assert '<meta name="referrer" content="same-origin">' in response.content.decode()


def test_link_does_not_lead_off_the_site(client: Client, trap: dict[str, str], mailed_link: Callable[[], str]) -> None:
    make_person(email="ada@example.org")
    client.post(reverse("accounts:request_link"), {"email": "ada@example.org", "next": "//evil.example/", **trap})
    assert client.post(mailed_link()).url == resolve_url(settings.LOGIN_REDIRECT_URL)


def test_address_that_is_not_confirmed_gets_no_link(client: Client, trap: dict[str, str]) -> None:
    make_person(email="ada@example.org", verified=False)
    client.post(reverse("accounts:request_link"), {"email": "ada@example.org", **trap})
    assert SignInLink.objects.count() == 0


def test_link_does_not_get_round_the_second_step(client: Client, link: str) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=User.objects.get(), type=Authenticator.Type.TOTP, data={"secret": "x"})
    response = client.post(link)
    assert response.url.startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)


def test_mails_are_built_from_the_configured_address_not_from_the_host_header(
    client: Client, mailed_link: Callable[[], str]
) -> None:
    make_person(email="ada@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"}, headers={"host": "localhost"})
    assert mailed_link().startswith("/account/password/reset/key/")
    assert "localhost" not in mail.outbox[-1].body


def test_login_without_person_gets_one_at_sign_in(client: Client) -> None:
    user = User.objects.create_superuser("operator@example.org", PASSWORD)
    client.force_login(user)
    assert Person.objects.get(user=user).name == "operator"
    assert client.get(reverse("accounts:settings")).status_code == 200
