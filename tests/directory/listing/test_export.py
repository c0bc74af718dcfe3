"""The list as a file: every row, its source, and no formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import make_organisation, make_source

from hanse.directory import services
from hanse.directory.selectors.export_rows import COLUMNS
from hanse.directory.views import export

pytestmark = pytest.mark.django_db


def _csv(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _book(response: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def _filled() -> None:
    make_source("cordis", attribution="Facts from the register")
    made = [
        make_organisation('Ärzte, "Lab"', source_id="cordis", terms=["technology:robotics", "nace2:25"]),
        make_organisation("=HYPERLINK(1)", kind="hub", country="DE", about="@x", is_synthetic=True),
    ]
    services.touch([one.pk for one in made])


def test_a_csv_file_has_the_rows_of_the_list_with_their_sources(client: Client) -> None:
    _filled()
    response = client.get("/directory/export.csv", {"country": "PL"})
    (row,) = _csv(response)
    assert row["name"] == 'Ärzte, "Lab"'
    assert (row["technology"], row["sector"], row["country"]) == ("robotics", "25", "PL")
    assert (row["source"], row["licence"], row["attribution"]) == (
        "Source cordis",
        "CC BY 4.0",
        "Facts from the register",
    )
    assert response["Content-Disposition"].startswith('attachment; filename="organisations-')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  ="])
def test_no_cell_is_a_formula(start: str) -> None:
    assert export.safe_cell(f"{start}cmd") == f"'{start}cmd"


def test_names_that_look_like_formulas_are_text_in_both_files(client: Client) -> None:
    _filled()
    assert _csv(client.get("/directory/export.csv", {"kind": "hub"}))[0]["name"] == "'=HYPERLINK(1)"
    sheet = _book(client.get("/directory/export.xlsx", {"kind": "hub"})).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=HYPERLINK(1)", "s")


def test_a_workbook_names_its_sources_on_a_sheet(client: Client) -> None:
    _filled()
    book = _book(client.get("/directory/export.xlsx"))
    rows = list(book.worksheets[0].values)
    assert (rows[0], len(rows)) == (COLUMNS, 3)
    assert list(book.worksheets[1].values)[1][:3] == ("Source cordis", "CC BY 4.0", "Facts from the register")


def test_a_workbook_that_would_be_too_long_says_where_the_rest_is(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "XLSX_ROWS", 1)
    _filled()
    book = _book(client.get("/directory/export.xlsx"))
    assert len(list(book.worksheets[0].values)) == 2
    assert "Only the first 1 organisations are here; the CSV file has all." in [
        row[0] for row in book.worksheets[1].values
    ]


def test_another_kind_of_file_is_not_found(client: Client) -> None:
    assert client.get("/directory/export.pdf").status_code == 404


def test_the_selected_list_is_exported_in_its_own_order(client: Client) -> None:
    made = [make_organisation(name) for name in ("Alpha Lab", "Beta Works", "Gamma Works")]
    for one in (made[2], made[0]):
        client.post(reverse("directory:selected_change"), {"shown": one.public_id, "organisation": one.public_id})
    rows = _csv(client.get(reverse("directory:selected_export", args=["csv"])))
    assert [row["name"] for row in rows] == ["Gamma Works", "Alpha Lab"]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_file_costs_the_same_queries_for_each_five_hundred_rows(count: int, client: Client) -> None:
    services.touch([make_organisation(f"Works {number}").pk for number in range(count)])
    client.get("/directory/")
    with CaptureQueriesContext(connection) as captured:
        assert len(_csv(client.get("/directory/export.csv"))) == count
    assert len(captured) <= 6
