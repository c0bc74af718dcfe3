"""The list, the map and the selected list, as a browser without JavaScript meets them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import make_organisation, make_project

from hanse.directory import index, services
from hanse.directory.index import reading
from hanse.directory.models import Organisation

pytestmark = pytest.mark.django_db
LIST = "/directory/"


def _three() -> list[Organisation]:
    made = [
        make_organisation("Alpha Lab", terms=["technology:photonics"]),
        make_organisation("Beta Works", kind="hub", country="DE"),
        make_organisation("Gamma Works", kind="hub", country="PL", terms=["technology:robotics"]),
    ]
    services.touch([one.pk for one in made])
    return made


def _titles(response: Any) -> list[str]:
    return re.findall(r'class="card-title"><a href="[^"]*">([^<]*(?:<mark>[^<]*</mark>[^<]*)?)</a>', response.text)


def test_the_list_shows_what_fits_with_counts_of_the_other_values(client: Client) -> None:
    _three()
    response = client.get(LIST, {"kind": "hub"})
    counts = {
        group.facet.name: {option.value: option.count for option in group.options}
        for group in response.context["page"].facets
    }
    assert _titles(response) == ["Beta Works", "Gamma Works"]
    assert counts["kind"] == {"hub": 2, "technology_centre": 1}
    assert counts["country"] == {"DE": 1, "PL": 1}
    assert counts["technology"] == {"robotics": 1}


def test_values_of_one_filter_are_joined_by_or_and_filters_by_and(client: Client) -> None:
    _three()
    found = client.get(LIST, {"country": ["PL", "DE"], "technology": ["photonics", "robotics"]})
    assert _titles(found) == ["Alpha Lab", "Gamma Works"]


def test_an_address_with_empty_fields_leads_to_its_short_form(client: Client) -> None:
    response = client.get(LIST + "?q=&kind=hub&country=&sort=")
    assert (response.status_code, response["Location"]) == (302, "/directory/?kind=hub")


def test_when_nothing_fits_the_page_says_which_filter_to_drop(client: Client) -> None:
    _three()
    response = client.get(LIST, {"country": "DE", "technology": "photonics"})
    dropped = [(str(chip.label), chip.count, chip.href) for chip in response.context["suggestions"]]
    assert dropped == [
        ("Country: Germany", 1, "/directory/?technology=photonics"),
        ("Technology field: Photonics", 1, "/directory/?country=DE"),
    ]
    assert "Nothing fits all of this" in response.text


@pytest.mark.parametrize("path", ["/directory/", "/directory/map/", "/directory/export.csv", "/directory/export.xlsx"])
@pytest.mark.parametrize(
    "query",
    [
        "country=%00&q=%00",
        "q=" + "a" * 50_000,
        "q=%F0%9F%98%80&kind=%3Cscript%3Ealert(1)%3C/script%3E",
        "page=1000000000",
        "page=-1&area=1e400,0,0,0",
        "sort=%27;drop+table&trl=99&members=7-9&size=huge&offer=x",
        "q=%ED%A0%80&area=" + ",".join(["9" * 400] * 4),
        "&".join(f"country=A{number}" for number in range(500)),
    ],
)
def test_bad_input_is_never_an_error_of_the_server(path: str, query: str, client: Client) -> None:
    _three()
    response = client.get(f"{path}?{query}")
    assert response.status_code in (200, 302)
    assert b"<script>alert(1)" not in b"".join(response)


def test_bad_input_meets_the_list_without_an_index_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _three()
    monkeypatch.setattr(reading, "SMALL", 1)
    for query in (
        "trl=99&members=7-9&size=huge&offer=x&source=own",
        "q=%00&after=broken",
        "region=XX9&stage=x&label=y",
    ):
        assert client.get(f"{LIST}?{query}").status_code == 200


def test_a_page_behind_the_end_is_the_last_one(client: Client) -> None:
    services.touch([make_organisation(f"Works {number:02}").pk for number in range(30)])
    response = client.get(LIST, {"page": "1000000000"})
    assert (response.context["page"].page, _titles(response)) == (2, [f"Works {number}" for number in range(25, 30)])


def test_orders_are_name_newest_and_most_projects_and_best_match_for_keywords(client: Client) -> None:
    alpha, beta, gamma = _three()
    make_project(gamma, beta)
    make_project(gamma)
    alpha.about = "works with light"
    alpha.save()
    services.touch([alpha.pk, beta.pk, gamma.pk])
    assert _titles(client.get(LIST, {"sort": "projects"})) == ["Gamma Works", "Beta Works", "Alpha Lab"]
    assert _titles(client.get(LIST, {"sort": "newest"})) == ["Gamma Works", "Beta Works", "Alpha Lab"]
    best_first = client.get(LIST, {"q": "works"})
    assert [row.organisation.name for row in best_first.context["page"].rows] == [
        "Beta Works",
        "Gamma Works",
        "Alpha Lab",
    ]


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize("path", ["/directory/", "/directory/map/"])
def test_a_page_asks_the_database_at_most_twelve_times(count: int, path: str, client: Client) -> None:
    made = [make_organisation(f"Works {number}", terms=["technology:robotics"]).pk for number in range(count)]
    index.rebuild()
    client.get(path, {"country": "PL"})  # a process reads the code lists once
    services.touch(made)
    with CaptureQueriesContext(connection) as first:
        assert client.get(path, {"country": "PL", "technology": "robotics"}).status_code == 200
    with CaptureQueriesContext(connection) as second:
        client.get(path, {"country": "PL", "technology": "robotics"})
    assert len(first) <= 12, [query["sql"][:100] for query in first]
    assert len(second) <= 8, [query["sql"][:100] for query in second]


def test_while_a_large_site_has_no_index_the_list_goes_by_name_and_filters_hold(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SMALL", 1)
    for number in range(30):
        make_organisation(f"Works {number:02}", kind="hub")
    make_organisation("Alpha Lab", kind="cluster")
    first = client.get(LIST, {"kind": "hub"})
    assert "Counts are being prepared" in first.text
    assert _titles(first) == [f"Works {number:02}" for number in range(25)]
    following = re.search(r'rel="next" href="([^"]*)"', first.text)
    assert following is not None
    assert _titles(client.get(following[1].replace("&amp;", "&"))) == [f"Works {number}" for number in range(25, 30)]


def test_the_map_keeps_the_filters_of_the_list(client: Client) -> None:
    _three()
    response = client.get("/directory/map/", {"kind": "hub"})
    assert {point.label for point in response.context["map"].points} == {"Beta Works", "Gamma Works"}
    assert response.context["list_address"] == "/directory/?kind=hub"
    assert "/directory/map/?kind=hub" in client.get(LIST, {"kind": "hub"}).text


def test_many_points_are_gathered_and_lead_to_their_part_of_the_list(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hanse.directory.selectors import map_points

    monkeypatch.setattr(map_points, "SINGLE", 1)
    alpha = _three()[0]
    Organisation.objects.filter(pk=alpha.pk).update(lon=24.9, lat=60.2)
    services.touch([alpha.pk])
    points = client.get("/directory/map/").context["map"].points
    assert sorted(point.weight for point in points) == [1, 1, 1]
    to_alpha = next(point.href for point in points if point.lat > 60)
    assert _titles(client.get(to_alpha)) == ["Alpha Lab"]


def _select(client: Client, shown: list[Organisation], ticked: list[Organisation], **more: str) -> Any:
    values = {"shown": [one.public_id for one in shown], "organisation": [one.public_id for one in ticked], **more}
    return client.post(reverse("directory:selected_change"), values)


def test_ticks_of_a_page_are_added_and_missing_ticks_removed(client: Client) -> None:
    alpha, beta, gamma = _three()
    back = _select(client, [alpha, beta, gamma], [alpha, beta], next="/directory/?kind=hub")
    assert (back.status_code, back["Location"]) == (302, "/directory/?kind=hub")
    _select(client, [beta, gamma], [gamma])
    assert _titles(client.get(reverse("directory:selected"))) == ["Alpha Lab", "Gamma Works"]
    assert client.get(LIST).text.count(" checked") == 2


def test_an_emptied_selection_comes_back(client: Client) -> None:
    alpha, beta, _ = _three()
    _select(client, [alpha, beta], [beta])
    client.post(reverse("directory:selected_clear"))
    assert _titles(client.get(reverse("directory:selected"))) == []
    client.post(reverse("directory:selected_undo"))
    assert _titles(client.get(reverse("directory:selected"))) == ["Beta Works"]


def test_a_selection_holds_only_listed_organisations_and_leads_nowhere_else(client: Client) -> None:
    alpha, beta, _ = _three()
    Organisation.objects.filter(pk=beta.pk).update(state="hidden")
    answer = client.post(
        reverse("directory:selected_change"),
        {
            "shown": [alpha.public_id, beta.public_id, "x\x00"],
            "organisation": [beta.public_id, "x\x00"],
            "next": "//evil.example/",
        },
    )
    assert answer["Location"] == reverse("directory:selected")
    assert client.session["directory_selected"] == [] if "directory_selected" in client.session else True
