"""The list without its index: while the first one of a large site is prepared, by name, without counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hanse.directory.models import (
    Accreditation,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    SizeClass,
    State,
    TargetCountry,
)
from hanse.directory.selectors.bands import OWN_SOURCE, UNKNOWN, YES
from hanse.directory.selectors.facets import BY_NAME
from hanse.directory.selectors.filters import Filters
from hanse.directory.selectors.listing import PAGE_SIZE, Row, rows_of
from hanse.taxonomy.selectors import codes_within, with_descendants

SALT = "directory.unindexed"
STAFF = {
    SizeClass.MICRO: (0, 9),
    SizeClass.SMALL: (10, 49),
    SizeClass.MEDIUM: (50, 249),
    SizeClass.LARGE: (250, 2**31 - 1),
}


@dataclass(frozen=True)
class UnindexedPage:
    """Rows by name and the mark from which the next page goes on ('' on the last)."""

    rows: list[Row]
    after: str


def unindexed_page(filters: Filters, *, after: str = "") -> UnindexedPage:
    """Return one page by name, straight from the database; it costs the same wherever it begins.

    Args:
        after: what the page before gave; anything else begins anew.
    """
    found = matching(filters)
    if mark := _opened(after):
        name, pk = mark
        found = found.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))
    page = list(found.order_by("name", "pk").values_list("pk", "name")[: PAGE_SIZE + 1])
    rows = rows_of([pk for pk, _ in page[:PAGE_SIZE]])
    more = len(page) > PAGE_SIZE
    return UnindexedPage(
        rows, signing.dumps([page[PAGE_SIZE - 1][1], page[PAGE_SIZE - 1][0]], salt=SALT) if more else ""
    )


def matching(filters: Filters) -> QuerySet[Organisation]:
    """Return the listed organisations that fit, as SQL; keywords are looked for in the name alone, EU programmes in the
    terms alone (the index knows those of past projects too).
    """
    found = Organisation.objects.filter(state=State.LISTED)
    for word in filters.text.split()[:8]:
        found = found.filter(name__icontains=word)
    for name, values in filters.chosen.items():
        found = found.filter(_condition(name, values))
    if filters.area is not None:
        west, south, east, north = filters.area
        found = found.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return found


def _condition(name: str, values: tuple[str, ...]) -> Q:
    today = timezone.now().date()
    one = OuterRef("pk")
    if name in ("country", "kind"):
        return Q(**{f"{name}__in": values})
    if name == "region":
        return Q(region_id__in=codes_within(values))
    if name == "availability":
        return Q(availability__in=["" if value == UNKNOWN else value for value in values])
    if name == "source":
        return Q(source_id__in=values) | (Q(source=None) if OWN_SOURCE in values else Q(pk__in=[]))
    if name == "verified":
        return _any(Q(verified_at__isnull=value != YES) for value in values)
    if name == "size":
        return _any(_size(value) for value in values)
    if name == "members":
        return _any(_between("members_count", value) for value in values)
    if name == "offer":
        return Q(Exists(Offer.objects.filter(organisation=one, is_active=True, kind__in=values)))
    if name in ("transnational", "international"):
        return Q(Exists(TargetCountry.objects.filter(organisation=one, scope=name, country_id__in=values)))
    if name == "projects":
        has = Exists(Participation.objects.filter(organisation=one))
        return _any(Q(has) if value == YES else ~Q(has) for value in values)
    if name == "label":
        return Q(Exists(_valid(today).filter(organisation=one, label__scheme="cluster_label", label__code__in=values)))
    return _term_condition(name, values)


def _term_condition(name: str, values: tuple[str, ...]) -> Q:
    one = OuterRef("pk")
    ids = with_descendants(value if ":" in value else f"{BY_NAME[name].scheme}:{value}" for value in values)
    found = Q(Exists(OrganisationTerm.objects.filter(organisation=one, term_id__in=ids)))
    if name == "stage":
        found |= Q(Exists(Offer.objects.filter(organisation=one, is_active=True, stage_id__in=ids)))
    if name == "trl":
        levels = [int(value) for value in values if value.isdigit() and len(value) < 3]
        stated = Q(trl_from__isnull=False) | Q(trl_to__isnull=False)
        for level in levels:
            within = (Q(trl_from=None) | Q(trl_from__lte=level)) & (Q(trl_to=None) | Q(trl_to__gte=level))
            found |= stated & within
    return found


def _valid(today: date) -> QuerySet[Accreditation]:
    starts = Q(valid_from=None) | Q(valid_from__lte=today)
    return Accreditation.objects.filter(starts, Q(valid_until=None) | Q(valid_until__gte=today))


def _size(value: str) -> Q:
    if value == UNKNOWN:
        return Q(size_class="", staff_count=None)
    if value not in STAFF:
        return Q(pk__in=[])
    low, high = STAFF[SizeClass(value)]
    return Q(staff_count__gte=low, staff_count__lte=high) | Q(staff_count=None, size_class=value)


def _between(name: str, band: str) -> Q:
    low, _, high = band.partition("-")
    if not low.isdigit() or len(low) > 9 or len(high) > 9 or (high and not high.isdigit()):
        return Q(pk__in=[])
    return Q(**{f"{name}__gte": int(low)}) & (Q(**{f"{name}__lte": int(high)}) if high else Q())


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _opened(after: str) -> tuple[str, int] | None:
    try:
        name, pk = signing.loads(after, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(name), int(pk)
