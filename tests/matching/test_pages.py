"""The pages of the matching: who may open them, what they show, how many queries they ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.organisations import make_organisation
from matching.conftest import FURNACES, World

from hanse.engines.candidates import Criterion
from hanse.matching import index, services
from hanse.matching.models import Introduction, Need


def client_of(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def trap() -> dict[str, str]:
    return {
        "website": "",
        "opened": signing.dumps(int((timezone.now() - timedelta(seconds=9)).timestamp()), salt="hanse.form_trap"),
    }


def introduction(world: World) -> Introduction:
    return services.ask_introduction(
        need=world.state(),
        organisation=world.heat,
        message="Hello",
        actor=world.sme_owner,
        asker_organisation=None,
        adviser=None,
        has_consented=True,
        score=None,
        reasons=[],
        at=timezone.now(),
    )


def test_a_visitor_states_a_need_and_sees_reasons(client: Client, indexed: World) -> None:
    response = client.post(reverse("matching:new_need"), {"text": FURNACES, **trap()}, follow=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Heat Works Lab" in text and "similar project" in text
    assert Need.objects.get().author is None


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"text": "\x00 "},
        {"text": FURNACES, "abroad": "abroad"},
        {"text": FURNACES, "region": "ZZ9"},
        {"text": FURNACES, "trl_from": "7", "trl_to": "3"},
    ],
)
def test_a_bad_form_comes_back_with_what_was_written(client: Client, indexed: World, data: dict) -> None:
    response = client.post(reverse("matching:new_need"), {**data, **trap()})
    assert response.status_code == 422
    assert Need.objects.count() == 0


def test_a_machine_that_fills_the_hidden_field_is_refused(client: Client, indexed: World) -> None:
    response = client.post(reverse("matching:new_need"), {"text": FURNACES, **trap(), "website": "http://spam.example"})
    assert response.status_code == 422


def test_only_who_stated_it_changes_a_visitors_need(client: Client, indexed: World) -> None:
    client.post(reverse("matching:new_need"), {"text": FURNACES, **trap()})
    need = Need.objects.get()
    change = reverse("matching:change_need", args=[need.public_id])
    assert client.get(change).status_code == 200
    assert Client().get(change).status_code == 404


def test_dropping_a_criterion_takes_it_off(indexed: World) -> None:
    client = client_of(indexed.sme_owner)
    client.post(reverse("matching:new_need"), {"text": FURNACES, "kind": ["hub"], "must": ["kind"]})
    need = Need.objects.get()
    assert (
        "Your criteria keep everybody out"
        in client.get(reverse("matching:need", args=[need.public_id])).content.decode()
    )
    client.post(reverse("matching:drop_criterion", args=[need.public_id]), {"position": "0"})
    need.refresh_from_db()
    assert need.criteria == []


@pytest.mark.parametrize(
    "sent", [{"position": "\u00b2"}, {"position": "9" * 5000}, {"position": "0", "criterion": "kind"}]
)
def test_dropping_what_is_not_there_takes_nothing_off(indexed: World, sent: dict) -> None:
    client = client_of(indexed.sme_owner)
    need = indexed.state(criteria=(Criterion("country", "PL"),))
    answer = client.post(reverse("matching:drop_criterion", args=[need.public_id]), sent)
    need.refresh_from_db()
    assert (answer.status_code, [row["code"] for row in need.criteria]) == (302, ["country"])


def test_a_distance_comes_back_into_the_form_with_its_place(indexed: World) -> None:
    client = client_of(indexed.sme_owner)
    client.post(reverse("matching:new_need"), {"text": FURNACES, "home_country": "PL", "within_km": "250"})
    need = Need.objects.get()
    assert need.criteria[0]["value"].endswith(",250,PL")
    form = client.get(reverse("matching:change_need", args=[need.public_id])).context["form"]
    assert (form.initial["within_km"], form.initial["region"]) == ("250", "PL")
    assert "within 250 km of" in client.get(reverse("matching:need", args=[need.public_id])).content.decode()


def test_setting_aside_leads_to_a_comparison(indexed: World) -> None:
    client = client_of(indexed.sme_owner)
    need = indexed.state()
    for row in (indexed.heat, indexed.young):
        client.post(reverse("matching:set_aside", args=[need.public_id, row.public_id]))
    text = client.get(reverse("matching:compare", args=[need.public_id])).content.decode()
    assert "Heat Works Lab" in text and "Young Furnace Centre" in text


def test_hostile_text_is_shown_as_text(indexed: World) -> None:
    client = client_of(indexed.sme_owner)
    need = indexed.state("<script>alert('furnace')</script> aluminium furnace")
    text = client.get(reverse("matching:need", args=[need.public_id])).content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;" in text


@pytest.mark.parametrize("page", ["0", "-1", "999999999999", "x", "٣", "\x00"])
def test_an_odd_page_number_is_the_first_or_the_last(indexed: World, page: str) -> None:
    need = indexed.state()
    assert (
        client_of(indexed.sme_owner).get(reverse("matching:need", args=[need.public_id]), {"page": page}).status_code
        == 200
    )


def test_the_journey_from_request_to_collaboration(indexed: World) -> None:
    asker, centre = client_of(indexed.sme_owner), client_of(indexed.centre_owner)
    need = indexed.state()
    page = asker.post(
        f"{reverse('matching:ask', args=[indexed.heat.public_id])}?need={need.public_id}",
        {"need": need.public_id, "message": "Let us talk", "organisation": indexed.firm.public_id, "consent": "on"},
        follow=True,
    )
    found = Introduction.objects.get()
    assert page.status_code == 200 and found.reasons and found.score_0_100 > 0
    answer = reverse("matching:answer", args=[found.public_id])
    assert centre.post(answer, {"move": "question", "message": ""}).status_code == 422
    assert centre.post(answer, {"move": "question", "message": "How large?"}).status_code == 302
    assert asker.post(answer, {"move": "reply", "message": "Large."}).status_code == 302
    assert centre.post(answer, {"move": "accept"}).status_code == 302
    assert (
        indexed.centre_owner.email
        in asker.get(reverse("matching:introduction", args=[found.public_id])).content.decode()
    )
    record = reverse("matching:collaboration", args=[found.public_id])
    assert centre.post(record, {"title": "Audit", "outcome": "started"}).status_code == 302
    assert asker.post(record, {"move": "confirm"}).status_code == 302
    found.collaboration.refresh_from_db()
    assert found.collaboration.confirmed_by == indexed.sme_owner


@pytest.mark.parametrize("name", ["need", "change_need", "save_need", "compare"])
def test_a_private_need_is_open_to_owner_and_manager_rules_only(indexed: World, name: str) -> None:
    address = reverse(f"matching:{name}", args=[indexed.state().public_id])
    assert client_of(indexed.sme_owner).get(address).status_code == 200
    assert client_of(indexed.outsider).get(address).status_code == 404
    assert Client().get(address).status_code == (302 if name == "save_need" else 404)


def test_an_introduction_is_open_to_both_sides_and_the_secretariat(indexed: World) -> None:
    address = reverse("matching:introduction", args=[introduction(indexed).public_id])
    assert [
        client_of(person).get(address).status_code
        for person in (indexed.sme_owner, indexed.centre_owner, indexed.manager)
    ] == [200, 200, 200]
    assert client_of(indexed.outsider).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_colleague_answers_for_the_organisation(indexed: World) -> None:
    from factories.organisations import join
    from factories.people import make_person

    colleague = make_person()
    join(colleague, indexed.heat, role="member")
    found = introduction(indexed)
    assert (
        client_of(colleague).post(reverse("matching:answer", args=[found.public_id]), {"move": "accept"}).status_code
        == 302
    )
    found.refresh_from_db()
    assert found.state == "accepted"


@pytest.mark.parametrize(("verb", "name"), [("answer", "answer"), ("collaboration", "collaboration")])
def test_an_outsider_can_move_nothing(indexed: World, verb: str, name: str) -> None:
    found = introduction(indexed)
    address = reverse(f"matching:{name}", args=[found.public_id])
    assert client_of(indexed.outsider).post(address, {"move": "accept"}).status_code == 404
    assert Client().post(address, {"move": "accept"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "waiting"


def test_the_waiting_list_of_all_is_the_secretariats(indexed: World) -> None:
    introduction(indexed)
    address = reverse("matching:oversight")
    assert "Heat Works Lab" in client_of(indexed.manager).get(address).content.decode()
    assert client_of(indexed.sme_owner).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_stale_answer_says_that_it_has_changed(indexed: World) -> None:
    found = introduction(indexed)
    services.withdraw_introduction(introduction=found, actor=indexed.sme_owner, at=timezone.now())
    response = client_of(indexed.centre_owner).post(
        reverse("matching:answer", args=[found.public_id]), {"move": "accept"}
    )
    assert response.status_code == 409 and "changed since" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_result_page_asks_few_queries_whatever_its_length(
    world: World, rows: int, django_assert_max_num_queries
) -> None:
    for number in range(rows):
        make_organisation(f"Furnace House {number}", about="Aluminium furnaces and their energy.", lon=10, lat=50)
    index.rebuild()
    client, need = client_of(world.sme_owner), world.state()
    address = reverse("matching:need", args=[need.public_id])
    client.get(address)
    with django_assert_max_num_queries(20):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_lists_ask_at_most_twelve_queries(world: World, rows: int, django_assert_max_num_queries) -> None:
    for number in range(rows):
        services.ask_introduction(
            need=world.state(f"Need {number} about furnaces"),
            organisation=world.heat,
            message="Hello",
            actor=world.sme_owner,
            asker_organisation=world.firm,
            adviser=None,
            has_consented=True,
            score=None,
            reasons=[],
            at=timezone.now(),
        )
    client, manager = client_of(world.sme_owner), client_of(world.manager)
    for reader, name in ((client, "needs"), (client, "introductions"), (manager, "oversight")):
        with django_assert_max_num_queries(12):
            assert reader.get(reverse(f"matching:{name}")).status_code == 200


def test_the_api_answers_like_the_page(client: Client, indexed: World) -> None:
    response = client.post("/api/v1/matches", {"text": FURNACES, "limit": 3}, content_type="application/json")
    assert response.status_code == 200 and response.json()[0]["name"] == "Heat Works Lab"
    assert (
        client.post("/api/v1/matches", {"text": FURNACES, "limit": 0}, content_type="application/json").status_code
        == 422
    )
    assert client.post("/api/v1/matches", {"text": "\x00"}, content_type="application/json").json() == []
