"""The directory for other programs: the same search as the page, by cursor; only what the public page shows."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field, create_model

from hanse.core.access import public
from hanse.core.errors import DomainError, Invalid
from hanse.core.jobs import enqueue_on_commit
from hanse.directory import index
from hanse.directory.selectors import profile_of
from hanse.directory.selectors.facets import FACETS
from hanse.directory.selectors.filters import MAX_TEXT, MAX_VALUES, SORTS, read_filters
from hanse.directory.selectors.open_entries import entries_of, entry_of, slice_of

router = Router(tags=["organisations"])

MAX_LIMIT = 100
PublicId = Annotated[str, Field(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
CURSOR = r"^([0-9A-HJKMNP-TV-Z]{26}\.[0-9]{1,9})?$"


class Slice(Schema):
    """Which part of the results."""

    limit: int = Field(25, ge=1, le=MAX_LIMIT)
    cursor: str = Field("", pattern=CURSOR, description="`next` of the slice before")
    q: str = Field("", max_length=MAX_TEXT, description="keywords; the last one may be the beginning of a word")
    area: str = Field("", max_length=80, description="west,south,east,north in degrees")
    sort: str = Field("", pattern=f"^({'|'.join(SORTS)})?$")


# One parameter for each filter of the page, by the same name.
_FILTERS: dict[str, Any] = {
    facet.name: (
        list[str],
        Field(default_factory=list, max_length=MAX_VALUES, description=f"{facet.legend}: any of these"),
    )
    for facet in FACETS
}
Search: Any = create_model(
    "Search",
    __base__=Slice,
    __doc__="The filters of the directory page; values of one are joined by or, filters by and.",
    **_FILTERS,
)


class SourceOut(Schema):
    """Where an entry comes from, and how to name it."""

    name: str
    url: str
    licence: str
    attribution: str


class EntryOut(Schema):
    """An organisation as a line of the list."""

    id: str
    name: str
    kind: str
    country: str
    region: str
    city: str
    website: str
    about: str
    availability: str
    is_verified: bool
    is_synthetic: bool
    technologies: list[str]
    source: SourceOut | None
    url: str


class SliceOut(Schema):
    """Part of the results; `next` is empty on the last."""

    count: int
    items: list[EntryOut]
    next: str


class OfferOut(Schema):
    """What an organisation offers."""

    kind: str
    title: str
    text: str
    stage: str
    url: str


class LabelOut(Schema):
    """A label or accreditation."""

    title: str
    issuer: str
    valid_from: date | None
    valid_until: date | None


class TargetOut(Schema):
    """A country that an organisation aims at."""

    country: str
    scope: str


class EntryDetail(EntryOut):
    """An organisation as its page shows it, without its people."""

    short_name: str
    other_names: list[str]
    size_class: str
    staff_count: int | None
    members_count: int | None
    founded_year: int | None
    trl_from: int | None
    trl_to: int | None
    terms: list[str] = Field(description="ids of the code lists' terms, `scheme:code`")
    offers: list[OfferOut]
    labels: list[LabelOut]
    target_countries: list[TargetOut]


class NotValid(Schema):
    """What does not fit in a request, value by value."""

    detail: list[dict[str, Any]]


class Refusal(Schema):
    """Why there is no answer, and what to do."""

    message: str
    next_step: str = ""
    field: str = ""


class Preparing(DomainError):
    """The first index of a large site is not there yet."""

    status = 503


@router.get("", response={200: SliceOut, 422: NotValid | Refusal, 503: Refusal}, summary="Search the directory")
@public
def organisations(request: HttpRequest, search: Query[Search]) -> Any:
    """Return part of the organisations that fit, in the order asked for. A value that nobody has finds nothing."""
    filters = read_filters(request.GET)
    if filters.ignored:
        name, value = filters.ignored[0]
        raise Invalid(_("%(name)s does not take this value: %(value)s") % {"name": name, "value": value}, field=name)
    now = index.current()
    if now is None:
        enqueue_on_commit("hanse.directory.tasks.refresh_facets")
        raise Preparing(_("The index is being prepared."), next_step=_("Try again in some minutes."))
    found = slice_of(now.view, filters, cursor=search.cursor, limit=search.limit)
    return {"count": found.count, "items": entries_of(found.ids), "next": found.next}


@router.get("/{public_id}", response={200: EntryDetail, 404: Refusal, 422: NotValid}, summary="One organisation")
@public
def organisation(request: HttpRequest, public_id: Path[PublicId]) -> Any:
    """Return one listed organisation; an unknown or hidden one is not found, whoever asks."""
    return entry_of(profile_of(AnonymousUser(), public_id))
