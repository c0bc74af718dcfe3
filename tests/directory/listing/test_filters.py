"""A search read from any address, and written in one way."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from hanse.directory.selectors.facets import FACETS
from hanse.directory.selectors.filters import MAX_PAGE, MAX_TEXT, Filters, read_filters


def _read(address: str) -> Filters:
    return read_filters(QueryDict(address))


def test_an_address_is_written_in_one_order_without_defaults() -> None:
    filters = _read("sort=&technology=robotics&q=+energy++use+&country=PL&country=DE&country=PL&page=1&kind=")
    assert filters.address("/directory/") == "/directory/?q=energy+use&country=DE&country=PL&technology=robotics"


def test_the_address_of_no_filter_is_the_path() -> None:
    assert (_read("").address("/directory/"), _read("").address()) == ("/directory/", "?")


def test_taking_one_value_off_keeps_the_others_and_goes_to_the_first_page() -> None:
    filters = _read("country=DE&country=PL&kind=hub&page=7")
    assert filters.without("country", "DE").address() == "?country=PL&kind=hub"
    assert filters.without("country").address() == "?kind=hub"
    assert filters.adding("country", "FI").address() == "?country=DE&country=FI&country=PL&kind=hub"


@pytest.mark.parametrize(
    ("address", "ignored"),
    [
        ("country=%00", ()),
        ("country='+OR+1=1--", (("country", "' OR 1=1--"),)),
        ("kind=" + "x" * 100, (("kind", "x" * 40),)),
        ("sort=random", (("sort", "random"),)),
        ("area=1,2,3", (("area", "1,2,3"),)),
        ("area=nan,0,1,1", (("area", "nan,0,1,1"),)),
        ("area=10,0,-10,1", (("area", "10,0,-10,1"),)),
        ("page=abc&unknown=1", ()),
    ],
)
def test_what_does_not_fit_is_left_out_and_named(address: str, ignored: tuple) -> None:
    filters = _read(address)
    assert (filters.address(), filters.ignored) == ("?", ignored)


@pytest.mark.parametrize(
    ("page", "number"),
    [("0", 1), ("-3", 1), ("3", 3), ("1000000000", MAX_PAGE), ("9" * 50, MAX_PAGE), ("٣", 1), ("", 1)],
)
def test_a_page_number_stays_in_its_bounds(page: str, number: int) -> None:
    assert _read(f"page={page}").page == number


def test_long_keywords_are_cut_and_that_is_said() -> None:
    filters = _read("q=" + "a" * 50_000)
    assert (len(filters.text), [name for name, _ in filters.ignored]) == (MAX_TEXT, ["q"])


def test_values_beyond_the_limit_are_named() -> None:
    filters = _read("&".join(f"country=A{number}" for number in range(70)))
    assert (len(filters.chosen["country"]), len(filters.ignored)) == (60, 10)


@given(st.text(max_size=60), st.sampled_from([facet.name for facet in FACETS]))
def test_an_address_read_again_is_the_same_search(text: str, name: str) -> None:
    query = QueryDict(mutable=True)
    query["q"] = text
    query.setlist(name, [text, "DE"])
    query["area"] = "1,2,3.5,4"
    once = read_filters(query)
    again = read_filters(QueryDict(once.address().lstrip("?")))
    assert (again.address(), again.ignored) == (once.address(), ())
