"""Money, numbers, time and marked words as people read them."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from hanse.ui import charts, highlight, projection, words
from hanse.ui.templatetags.ui import came_from, marked_label, written_points

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("module", [charts, highlight, projection])
def test_examples_in_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted > 0


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", Decimal("50000"), "EUR", "€50,000"),
        ("en", Decimal("1395791.58"), "EUR", "€1,395,791.58"),
        ("en", Decimal("-1250.5"), "PLN", "−PLN\N{NO-BREAK SPACE}1,250.50"),
        ("de", Decimal("50000"), "EUR", "50.000\N{NO-BREAK SPACE}€"),
        ("pl", Decimal("1250.5"), "PLN", "1\N{NO-BREAK SPACE}250,50\N{NO-BREAK SPACE}zł"),
        ("en", 0, "EUR", "€0"),
        ("en", None, "EUR", ""),
        ("en", "", "EUR", ""),
    ],
)
def test_money_words(language: str, amount: object, currency: str, text: str):
    with translation.override(language):
        assert words.money_words(amount, currency) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, None, "1,234,567"),
        (2.345, 1, "2.3"),
        ("2.5", 0, "3"),
        ("many", None, "many"),
        (None, None, ""),
        (Decimal("1E3"), None, "1,000"),
    ],
)
def test_number_words(value: object, decimals: int | None, text: str):
    assert words.number_words(value, decimals) == text


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (timedelta(days=9, hours=3), "in 9 days"),
        (timedelta(hours=47), "in 47 hours"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(days=-70), "2 months ago"),
        (timedelta(days=-800), "2 years ago"),
    ],
)
def test_relative_words(away: timedelta, text: str):
    assert words.relative_words(NOW + away, NOW) == text


def test_a_wait_that_lies_ahead_is_no_wait():
    assert words.waiting_words(NOW + timedelta(days=1), NOW) == "less than a minute"


def test_a_moment_names_its_zone():
    assert words.moment_words(datetime(2026, 7, 1, 15, 0, tzinfo=UTC), "Europe/Warsaw") == "1 Jul 2026, 17:00 CEST"


def test_a_day_counts_from_its_first_second():
    assert words.is_past(date(2026, 11, 21), NOW)
    assert not words.is_past(date(2026, 11, 22), NOW)
    assert words.is_soon(date(2026, 12, 5), 14, NOW)
    assert not words.is_soon(date(2026, 12, 6), 14, NOW)


@pytest.mark.parametrize(("points", "text"), [(37, "+37"), (-4, "−4"), (2.34, "+2.3"), (12.5, "+13"), (0, "+0")])
def test_signed_words(points: float, text: str):
    assert words.signed_words(points) == text


@pytest.mark.parametrize(
    ("text", "matched", "marked"),
    [
        ("Aluminium furnaces", ["furnace"], "Aluminium <mark>furnaces</mark>"),
        ("Öfen für Żeliwo", ["ofen", "zeliwo"], "<mark>Öfen</mark> für <mark>Żeliwo</mark>"),
        ("die casting", ["cast aluminium"], "die <mark>casting</mark>"),
        ("die Verluste", ["die casting"], "die Verluste"),
        ("for die casting", ["die casting"], "for <mark>die</mark> <mark>casting</mark>"),
        ("a CNC mill, a cnc mill", ["cnc"], "a <mark>CNC</mark> mill, a cnc mill"),
        ("an art of its own", ["article"], "an art of its own"),
        ("uunien energia", ["energiaa"], "uunien <mark>energia</mark>"),
        ("a<b>bold</b>", ["bold"], "a&lt;b&gt;<mark>bold</mark>&lt;/b&gt;"),
        ("plain", [], "plain"),
        ("", ["x"], ""),
        ("алуминий и пещи", ["пещ"], "алуминий и пещи"),
        ("алуминий и пещите", ["пещи"], "алуминий и <mark>пещите</mark>"),
    ],
)
def test_highlighted_words(text: str, matched: list[str], marked: str):
    assert highlight.highlighted(text, matched) == marked


@given(st.text(), st.lists(st.text(max_size=8), max_size=4))
def test_marking_changes_nothing_but_the_marks(text: str, matched: list[str]):
    marked = highlight.highlighted(text, matched)
    assert marked.replace("<mark>", "").replace("</mark>", "") == escape(text)


def test_only_the_quoted_part_of_a_reason_is_marked():
    bars = charts.reason_bars(
        [{"label": "part of: a part <x>", "points": 1, "matched": ["part"], "quoted": "a part <x>"}]
    )
    assert marked_label(bars[0]) == "part of: a <mark>part</mark> &lt;x&gt;"


def test_written_points_of_reasons_add_up():
    shown = [Decimal("29.6"), Decimal("15.8"), Decimal("-0.4")]
    bars = charts.reason_bars([{"label": "x", "points": float(one) + 0.03, "shown": one} for one in shown])
    assert [written_points(bar) for bar in bars] == ["+29.6", "+15.8", "−0.4"]


def test_a_full_bar_stands_for_the_most_points_of_the_page_and_at_least_forty():
    assert [charts.full_bar([]), charts.full_bar([3, -41.5])] == [40.0, 41.5]


@given(st.lists(st.floats(-100, 100), max_size=8))
def test_reason_bars_keep_order_and_points(values: list[float]):
    bars = charts.reason_bars([{"label": "x", "points": value} for value in values])
    assert [bar.points for bar in bars] == values
    assert all(0 <= float(bar.width.removesuffix("%")) <= 100 for bar in bars)


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/directory/?q=a", "/directory/?q=a"),
        ("http://testserver//evil.example/", ""),
        ("https://evil.example/directory/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_way_back_leads_to_this_site_only(referer: str, back: str):
    request = RequestFactory().get("/x/", headers={"referer": referer})
    assert came_from(Context({"request": request})) == back
