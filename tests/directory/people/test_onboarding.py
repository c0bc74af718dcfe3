"""A cluster brings its members in: reading the file, planning, sending, and where each stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import make_country, make_organisation
from factories.people import make_person
from hypothesis import given
from hypothesis import strategies as st

from hanse.accounts.models import Person
from hanse.core.errors import Invalid, NotAllowed, WrongState
from hanse.directory import selectors, services
from hanse.directory.models import ClusterMembership, Invitation, OnboardingBatch, Organisation
from hanse.directory.permissions import standing_of
from hanse.directory.services.onboarding_file import FileRow
from hanse.notify.models import Message

NOW = datetime.now(tz=UTC)
TABLE = "name;e-mail;country;website\nŁódź Casting;anna@casting.example;PL;casting.example\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.replace(";", ",").encode(),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("Łódź Casting", '"Łódź Casting"').encode(),
        TABLE.replace("name;e-mail;country;website", "Nazwa;Adres e-mail;Kraj;Strona www").encode(),
    ],
)
def test_a_list_is_read_in_its_usual_shapes(content: bytes) -> None:
    rows = services.rows_of(services.decoded(content))
    assert [(row.name, row.email, row.country, row.website) for row in rows] == [
        ("Łódź Casting", "anna@casting.example", "PL", "casting.example")
    ]
    assert rows[0].line == 2


def test_a_list_of_an_old_spreadsheet_is_read() -> None:
    rows = services.rows_of(services.decoded("Name;Mail\nGießerei Müller;a@b.example\n".encode("cp1252")))
    assert rows[0].name == "Gießerei Müller"


def test_columns_stand_in_any_order_and_others_are_left_out() -> None:
    rows = services.rows_of("Telephone,E-Mail,Company\n123,a@b.example,Works\n\n,,\n")
    assert rows == [FileRow(2, "Works", "a@b.example", "", "")]


def test_names_over_two_lines_and_short_lines_are_read() -> None:
    rows = services.rows_of('name,email,country\n"Works\nof the North",a@b.example\n')
    assert (rows[0].name, rows[0].country) == ("Works\nof the North", "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\x03" * 10,
        b"name,email\n",
        b"hello\nworld\n",
        b"a" * 1_000_001,
        b"name,email\n" + b"a,a@b.example\n" * 1001,
    ],
    ids=["empty", "binary", "headings only", "no headings", "too large", "too many"],
)
def test_what_is_no_list_is_refused_with_a_next_step(content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        services.rows_of(services.decoded(content))
    assert caught.value.field == "file"
    assert str(caught.value.next_step)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rows = services.rows_of(text)
    except Invalid:
        return
    assert all(row.line > 1 for row in rows)


@pytest.fixture
def cluster(db: None) -> Organisation:
    make_country("PL")
    return make_organisation("Synthetic Cluster", kind="cluster", country="DE", owner=make_person())


def owner_of(organisation: Organisation) -> Person:
    return organisation.memberships.get(role="owner").person


def plan(cluster: Organisation, lines: str) -> list[tuple[int, str, str]]:
    rows = services.rows_of(f"name,email,country,website\n{lines}")
    planned = services.plan_onboarding(cluster=cluster, actor=owner_of(cluster), rows=rows)
    return [(row.line, str(row.outcome), str(row.reason)) for row in planned]


def start(cluster: Organisation, lines: str) -> OnboardingBatch:
    rows = services.rows_of(f"name,email,country,website\n{lines}")
    return services.start_onboarding(
        cluster=cluster, actor=owner_of(cluster), rows=rows, file_name="members.csv", at=NOW
    )


def test_bad_lines_are_refused_with_the_reason_and_stop_nobody(cluster: Organisation) -> None:
    lines = (
        "Good,good@works.example,PL,\nNo mail,,PL,\nBad mail,not-mail,PL,\n,x@works.example,PL,\n"
        "Nowhere,n@works.example,Narnia,\nBad site,b@works.example,PL,not a site\n"
        "Good twin,good@works.example,PL,\nGOOD,other@works.example,Poland,\n"
    )
    assert plan(cluster, lines) == [
        (2, "invited", ""),
        (3, "refused", "“” is not an e-mail address."),
        (4, "refused", "“not-mail” is not an e-mail address."),
        (5, "refused", "The name is missing."),
        (6, "refused", "“Narnia” is not a country."),
        (7, "refused", "“not a site” is not a web address."),
        (8, "refused", "The same as line 2."),
        (9, "refused", "The same as line 2."),
    ]
    assert Organisation.objects.count() == 1


def test_a_new_firm_gets_a_hidden_entry_which_its_own_yes_lists_and_confirms(cluster: Organisation) -> None:
    batch = start(cluster, "Casting Works,anna@casting.example,PL,casting.example\n")
    firm = Organisation.objects.get(name="Casting Works")
    assert (firm.state, firm.kind, firm.country_id, firm.web_domain) == ("hidden", "sme", "PL", "casting.example")
    assert Message.objects.get(to_address="anna@casting.example").template == "directory/onboarding_invitation"
    assert [status.code for status in selectors.onboarding_statuses(batch)] == ["waiting"]
    anna = make_person(email="anna@casting.example")
    services.accept_invitation(invitation=Invitation.objects.get(), actor=anna, at=NOW)
    firm.refresh_from_db()
    assert firm.state == "listed"
    assert standing_of(anna.user, firm).is_owner
    assert ClusterMembership.objects.get().confirmed_at == NOW
    assert [status.code for status in selectors.onboarding_statuses(batch)] == ["accepted"]


def test_a_firm_with_people_is_linked_and_asked_to_confirm(cluster: Organisation) -> None:
    owner = make_person()
    firm = make_organisation("Casting Works", kind="sme", owner=owner)
    batch = start(cluster, "CASTING WORKS sp. z o.o.,anna@casting.example,PL,\n")
    link = ClusterMembership.objects.get()
    assert (link.member, link.confirmed_at) == (firm, None)
    assert Invitation.objects.count() == 0
    assert selectors.profile_of(owner.user, firm.public_id).clusters == []
    services.confirm_cluster_membership(link=link, actor=owner, at=NOW)
    assert [row.name for row in selectors.profile_of(owner.user, firm.public_id).clusters] == ["Synthetic Cluster"]
    assert [status.code for status in selectors.onboarding_statuses(batch)] == ["confirmed"]


def test_a_membership_that_ended_is_not_confirmed_from_an_old_page(cluster: Organisation) -> None:
    owner = make_person()
    make_organisation("Casting Works", kind="sme", owner=owner)
    start(cluster, "Casting Works,anna@casting.example,PL,\n")
    old_page = ClusterMembership.objects.get()
    services.end_cluster_membership(link=ClusterMembership.objects.get(), actor=owner, at=NOW)
    with pytest.raises(WrongState):
        services.confirm_cluster_membership(link=old_page, actor=owner, at=NOW)
    assert (ClusterMembership.objects.get().until, ClusterMembership.objects.get().confirmed_at) == (NOW.date(), None)


def test_an_imported_entry_is_offered_only_to_an_address_of_its_own_domain(cluster: Organisation) -> None:
    firm = make_organisation("Imported", kind="sme", website="https://imported.example")
    start(cluster, "Imported,somebody@gmail.com,PL,\n")
    assert Invitation.objects.count() == 0
    ClusterMembership.objects.all().delete()
    start(cluster, "Imported,boss@imported.example,PL,\n")
    assert Invitation.objects.get().organisation == firm


def test_the_same_file_again_invites_nobody_twice(cluster: Organisation) -> None:
    lines = "Casting Works,anna@casting.example,PL,\n"
    start(cluster, lines)
    assert plan(cluster, lines) == [(2, "refused", "Invited before, and not answered yet.")]
    with pytest.raises(Invalid):
        start(cluster, lines)
    assert (Invitation.objects.count(), Organisation.objects.count(), OnboardingBatch.objects.count()) == (1, 2, 1)


def test_an_sme_brings_nobody_in(db: None) -> None:
    firm = make_organisation(kind="sme", owner=make_person())
    with pytest.raises(NotAllowed):
        plan(firm, "Casting Works,anna@casting.example,PL,\n")


@pytest.mark.parametrize("count", [2, 200])
def test_planning_costs_the_same_for_few_and_many(cluster: Organisation, count: int) -> None:
    rows = services.rows_of(
        "name,email\n" + "".join(f"Works {number},w{number}@w{number}.example\n" for number in range(count))
    )
    actor = owner_of(cluster)
    with CaptureQueriesContext(connection) as seen:
        services.plan_onboarding(cluster=cluster, actor=actor, rows=rows)
    assert len(seen) <= 12


def test_the_pages_show_the_plan_send_and_export(cluster: Organisation) -> None:
    client = Client()
    client.force_login(owner_of(cluster).user, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("directory:onboarding", args=[cluster.public_id])
    refused = client.post(path, {"file": SimpleUploadedFile("x.csv", b"hello")})
    assert (refused.status_code, b"must name the columns" in refused.content) == (422, True)
    text = "name,email,country\n=cmd|x,anna@casting.example,PL\nBad,nope,PL\n"
    preview = client.post(path, {"file": SimpleUploadedFile("members.csv", text.encode())})
    assert b"What will happen" in preview.content
    assert Invitation.objects.count() == 0
    sent = client.post(path, {"text": text, "file_name": "members.csv"})
    batch = OnboardingBatch.objects.get()
    assert sent.url == reverse("directory:onboarding_batch", args=[batch.public_id])
    exported = client.get(reverse("directory:onboarding_export", args=[batch.public_id])).content.decode("utf-8-sig")
    assert exported.splitlines()[1:] == [
        '2,\'=cmd|x,anna@casting.example,"Invited, no answer yet",',
        "3,Bad,nope,Not usable,“nope” is not an e-mail address.",
    ]
    again = client.post(reverse("directory:onboarding_resend", args=[batch.public_id]))
    assert again.status_code == 302
    assert Message.objects.filter(to_address="anna@casting.example").count() == 2
