"""Every page of the directory: who opens it, and with how many queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import join, make_country, make_organisation, make_project, make_source, make_term
from factories.people import make_person

from hanse.directory import services
from hanse.directory.models import (
    Accreditation,
    Claim,
    ClusterMembership,
    DuplicatePair,
    Mandate,
    Merge,
    Offer,
    Organisation,
    TargetCountry,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
MOST_QUERIES = 12


def client_of(person: Any | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def cast() -> SimpleNamespace:
    """A cluster with its people and records, and somebody of every kind who looks at them."""
    people = {name: make_person() for name in ("owner", "editor", "member", "outsider", "invited")}
    manager = make_person(roles=["manager"])
    cluster = make_organisation(
        "Synthetic Cluster", kind="cluster", **{name: people[name] for name in ("owner", "editor", "member")}
    )
    firm = make_organisation("Synthetic Firm", kind="sme")
    twin = make_organisation("Synthetic Firm Ltd", kind="sme")
    offer = Offer.objects.create(organisation=cluster, title="Matchmaking")
    label = Accreditation.objects.create(organisation=cluster, title="Gold", issuer="Synthetic Labels")
    project = make_project(cluster, title="Told by ourselves")
    pair = DuplicatePair.objects.create(first=firm, second=twin, found_at=NOW)
    merge = Merge.objects.create(kept=firm, merged=twin, snapshot={}, merged_at=NOW)
    invitation = services.invite_person(
        organisation=cluster, actor=people["owner"], email=people["invited"].email, role="member", at=NOW
    )
    rows = services.rows_of("name,email\nNew Synthetic Works,works@works.example\n")
    batch = services.start_onboarding(
        cluster=cluster, actor=people["owner"], rows=rows, file_name="members.csv", at=NOW
    )
    link = ClusterMembership.objects.get(cluster=cluster)
    return SimpleNamespace(
        **people,
        manager=manager,
        cluster=cluster,
        firm=firm,
        twin=twin,
        offer=offer,
        label=label,
        project=project,
        pair=pair,
        merge=merge,
        invitation=invitation,
        batch=batch,
        link=link,
    )


# name, its arguments, then what visitor, outsider, member, editor, owner and manager get
PAGES: tuple[tuple[str, str, tuple[int, int, int, int, int, int]], ...] = (
    ("organisation", "cluster", (200, 200, 200, 200, 200, 200)),
    ("print", "cluster", (200, 200, 200, 200, 200, 200)),
    ("new", "", (302, 200, 200, 200, 200, 200)),
    ("regions", "", (302, 200, 200, 200, 200, 200)),
    ("claim", "firm", (302, 200, 200, 200, 200, 200)),
    ("history", "cluster", (302, 403, 200, 200, 200, 200)),
    ("people", "cluster", (302, 403, 200, 200, 200, 200)),
    ("mandates", "cluster", (302, 403, 200, 200, 200, 200)),
    ("edit", "cluster", (302, 403, 403, 200, 200, 200)),
    ("edit_terms", "cluster", (302, 403, 403, 200, 200, 200)),
    ("edit_offers", "cluster", (302, 403, 403, 200, 200, 200)),
    ("offer_new", "cluster", (302, 403, 403, 200, 200, 200)),
    ("offer", "cluster offer", (302, 403, 403, 200, 200, 200)),
    ("edit_labels", "cluster", (302, 403, 403, 200, 200, 200)),
    ("label_new", "cluster", (302, 403, 403, 200, 200, 200)),
    ("label", "cluster label", (302, 403, 403, 200, 200, 200)),
    ("edit_references", "cluster", (302, 403, 403, 200, 200, 200)),
    ("reference_new", "cluster", (302, 403, 403, 200, 200, 200)),
    ("reference", "cluster project", (302, 403, 403, 200, 200, 200)),
    ("onboarding", "cluster", (302, 403, 403, 200, 200, 200)),
    ("onboarding_batch", "batch", (302, 404, 404, 200, 200, 200)),
    ("onboarding_export", "batch", (302, 404, 404, 200, 200, 200)),
    ("invitation", "invitation", (302, 404, 404, 404, 404, 404)),
    ("claim_queue", "", (302, 404, 404, 404, 404, 200)),
    ("verification_queue", "", (302, 404, 404, 404, 404, 200)),
    ("duplicates", "", (302, 404, 404, 404, 404, 200)),
    ("duplicate", "pair", (302, 404, 404, 404, 404, 200)),
    ("merges", "", (302, 404, 404, 404, 404, 200)),
)
WHO = (None, "outsider", "member", "editor", "owner", "manager")


def address(cast: SimpleNamespace, name: str, arguments: str) -> str:
    return reverse(f"directory:{name}", args=[getattr(cast, argument).public_id for argument in arguments.split()])


@pytest.mark.parametrize(("name", "arguments", "answers"), PAGES, ids=[page[0] for page in PAGES])
def test_page_opens_to_whom_it_is_meant_for(
    cast: SimpleNamespace, name: str, arguments: str, answers: tuple[int, ...]
) -> None:
    path = address(cast, name, arguments)
    got = [client_of(getattr(cast, who) if who else None).get(path).status_code for who in WHO]
    assert got == list(answers)


# name, arguments, data, then what outsider, member and editor get; visitors are always sent to sign in
VERBS: tuple[tuple[str, str, dict[str, str], tuple[int, int, int]], ...] = (
    ("people_invite", "cluster", {"email": "new@works.example", "role": "member"}, (403, 403, 403)),
    ("leave", "cluster", {}, (403, 302, 302)),
    ("own_membership", "cluster", {"title": "Head"}, (403, 302, 302)),
    ("edit_undo", "cluster", {}, (403, 403, 404)),
    ("offer_delete", "cluster offer", {}, (403, 403, 302)),
    ("label_delete", "cluster label", {}, (403, 403, 302)),
    ("reference_delete", "cluster project", {}, (403, 403, 302)),
    ("invitation_resend", "invitation", {}, (404, 404, 404)),
    ("invitation_withdraw", "invitation", {}, (404, 404, 404)),
    ("onboarding_resend", "batch", {}, (404, 404, 302)),
    ("duplicates_find", "", {}, (404, 404, 404)),
    ("merge_undo", "merge", {}, (404, 404, 404)),
)


@pytest.mark.parametrize(("name", "arguments", "data", "answers"), VERBS, ids=[verb[0] for verb in VERBS])
def test_verb_is_open_to_whom_it_is_meant_for(
    cast: SimpleNamespace, name: str, arguments: str, data: dict[str, str], answers: tuple[int, ...]
) -> None:
    path = address(cast, name, arguments)
    visitor = Client().post(path, data)
    assert (visitor.status_code, visitor.url.startswith("/account/login/")) == (302, True)
    got = [client_of(getattr(cast, who)).post(path, data).status_code for who in ("outsider", "member", "editor")]
    assert got == list(answers)


@pytest.mark.parametrize("verb", ["hide", "list", "close"])
def test_state_moves_are_refused_to_all_but_owners_and_managers(cast: SimpleNamespace, verb: str) -> None:
    path = reverse("directory:move", args=[cast.cluster.public_id, verb])
    got = [client_of(getattr(cast, who)).post(path).status_code for who in ("outsider", "member", "editor")]
    assert got == [403, 403, 403]
    assert client_of(cast.owner).get(path).status_code == 405


def test_a_hidden_entry_is_not_there_for_outsiders_and_there_for_its_people(cast: SimpleNamespace) -> None:
    services.hide_organisation(organisation=cast.cluster, actor=cast.owner, at=NOW)
    paths = [address(cast, name, "cluster") for name in ("organisation", "print", "people", "edit", "claim")]
    assert [client_of(cast.outsider).get(path).status_code for path in paths] == [404] * 5
    assert [client_of(None).get(path).status_code for path in paths[:2]] == [404, 404]
    assert [client_of(cast.owner).get(path).status_code for path in paths] == [200] * 5


@pytest.mark.parametrize("public_id", ["01HZZZZZZZZZZZZZZZZZZZZZZZ", "1", "x" * 300, "%00", "new'--"])
def test_an_id_that_nobody_has_is_not_found(public_id: str) -> None:
    assert Client().get(f"/directory/{public_id}/").status_code == 404


def fill(organisation: Organisation, count: int) -> None:
    """Give an organisation everything that its page can show, `count` times."""
    source = make_source("cordis")
    Organisation.objects.filter(pk=organisation.pk).update(
        source=source, source_key="x", parent=make_organisation("Society")
    )
    for number in range(count):
        Offer.objects.create(
            organisation=organisation, title=f"Offer {number}", stage=make_term(f"service_stage:{number % 3}")
        )
        Accreditation.objects.create(organisation=organisation, title=f"Label {number}", issuer="Synthetic Labels")
        organisation.term_links.create(term=make_term(f"technology:t{number}"))
        make_project(organisation, source=source, source_key=str(number))
        make_organisation(f"Unit {number}", parent=organisation)
        ClusterMembership.objects.create(
            cluster=organisation, member=make_organisation(f"Member {number}"), confirmed_at=NOW
        )
        ClusterMembership.objects.create(
            cluster=make_organisation(f"Cluster {number}"), member=organisation, confirmed_at=NOW
        )
        join(make_person(), organisation, role="editor", is_public=True)
    for code in ("DE", "FI", "ES")[:count]:
        TargetCountry.objects.create(organisation=organisation, country=make_country(code), scope="transnational")


def queries(client: Client, path: str) -> int:
    client.get(path)  # warms what is kept in the process
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len([query for query in seen.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("count", [1, 3, 60])
def test_profile_costs_a_visitor_at_most_twelve_queries(count: int) -> None:
    organisation = make_organisation()
    fill(organisation, count)
    assert queries(Client(), reverse("directory:organisation", args=[organisation.public_id])) <= MOST_QUERIES


@pytest.fixture(params=[1, 3, 60])
def many(request: pytest.FixtureRequest) -> Iterator[tuple[int, SimpleNamespace]]:
    """An organisation and a secretariat with so many rows on every list."""
    count: int = request.param
    owner, manager = make_person(), make_person(roles=["manager"])
    cluster = make_organisation("Synthetic Cluster", kind="cluster", owner=owner)
    fill(cluster, count)
    lines = "".join(f"Firm {number},firm{number}@works{number}.example\n" for number in range(count))
    batch = services.start_onboarding(
        cluster=cluster, actor=owner, rows=services.rows_of(f"name,email\n{lines}"), file_name="m.csv", at=NOW
    )
    for number in range(count):
        services.invite_person(
            organisation=cluster, actor=owner, email=f"person-{number}@x.example", role="member", at=NOW
        )
        firm, twin = make_organisation(f"A {number}"), make_organisation(f"B {number}")
        DuplicatePair.objects.create(first=firm, second=twin, found_at=NOW)
        Merge.objects.create(kept=firm, merged=twin, snapshot={}, merged_at=NOW, merged_by=manager)
        Claim.objects.create(organisation=firm, person=make_person(), evidence="Mine", created_at=NOW)
        Mandate.objects.create(firm=firm, agent=cluster, requested_by=owner, requested_at=NOW, ends_on=date(2030, 1, 1))
        join(make_person(), firm, role="owner")
    yield count, SimpleNamespace(owner=owner, manager=manager, cluster=cluster, batch=batch)


LISTS = (
    ("people", "cluster", "owner"),
    ("mandates", "cluster", "owner"),
    ("history", "cluster", "owner"),
    ("edit_offers", "cluster", "owner"),
    ("edit_labels", "cluster", "owner"),
    ("edit_references", "cluster", "owner"),
    ("edit_terms", "cluster", "owner"),
    ("edit", "cluster", "owner"),
    ("onboarding", "cluster", "owner"),
    ("onboarding_batch", "batch", "owner"),
    ("claim_queue", "", "manager"),
    ("verification_queue", "", "manager"),
    ("duplicates", "", "manager"),
    ("merges", "", "manager"),
)


def test_lists_cost_at_most_twelve_queries_whatever_the_rows(many: tuple[int, SimpleNamespace]) -> None:
    _count, cast = many
    cost = {
        name: queries(client_of(getattr(cast, who)), address(cast, name, arguments)) for name, arguments, who in LISTS
    }
    assert {name: number for name, number in cost.items() if number > MOST_QUERIES} == {}
