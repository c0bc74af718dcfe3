"""Pages of the reference lists: open to everybody, few queries, and no input breaks them."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from hanse.core.registries import search_results
from hanse.taxonomy.models import Term
from hanse.taxonomy.views.languages import own_name

pytestmark = pytest.mark.usefixtures("taxonomy")

LISTS = ["/reference/countries/", "/reference/regions/", "/reference/nace2/", "/reference/technology/"]
PAGES = [
    "/reference/",
    *LISTS,
    "/reference/countries/EL/",
    "/reference/regions/PL911/",
    "/reference/nace2/24.53/",
    "/reference/technology/photonics/",
    "/reference/euroscivoc/",
]


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_page_is_open_to_everybody_and_costs_at_most_8_queries(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(8):
        response = client.get(address)
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/reference/", "/reference/nace2/"])
def test_page_changes_nothing(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/reference/nonsense/",
        "/reference/nace2/nonsense/",
        "/reference/countries/ZZ/",
        "/reference/regions/ZZ1/",
        "/reference/nace2/%00/",
        "/reference/regions/%00/",
        f"/reference/regions/{'x' * 5000}/",
    ],
)
def test_what_is_in_no_list_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "x" * 50_000},
        {"q": "'; DROP TABLE taxonomy_term; --"},
        {"q": "<script>alert(1)</script>"},
        {"q": "%_\\"},
        {"q": "🦔"},
        {"page": "99999999999999999999999"},
        {"page": "-1"},
        {"page": "\x00"},
        {"sort": "nonsense"},
        {"sort": "-name"},
        {"sort": "\x00"},
        {"level": "\x00", "country": "ZZ", "version": "1999", "group": "x"},
        {"format": "exe"},
    ],
)
def test_odd_input_is_answered(client, address, query):
    response = client.get(address, query)
    assert response.status_code == 200
    assert "<script>alert" not in text(response)


def test_the_index_names_every_list_with_count_version_and_source(client):
    page = text(client.get("/reference/"))
    assert "2,044" in page
    assert "Rev. 2.1" in page
    assert escape("Eurostat, RAMON: NACE Rev. 2, titles") in page


def test_an_empty_search_shows_the_way_back(client):
    page = text(client.get("/reference/regions/", {"q": "no such place"}))
    assert "Nothing fits" in page
    assert 'href="/reference/regions/"' in page


def test_a_list_that_an_import_fills_says_so_while_it_is_empty(client):
    assert "This list is empty" in text(client.get("/reference/euroscivoc/"))


def test_a_search_finds_in_any_language_and_the_address_keeps_it(client):
    page = text(client.get("/reference/nace2/", {"q": "Leichtmetall"}))
    assert "Casting of light metals" in page
    assert 'value="Leichtmetall"' in page
    assert "?q=Leichtmetall&amp;format=csv" in page


def test_names_come_in_the_readers_language(client):
    page = text(client.get("/reference/nace2/24.53/", headers={"accept-language": "de"}))
    assert "<h1>Leichtmetallgießereien</h1>" in page


def test_a_tree_opens_at_its_top_and_shows_all_levels_on_demand(client):
    top = client.get("/reference/nace2/").context["list"]
    everything = client.get("/reference/nace2/", {"level": "all"}).context["list"]
    classes = client.get("/reference/nace2/", {"level": "4"}).context["list"]
    assert (top.total, everything.total, classes.total) == (21, 996, 615)


def test_lists_are_filtered_sorted_and_paged_by_the_address(client):
    query = {"country": "PT", "level": "2", "version": "2024", "sort": "-name"}
    listing = client.get("/reference/regions/", query).context["list"]
    names = [region.name for region in listing.page]
    assert len(names) == listing.total == 9
    assert names == sorted(names, reverse=True)
    assert [head.sorted for head in listing.heads] == ["", "descending", "", "", ""]
    third = client.get("/reference/regions/", {"page": "3"}).context["list"].page
    assert (third.number, len(third)) == (3, 50)
    assert client.get("/reference/regions/", {"page": "9999"}).context["list"].page.number == 41


def test_a_second_click_on_a_column_turns_the_order_round(client):
    heads = client.get("/reference/countries/", {"sort": "code", "page": "2"}).context["list"].heads
    assert [head.href for head in heads][:3] == ["?sort=name", "?sort=-code", "?sort=iso2"]


def test_a_search_keeps_the_order_that_was_chosen(client):
    page = text(client.get("/reference/countries/", {"sort": "-code"}))
    assert '<input type="hidden" name="sort" value="-code">' in page
    assert 'name="sort"' not in text(client.get("/reference/countries/", {"sort": '"><script>'}))


def test_the_level_says_what_is_shown(client):
    def first_choice(query):
        return next(
            str(label)
            for _value, label in client.get("/reference/nace2/", query).context["form"].fields["level"].choices
        )

    assert first_choice({}) == "Top of the list"
    assert first_choice({"q": "casting"}) == "All levels"


def test_groups_of_countries_sort_the_member_states_first_and_last(client):
    first = client.get("/reference/countries/", {"sort": "group"}).context["list"].page.object_list
    last = client.get("/reference/countries/", {"sort": "-group"}).context["list"].page.object_list
    assert [country.is_eu for country in first[:28]] == [True] * 27 + [False]
    assert not any(country.is_eu for country in last)


def test_countries_are_in_the_order_of_the_readers_language(client):
    page = client.get("/reference/countries/", headers={"accept-language": "de"}).context["list"].page
    assert [country.label for country in page][:3] == ["Afghanistan", "Ägypten", "Ålandinseln"]


def test_a_term_shows_its_way_its_parts_and_what_it_corresponds_to(client):
    response = client.get("/reference/nace2/24.5/")
    assert [crumb["label"] for crumb in response.context["crumbs"]] == [
        "Reference lists",
        "Economic activities, NACE Rev. 2",
        "Manufacturing",
        "24 Manufacture of basic metals",
        "24.5",
    ]
    page = text(response)
    assert reverse("taxonomy:term", args=["nace2", "24.53"]) in page
    assert reverse("taxonomy:term", args=["nace21", "24.5"]) in page
    assert 'lang="bg"' in page


def test_a_term_no_longer_in_use_says_so(client):
    Term.objects.filter(id="trl:9").update(is_active=False)
    assert "no longer in use" in text(client.get("/reference/trl/9/"))
    assert client.get("/reference/trl/").context["list"].total == 8


def test_an_old_region_leads_to_its_successor_and_back(client):
    assert "/reference/regions/NL350/" in text(client.get("/reference/regions/NL310/"))
    assert "/reference/regions/NL310/" in text(client.get("/reference/regions/NL350/"))
    assert "No single region took the place" in text(client.get("/reference/regions/PT16/"))


def test_a_region_is_reached_under_iso_codes_too(client):
    assert client.get("/reference/regions/gr30/").context["region"].code == "EL30"
    assert client.get("/reference/countries/gb/").context["country"].code == "UK"


def test_csv_holds_what_the_filter_shows(client):
    response = client.get("/reference/countries/", {"group": "eu", "sort": "code", "format": "csv"})
    assert response["Content-Disposition"] == 'attachment; filename="hanse-countries.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 27
    assert (rows[0]["code"], rows[0]["name"], rows[0]["is_eu"]) == ("AT", "Austria", "True")


def test_xlsx_holds_what_the_filter_shows(client):
    response = client.get("/reference/regions/", {"country": "MT", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.values)
    assert [row[0] for row in rows] == ["code", "MT0", "MT00", "MT001", "MT002"]
    assert rows[1][8] == pytest.approx(14.4, abs=0.5)


def test_json_holds_what_the_filter_shows(client):
    rows = json.loads(client.get("/reference/nace2/", {"q": "24.53", "format": "json"}).content)
    assert [(row["id"], row["parent_id"]) for row in rows] == [("nace2:24.53", "nace2:24.5")]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(client, evil):
    Term.objects.filter(id="trl:1").update(name=evil)
    rows = list(csv.DictReader(io.StringIO(client.get("/reference/trl/?format=csv").content.decode("utf-8-sig"))))
    assert rows[0]["name"] == f"'{evil}"
    content = client.get("/reference/trl/?format=xlsx").content
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["E2"]
    assert (cell.value, cell.data_type) == (f"'{evil}", "s")
    assert json.loads(client.get("/reference/trl/?format=json").content)[0]["name"] == evil


def test_an_empty_list_gives_an_empty_file(client):
    for file_format in ("csv", "xlsx", "json"):
        assert client.get("/reference/euroscivoc/", {"format": file_format}).status_code == 200


def test_a_name_from_a_download_cannot_become_markup(client):
    Term.objects.filter(id="trl:1").update(name="<img src=x onerror=alert(1)>", description="<b>x</b>")
    page = text(Client().get("/reference/trl/1/")) + text(Client().get("/reference/trl/"))
    assert "<img src=x" not in page
    assert "<b>x</b>" not in page


def test_the_search_of_the_site_finds_countries_regions_and_terms(django_assert_max_num_queries):
    def titles(words):
        return [(found.title, found.url) for found in search_results["taxonomy"](None, words, 5)]

    with django_assert_max_num_queries(3):
        found = titles("photonics")
    assert ("Photonics and optics", "/reference/technology/photonics/") in found
    assert ("Portugal", "/reference/countries/PT/") in titles("portugal")
    assert ("Utrecht", "/reference/regions/NL350/") in titles("utrecht")
    assert titles("  ") == []
    assert len(titles("a")) == 5


def test_an_exact_name_stands_higher_in_the_search_of_the_site():
    scores = {found.title: found.score for found in search_results["taxonomy"](None, "robotics", 10)}
    assert scores["Robotics"] > scores["Robotics and artificial intelligence"]


@pytest.mark.parametrize(("lang", "name"), [("fi", "Suomi"), ("mt", "Malti"), ("xx", "Xx")])
def test_a_language_is_called_by_its_own_name(lang, name):
    assert own_name(lang) == name
