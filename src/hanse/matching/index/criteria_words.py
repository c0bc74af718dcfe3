"""Criteria in the reader's words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from hanse.directory.models import Availability, Kind
from hanse.engines.candidates import Criterion
from hanse.taxonomy.models import Country, Region, Term


def criterion_words(criterion: Criterion) -> str:
    """Return a criterion as a reader would say it: 'technology centre', 'abroad', 'within 200 km'."""
    named = _NAMED.get(criterion.code)
    if named is not None:
        return _(" or ").join(named(value) for value in criterion.alternatives)
    if criterion.code == "abroad":
        return _("abroad (not %(country)s)") % {"country": _country(criterion.value)}
    if criterion.code == "one_abroad":
        return _("at least one abroad")
    if criterion.code == "trl":
        return _("readiness level %(range)s") % {"range": criterion.value.replace("-", "–")}
    if criterion.code == "distance":
        _lon, _lat, km, *place = criterion.value.split(",")
        if not place:
            return _("within %(km)s km") % {"km": km}
        return _("within %(km)s km of %(place)s") % {"km": km, "place": _region(place[0])}
    return str(Availability.OPEN.label)


def _country(code: str) -> str:
    found = Country.objects.filter(pk=code).first()
    return str(found.label) if found else code


def _region(code: str) -> str:
    found = Region.objects.filter(pk=code).first()
    return f"{found.name} ({code})" if found else code


def _term(key: str) -> str:
    found = Term.objects.filter(pk=key).first()
    return str(found.label) if found else key


def _kind(value: str) -> str:
    return str(Kind(value).label) if value in Kind.values else value


_NAMED: dict[str, Callable[[str], str]] = {
    "kind": _kind,
    "country": _country,
    "region": _region,
    "technology": _term,
    "sector": _term,
    "stage": _term,
    "language": _term,
    "label": _term,
}
