"""What every list page has: pages, sorting by column, and its address as the one thing to share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpRequest

from hanse.taxonomy.selectors import fold
from hanse.taxonomy.views.export import FORMATS

PAGE_SIZE = 50

Rows = QuerySet | Sequence[Any]


@dataclass(frozen=True)
class Column:
    """The head of a column: its words, and how it sorts: by fields, by the name in the reader's language, or not."""

    key: str
    label: Any
    order: Sequence[str] = ()
    by_label: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Head:
    """A column as the page shows it now: where a click leads; `sorted` is `ascending`, `descending` or empty."""

    label: Any
    href: str
    sorted: str
    is_number: bool


@dataclass(frozen=True)
class Listing:
    """One page of a list with what surrounds it."""

    page: Page
    total: int
    heads: list[Head]
    exports: Mapping[str, str]
    sort: str


def requested_format(request: HttpRequest) -> str:
    """Return `csv`, `xlsx` or `json` where the address asks for a file, else an empty text."""
    wanted = request.GET.get("format", "")
    return wanted if wanted in FORMATS else ""


def sorted_rows(request: HttpRequest, rows: QuerySet, columns: Sequence[Column], default: str = "") -> Rows:
    """Return the rows in the order that the address asks for: `sort=name`, or `sort=-name` for the reverse.

    By name means by the name in the reader's language, which no database collation knows; the lists are short enough
    (about a thousand rows) to be sorted here.
    """
    wanted = request.GET.get("sort", "") or default
    is_reverse = wanted.startswith("-")
    column = next((column for column in columns if column.key == wanted.removeprefix("-")), None)
    if column is not None and column.by_label:
        return sorted(rows, key=lambda row: fold(row.label), reverse=is_reverse)
    if column is None or not column.order:
        return rows
    order = [OrderBy(F(field.removeprefix("-")), field.startswith("-") != is_reverse) for field in column.order]
    return rows.order_by(*order, "pk")


def listing(request: HttpRequest, rows: Rows, columns: Sequence[Column]) -> Listing:
    """Return the page of already sorted rows that the address asks for; one that does not exist becomes the nearest."""
    sort = request.GET.get("sort", "")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return Listing(
        page=page,
        total=page.paginator.count,
        heads=[_head(request, column) for column in columns],
        exports={name: _address(request, format=name) for name in FORMATS},
        sort=sort if sort.removeprefix("-") in {column.key for column in columns} else "",
    )


def _head(request: HttpRequest, column: Column) -> Head:
    sort = request.GET.get("sort", "")
    state = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    target = f"-{column.key}" if state == "ascending" else column.key
    return Head(
        column.label, _address(request, sort=target) if column.order or column.by_label else "", state, column.is_number
    )


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"
