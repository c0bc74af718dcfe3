"""Read organisations from the database into a segment: all of them in a stream, or some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from hanse.directory.index.vocabulary import Vocabulary
from hanse.directory.models import (
    Accreditation,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    State,
    TargetCountry,
)
from hanse.directory.selectors.bands import NO, OWN_SOURCE, UNKNOWN, YES, members_band, staff_band
from hanse.engines.facets.builder import Record, SegmentBuilder
from hanse.engines.facets.segment import Segment

CHUNK = 5000
IDS_AT_ONCE = 500
Progress = Callable[[str, int, int], None]

ORGANISATION_FIELDS = (
    "id", "name", "short_name", "other_names", "about", "kind", "country_id", "region_id", "lon", "lat",
    "region__lon", "region__lat",
    "country__lon", "country__lat", "size_class", "staff_count", "members_count", "trl_from", "trl_to", "availability",
    "verified_at", "source_id", "created_at",
)  # fmt: skip


def read_segment(
    vocabulary: Vocabulary, today: date, ids: Sequence[int] | None = None, progress: Progress | None = None
) -> Segment:
    """Return a segment of the listed organisations, as the database has them now.

    Args:
        today: the day on which labels must be valid.
        ids: only these; None reads all, in streams that hold a few thousand rows at a time.
        progress: called with (what, done, in all).
    """
    builder = SegmentBuilder()
    # PostgreSQL's cursors need a transaction to stream; SQLite needs none, and there it would lock out all writers.
    with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
        if ids is None:
            _read(builder, vocabulary, today, None, progress)
        else:
            for start in range(0, len(ids), IDS_AT_ONCE):
                _read(builder, vocabulary, today, list(ids[start : start + IDS_AT_ONCE]), progress)
    builder.mark_projectless("projects", NO)
    if progress is None:
        return builder.finish()
    return builder.finish(lambda done, whole: progress("bitmaps", done, whole))


def _read(
    builder: SegmentBuilder, vocabulary: Vocabulary, today: date, ids: list[int] | None, progress: Progress | None
) -> None:
    organisations = Organisation.objects.filter(state=State.LISTED)
    links: dict[str, Any] = {}
    if ids is not None:
        organisations = organisations.filter(pk__in=ids)
        links = {"organisation_id__in": ids}
    whole = organisations.count() if progress is not None else 0
    for done, row in enumerate(_stream(organisations.values_list(*ORGANISATION_FIELDS), ids)):
        _add_organisation(builder, vocabulary, row)
        if progress is not None and done % CHUNK == 0:
            progress("organisations", done, whole)
    _add_links(builder, vocabulary, links, ids, progress)
    for at, title, text, kind, stage in _stream(
        Offer.objects.filter(is_active=True, **links).values_list(
            "organisation_id", "title", "text", "kind", "stage_id"
        ),
        ids,
    ):
        builder.add_text(at, f"{title} {text}")
        builder.add_value(at, "offer", kind)
        for name, value in vocabulary.values.get(stage, ()):
            builder.add_value(at, name, value)
    for at, label, start, end in _stream(
        Accreditation.objects.filter(label__scheme="cluster_label", **links).values_list(
            "organisation_id", "label__code", "valid_from", "valid_until"
        ),
        ids,
    ):
        if (start is None or start <= today) and (end is None or today <= end):
            builder.add_value(at, "label", label)
            if end is not None:
                builder.changes_on(at, end.toordinal() + 1)
        elif start is not None and start > today:
            builder.changes_on(at, start.toordinal())


def _add_organisation(builder: SegmentBuilder, vocabulary: Vocabulary, row: tuple[Any, ...]) -> None:
    (
        at, name, short_name, other_names, about, kind, country, region, lon, lat, region_lon, region_lat,
        country_lon, country_lat,
        size_class, staff, members, trl_from, trl_to, availability, verified_at, source, created_at,
    ) = row  # fmt: skip
    if lon is None or lat is None:
        lon, lat = (region_lon, region_lat) if region_lon is not None else (country_lon, country_lat)
    others = " ".join(str(other) for other in other_names) if isinstance(other_names, list) else ""
    builder.add(
        Record(at, name, f"{short_name} {others}", about, int(created_at.timestamp() * 1_000_000), lon=lon, lat=lat)
    )
    add = builder.add_value
    country = country or (region[:2] if region else "")
    if country:
        add(at, "country", country)
    if region:
        for code in vocabulary.regions(region):
            add(at, "region", code)
    add(at, "kind", kind)
    add(at, "size", staff_band(staff) or size_class or UNKNOWN)
    if members is not None:
        add(at, "members", members_band(members))
    if trl_from or trl_to:
        for level in range(trl_from or 1, (trl_to or 9) + 1):
            add(at, "trl", str(level))
    add(at, "availability", availability or UNKNOWN)
    add(at, "verified", YES if verified_at else NO)
    add(at, "source", source or OWN_SOURCE)


def _add_links(
    builder: SegmentBuilder,
    vocabulary: Vocabulary,
    links: dict[str, Any],
    ids: list[int] | None,
    progress: Progress | None,
) -> None:
    terms = OrganisationTerm.objects.filter(**links).values_list(
        "organisation_id", Value("term"), Cast("term_id", CharField())
    )
    targets = TargetCountry.objects.filter(**links).values_list(
        "organisation_id", "scope", Cast("country_id", CharField())
    )
    projects = Participation.objects.filter(**links).values_list(
        "organisation_id", Value("project"), Cast("project__programme", CharField())
    )
    sources: list[QuerySet[Any, Any]] = [terms, targets, projects]
    if ids is not None:
        # A few rows: one query for all three.
        sources = [terms.union(targets, projects, all=True)]
    for rows in sources:
        for done, (at, what, value) in enumerate(_stream(rows, ids)):
            if progress is not None and done % (20 * CHUNK) == 0:
                progress("links", done, 0)
            if what == "term":
                for name, code in vocabulary.values.get(value, ()):
                    builder.add_value(at, name, code)
            elif what == "project":
                if builder.add_project(at) == 1:
                    builder.add_value(at, "projects", YES)
                if code := vocabulary.programme(value):
                    builder.add_value(at, "programme", code)
            else:
                builder.add_value(at, what, value)


def _stream(rows: QuerySet[Any, Any], ids: list[int] | None) -> Iterator[tuple[Any, ...]]:
    return iter(rows) if ids is not None else rows.iterator(chunk_size=CHUNK)
