"""The reference lists for other programs: read only, open to everybody, in pages of at most 500."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hanse.core.access import public
from hanse.taxonomy import selectors
from hanse.taxonomy.selectors import Scheme

router = Router(tags=["reference lists"])

MAX_PAGE = 500
MAX_OFFSET = 1_000_000


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MAX_PAGE)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)


class CountryFilters(Paging):
    """Which countries."""

    search: str = Field("", max_length=200, description="words of a name in any EU language, or a code")
    group: str = Field("", pattern="^(eu|associated|other)?$")


class RegionFilters(Paging):
    """Which regions."""

    search: str = Field("", max_length=200, description="words of a name, or a code")
    country: str = Field("", pattern="^([A-Za-z]{2})?$", description="EU or ISO code: EL or GR, UK or GB")
    level: int | None = Field(None, ge=1, le=3)
    version: str = Field("", pattern="^(2021|2024)?$", description="only those valid in this version of NUTS")
    parent: str = Field("", pattern="^([A-Za-z0-9]{3,5})?$", description="only the parts of this region")


class TermFilters(Paging):
    """Which terms of a list."""

    search: str = Field("", max_length=200, description="words of a name in any language, or a code")
    parent: str | None = Field(None, max_length=60, description="only the terms right below this code; empty: the top")
    level: int | None = Field(None, ge=1, le=12)


class CountryOut(Schema):
    """A country."""

    code: str
    iso2: str
    iso3: str
    iso_numeric: str
    name: str
    label: str
    is_eu: bool
    is_associated: bool
    lon: float | None
    lat: float | None


class RegionOut(Schema):
    """A NUTS region."""

    code: str
    level: int
    country: str = Field(alias="country_id")
    parent: str | None = Field(alias="parent_id")
    name: str
    native_name: str
    in_2021: bool
    in_2024: bool
    lon: float | None
    lat: float | None


class TermOut(Schema):
    """A term of a code list; `name` is English, `label` in the language that the request asks for."""

    id: str
    code: str
    version: str
    level: int
    parent: str | None = Field(alias="parent_id")
    name: str
    label: str
    description: str


class MappingOut(Schema):
    """What a term corresponds to, and by which rule."""

    source: str = Field(alias="source_id")
    target: str = Field(alias="target_id")
    rule: str


class TermDetail(TermOut):
    """A term with its names in every language and what it corresponds to."""

    names: dict[str, str]
    mappings: list[MappingOut]

    @staticmethod
    def resolve_mappings(term: Any) -> Sequence[Any]:
        """Return the mappings from this term and to it."""
        return [*selectors.mappings_of(term), *selectors.mapped_to(term)]


class CountryPage(Schema):
    """Part of the countries."""

    count: int
    items: list[CountryOut]


class RegionPage(Schema):
    """Part of the regions."""

    count: int
    items: list[RegionOut]


class TermPage(Schema):
    """Part of a list."""

    count: int
    items: list[TermOut]


class ListOut(Schema):
    """One code list."""

    key: str
    title: str
    count: int
    version: str
    source: str
    licence: str


class NotValid(Schema):
    """What does not fit in a request, value by value."""

    detail: list[dict[str, Any]]


class NotThere(Schema):
    """There is no such entry."""

    message: str
    next_step: str = ""
    field: str = ""


def _page(rows: QuerySet, paging: Paging) -> dict[str, int | Sequence[Any]]:
    return {"count": rows.count(), "items": list(rows[paging.offset : paging.offset + paging.limit])}


@router.get("/lists", response={200: list[ListOut], 422: NotValid}, summary="All code lists")
@public
def lists(request: HttpRequest) -> Any:
    """Return every code list with its size, version and source."""
    return [{**vars(found), "title": str(found.title)} for found in selectors.code_lists()]


@router.get("/countries", response={200: CountryPage, 422: NotValid}, summary="Countries")
@public
def countries(request: HttpRequest, filters: Query[CountryFilters]) -> Any:
    """Return countries under the codes of the EU (EL, UK) with their ISO codes."""
    return _page(selectors.countries(search=filters.search, group=filters.group), filters)


@router.get("/regions", response={200: RegionPage, 422: NotValid}, summary="NUTS regions")
@public
def regions(request: HttpRequest, filters: Query[RegionFilters]) -> Any:
    """Return NUTS regions of level 1 to 3, of the versions 2021 and 2024."""
    found = selectors.regions(
        country=filters.country,
        level=filters.level,
        version=filters.version,
        parent=filters.parent,
        search=filters.search,
    )
    return _page(found, filters)


@router.get("/terms/{scheme}", response={200: TermPage, 422: NotValid}, summary="Terms of a code list")
@public
def terms(request: HttpRequest, scheme: Scheme, filters: Query[TermFilters]) -> Any:
    """Return the terms of one list in its own order."""
    found = selectors.terms(scheme, parent=filters.parent, level=filters.level, search=filters.search)
    return _page(found, filters)


@router.get("/terms/{scheme}/{code}", response={200: TermDetail, 404: NotThere, 422: NotValid}, summary="One term")
@public
def term(request: HttpRequest, scheme: Scheme, code: str) -> Any:
    """Return one term with its names in every language and its mappings in both directions."""
    return selectors.term_or_404(scheme, code)
