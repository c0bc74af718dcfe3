"""Organisations as plain values for other programs, and slices of a search that go on where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from hanse.directory.models import Organisation, OrganisationTerm, State
from hanse.directory.selectors.filters import Filters
from hanse.directory.selectors.organisations import Profile
from hanse.directory.selectors.public_ids import listed_ids
from hanse.engines.facets.view import View

ABOUT_CHARS = 2000


@dataclass(frozen=True)
class ResultSlice:
    """Row numbers of one slice, how many there are in all, and the cursor of the next slice ('' on the last)."""

    ids: list[int]
    count: int
    next: str


def slice_of(view: View, filters: Filters, *, cursor: str, limit: int) -> ResultSlice:
    """Return the slice of a search behind a cursor.

    The cursor names the last organisation seen and its place, so that entries which come or go meanwhile shift
    nothing; where that organisation does not fit any more, the place counts.

    Args:
        cursor: `next` of the slice before, '' for the first.
    """
    answer = view.answer(filters.query)
    start = 0
    if cursor:
        public_id, _, place = cursor.partition(".")
        last = listed_ids([public_id]).get(public_id)
        found = answer.place_of(last, filters.order) if last is not None else -1
        start = found + 1 if found >= 0 else int(place)
    ids = answer.page(filters.order, start, limit)
    following = ""
    if ids and start + len(ids) < answer.total:
        following = f"{Organisation.objects.values_list('public_id', flat=True).get(pk=ids[-1])}.{start + len(ids)}"
    return ResultSlice(ids, answer.total, following)


def entries_of(ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return listed organisations as lines of the list, in this order. Two queries."""
    found = Organisation.objects.filter(pk__in=ids, state=State.LISTED).select_related("source").in_bulk()
    technologies: dict[int, list[str]] = {}
    links = OrganisationTerm.objects.filter(organisation_id__in=ids, term__scheme="technology")
    for pk, code in links.order_by("term__order").values_list("organisation_id", "term__code"):
        technologies.setdefault(pk, []).append(code)
    return [_entry(found[pk], technologies.get(pk, [])) for pk in ids if pk in found]


def entry_of(profile: Profile) -> dict[str, Any]:
    """Return what the public page of an organisation shows, without people."""
    one = profile.organisation
    technologies = [link.term.code for link in profile.links if link.term.scheme == "technology"]
    return {
        **_entry(one, technologies),
        "about": one.about,
        "short_name": one.short_name,
        "other_names": one.other_names,
        "size_class": one.size_class,
        "staff_count": one.staff_count,
        "members_count": one.members_count,
        "founded_year": one.founded_year,
        "trl_from": one.trl_from,
        "trl_to": one.trl_to,
        "terms": sorted(link.term_id for link in profile.links),
        "offers": [
            {
                "kind": offer.kind,
                "title": offer.title,
                "text": offer.text,
                "stage": offer.stage.code if offer.stage else "",
                "url": offer.url,
            }
            for offer in profile.offers
            if offer.is_active
        ],
        "labels": [
            {
                "title": label.title,
                "issuer": label.issuer,
                "valid_from": label.valid_from,
                "valid_until": label.valid_until,
            }
            for label in profile.accreditations
        ],
        "target_countries": [{"country": target.country_id, "scope": target.scope} for target in profile.targets],
    }


def _entry(one: Organisation, technologies: list[str]) -> dict[str, Any]:
    source = one.source
    return {
        "id": one.public_id,
        "name": one.name,
        "kind": one.kind,
        "country": one.country_id or "",
        "region": one.region_id or "",
        "city": one.city,
        "website": one.website,
        "about": one.about[:ABOUT_CHARS],
        "availability": one.availability,
        "is_verified": one.verified_at is not None,
        "is_synthetic": one.is_synthetic,
        "technologies": technologies,
        "source": source
        and {"name": source.name, "url": source.url, "licence": source.licence, "attribution": source.attribution},
        "url": settings.BASE_URL + reverse("directory:organisation", args=[one.public_id]),
    }
