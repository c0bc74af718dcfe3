"""Criteria that a reader adds on the results page, chip by chip."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from matching.conftest import World

from hanse.engines.candidates import Criterion, criteria_from_json


def client_of(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.mark.parametrize(
    ("sent", "added"),
    [
        ({"code": "one_abroad", "home_country": "PL"}, Criterion("one_abroad", "PL", is_must=True)),
        ({"code": "country", "country": ["DE", "PL"]}, Criterion("country", "DE|PL", is_must=False)),
        ({"code": "trl", "trl_from": "4", "is_must": "on"}, Criterion("trl", "4-9", is_must=True)),
    ],
)
def test_what_is_chosen_under_a_chip_is_added(indexed: World, sent: dict, added: Criterion) -> None:
    need = indexed.state(criteria=(Criterion("kind", "hub"),))
    answer = client_of(indexed.sme_owner).post(reverse("matching:add_criterion", args=[need.public_id]), sent)
    need.refresh_from_db()
    assert answer.status_code == 302
    assert list(criteria_from_json(need.criteria)) == [Criterion("kind", "hub"), added]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"code": "country"}, "Choose something first."),
        ({"code": "unknown", "country": "DE"}, "Choose something first."),
        ({"code": "trl", "trl_from": "8", "trl_to": "2"}, "The range ends before it begins."),
        ({"code": "one_abroad", "home_country": ""}, "Say where you are"),
    ],
)
def test_a_chip_without_a_sensible_choice_changes_nothing_and_says_why(indexed: World, sent: dict, said: str) -> None:
    need = indexed.state()
    client = client_of(indexed.sme_owner)
    page = client.post(reverse("matching:add_criterion", args=[need.public_id]), sent, follow=True)
    need.refresh_from_db()
    assert need.criteria == []
    assert said in page.content.decode()


def test_a_criterion_that_is_stated_is_not_offered_again(indexed: World) -> None:
    need = indexed.state(criteria=(Criterion("country", "PL"),))
    text = client_of(indexed.sme_owner).get(reverse("matching:need", args=[need.public_id])).content.decode()
    assert ('name="code" value="country"' in text, 'name="code" value="trl"' in text) == (False, True)


def test_an_outsider_adds_no_criterion(indexed: World) -> None:
    need = indexed.state()
    address = reverse("matching:add_criterion", args=[need.public_id])
    answer = client_of(indexed.outsider).post(address, {"code": "country", "country": "DE"})
    need.refresh_from_db()
    assert (answer.status_code, need.criteria) == (404, [])
