"""The reference lists for other programs: bounded, declared, and deaf to nonsense."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("taxonomy")

API = "/api/v1/reference"


def test_every_list_is_named_with_its_size(client):
    lists = {found["key"]: found["count"] for found in client.get(f"{API}/lists").json()}
    assert (lists["countries"], lists["regions"], lists["nace2"], lists["nace21"]) == (250, 2044, 996, 1047)


def test_countries_come_under_eu_codes_with_their_iso_codes(client):
    answer = client.get(f"{API}/countries", {"search": "griechenland"}).json()
    assert answer["count"] == 1
    assert {key: answer["items"][0][key] for key in ("code", "iso2", "iso3", "name", "is_eu")} == {
        "code": "EL",
        "iso2": "GR",
        "iso3": "GRC",
        "name": "Greece",
        "is_eu": True,
    }


def test_regions_are_filtered(client):
    answer = client.get(f"{API}/regions", {"country": "gr", "level": 1, "version": "2024"}).json()
    assert [item["code"] for item in answer["items"]] == ["EL3", "EL4", "EL5", "EL6"]
    assert answer["items"][0]["parent"] is None
    assert client.get(f"{API}/regions", {"parent": "MT00"}).json()["count"] == 2


def test_terms_are_listed_searched_and_walked(client):
    assert client.get(f"{API}/terms/nace2", {"parent": ""}).json()["count"] == 21
    below = client.get(f"{API}/terms/nace2", {"parent": "24.5"}).json()
    assert [item["code"] for item in below["items"]] == ["24.51", "24.52", "24.53", "24.54"]
    assert below["items"][0]["parent"] == "nace2:24.5"
    assert client.get(f"{API}/terms/trl", {"search": "laboratory"}).json()["items"][0]["code"] == "4"


def test_a_label_is_in_the_language_asked_for(client):
    answer = client.get(f"{API}/terms/trl", {"limit": 1}, headers={"accept-language": "pl"}).json()
    item = answer["items"][0]
    assert (item["name"], item["label"]) == (
        "TRL 1: basic principles observed",
        "TRL 1: zaobserwowano podstawowe zasady",
    )


def test_one_term_comes_with_names_and_mappings(client):
    answer = client.get(f"{API}/terms/nace2/24.53").json()
    assert answer["names"]["de"] == "Leichtmetallgießereien"
    assert answer["mappings"] == [
        {"source": "nace2:24.53", "target": "nace21:24.53", "rule": "same-code-and-title"},
    ]


def test_pages_are_bounded(client):
    answer = client.get(f"{API}/regions", {"limit": 2, "offset": 2043}).json()
    assert (answer["count"], len(answer["items"])) == (2044, 1)
    assert client.get(f"{API}/regions", {"limit": 500}).json()["items"][499]["code"] < "EL"
    assert client.get(f"{API}/regions", {"offset": 1_000_000}).json()["items"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/regions", {"limit": 501}),
        ("/regions", {"limit": 0}),
        ("/regions", {"offset": -1}),
        ("/regions", {"offset": 10**30}),
        ("/regions", {"level": 4}),
        ("/regions", {"country": "\x00\x00"}),
        ("/regions", {"parent": "nonsense"}),
        ("/countries", {"group": "rich"}),
        ("/countries", {"search": "x" * 50_000}),
        ("/terms/nonsense", {}),
        ("/terms/nace2", {"level": "one"}),
    ],
)
def test_a_request_that_does_not_fit_is_answered_with_422_and_says_where(client, path, query):
    response = client.get(API + path, query)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/terms/nace2", {"search": "\x00"}),
        ("/terms/nace2", {"parent": "\x00"}),
        ("/countries", {"search": "%_'\"\\"}),
        ("/regions", {"search": "🦔 \ud7ff"}),
    ],
)
def test_odd_text_is_answered(client, path, query):
    assert client.get(API + path, query).status_code == 200


@pytest.mark.parametrize("code", ["nonsense", "%00", "24.53%20"])
def test_a_term_that_is_not_there_is_not_found_and_says_what_to_do(client, code):
    response = client.get(f"{API}/terms/nace2/{code}")
    assert response.status_code == 404
    assert response.json()["next_step"]


def test_lists_cost_two_queries_whatever_the_rows(client, django_assert_num_queries):
    for limit in (1, 3, 60):
        with django_assert_num_queries(2):
            client.get(f"{API}/regions", {"limit": limit})
