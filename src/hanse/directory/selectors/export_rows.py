"""Organisations as rows of a file: only what the public page shows, each with its source, read in slices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.urls import reverse

from hanse.directory.models import Organisation, OrganisationTerm, Source, State

AT_ONCE = 500
TERM_COLUMNS = {
    "technology": "technology",
    "nace2": "sector",
    "nace21": "sector",
    "ecosystem": "ecosystem",
    "language": "language",
}
COLUMNS = (
    "name", "short_name", "kind", "country", "region", "city", "website", "technology", "sector", "ecosystem",
    "language", "size_class", "staff", "members", "availability", "verified", "synthetic", "profile", "source",
    "source_key", "licence", "attribution",
)  # fmt: skip
Row = list[str | int]


def export_rows(ids: Iterable[int]) -> Iterator[Row]:
    """Yield one row of COLUMNS for each organisation, in order; codes, not words. Two queries per 500.

    Args:
        ids: row numbers; one that is not listed any more is left out.
    """
    sources = {source.code: source for source in Source.objects.all()}
    batch: list[int] = []
    for pk in ids:
        batch.append(int(pk))
        if len(batch) == AT_ONCE:
            yield from _rows(batch, sources)
            batch = []
    if batch:
        yield from _rows(batch, sources)


def attributions(names: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Return name, licence, attribution and address of these sources."""
    found = Source.objects.filter(name__in=list(names)).order_by("name")
    return list(found.values_list("name", "licence", "attribution", "url"))


def _rows(batch: Sequence[int], sources: dict[str, Source]) -> Iterator[Row]:
    found = Organisation.objects.filter(pk__in=batch, state=State.LISTED).in_bulk()
    terms: dict[tuple[int, str], list[str]] = defaultdict(list)
    links = OrganisationTerm.objects.filter(organisation_id__in=batch, term__scheme__in=TERM_COLUMNS)
    for pk, scheme, code in links.order_by("term_id").values_list("organisation_id", "term__scheme", "term__code"):
        terms[pk, TERM_COLUMNS[scheme]].append(code)
    for pk in batch:
        if pk in found:
            yield _row(found[pk], terms, sources)


def _row(one: Organisation, terms: dict[tuple[int, str], list[str]], sources: dict[str, Source]) -> Row:
    source = sources.get(one.source_id or "")
    return [
        one.name,
        one.short_name,
        one.kind,
        one.country_id or "",
        one.region_id or "",
        one.city,
        one.website,
        *(" ".join(terms.get((one.pk, column), ())) for column in ("technology", "sector", "ecosystem", "language")),
        one.size_class,
        "" if one.staff_count is None else one.staff_count,
        "" if one.members_count is None else one.members_count,
        one.availability,
        one.verified_at.date().isoformat() if one.verified_at else "",
        "yes" if one.is_synthetic else "",
        settings.BASE_URL + reverse("directory:organisation", args=[one.public_id]),
        source.name if source else "",
        one.source_key,
        source.licence if source else "",
        source.attribution if source else "",
    ]
