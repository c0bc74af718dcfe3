"""The directory's filters as a slow walk over the ORM: what the index is compared with."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hanse.directory.index.vocabulary import FILTER_OF
from hanse.directory.models import Organisation
from hanse.directory.selectors.filters import Filters
from hanse.engines.facets.words import sort_key, words_of

PROGRAMMES = {"HORIZON": "horizon-europe", "H2020": "horizon-2020"}


def values_of(organisation: Organisation, name: str, today: date) -> set[str]:
    """Return the values that one organisation has for one filter."""
    simple = {
        "kind": organisation.kind,
        "availability": organisation.availability or "unknown",
        "verified": "yes" if organisation.verified_at else "no",
        "source": organisation.source_id or "own",
        "projects": "yes" if organisation.participations.exists() else "no",
    }
    if name in simple:
        return {simple[name]}
    if name == "country":
        return {organisation.country_id} if organisation.country_id else set()
    if name == "region":
        return _regions(organisation)
    if name == "size":
        return {_size(organisation)}
    if name == "members":
        return _members(organisation.members_count)
    if name in ("transnational", "international"):
        return {target.country_id for target in organisation.target_countries.filter(scope=name)}
    if name == "label":
        return {
            one.label.code
            for one in organisation.accreditations.exclude(label=None)
            if (one.valid_from or date.min) <= today <= (one.valid_until or date.max)
        }
    if name == "offer":
        return {offer.kind for offer in organisation.offers.filter(is_active=True)}
    return _terms(organisation, name)


def _regions(organisation: Organisation) -> set[str]:
    region, found = organisation.region, set()
    while region is not None:
        found.add(region.code)
        region = region.parent
    return found


def _size(organisation: Organisation) -> str:
    staff = organisation.staff_count
    if staff is None:
        return organisation.size_class or "unknown"
    return "micro" if staff < 10 else "small" if staff < 50 else "medium" if staff < 250 else "large"


def _members(members: int | None) -> set[str]:
    if members is None:
        return set()
    bands = [(0, 49), (50, 99), (100, 199), (200, 499), (500, 999)]
    return {next((f"{low}-{high}" for low, high in bands if low <= members <= high), "1000-")}


def _terms(organisation: Organisation, name: str) -> set[str]:
    terms = [link.term for link in organisation.term_links.all()]
    if name == "stage":
        terms += [offer.stage for offer in organisation.offers.filter(is_active=True) if offer.stage]
    found = set()
    for term in terms:
        while term is not None:
            if FILTER_OF.get(term.scheme) == name and not (term.scheme == "nace2" and term.level > 2):
                found.add(term.code)
            term = term.parent
    if name == "trl" and (organisation.trl_from or organisation.trl_to):
        found |= {str(level) for level in range(organisation.trl_from or 1, (organisation.trl_to or 9) + 1)}
    if name == "programme":
        found |= {
            PROGRAMMES[part.project.programme]
            for part in organisation.participations.all()
            if part.project.programme in PROGRAMMES
        }
    return found


def _words(organisation: Organisation) -> tuple[set[str], set[str]]:
    names = " ".join([organisation.name, organisation.short_name, *organisation.other_names])
    offers = " ".join(f"{offer.title} {offer.text}" for offer in organisation.offers.filter(is_active=True))
    return set(words_of(names)), set(words_of(f"{names} {organisation.about} {offers}"))


def fits(organisation: Organisation, filters: Filters, today: date, without: str = "") -> bool:
    """Return whether an organisation fits, one filter left open."""
    for name, wanted in filters.chosen.items():
        if name != without and not values_of(organisation, name, today) & set(wanted):
            return False
    *whole, last = words_of(filters.text) or [""]
    own = _words(organisation)[1]
    return all(word in own for word in whole) and (not last or any(word.startswith(last) for word in own))


def found(filters: Filters, today: date) -> list[Organisation]:
    """Return what fits, by name, newest or most projects."""
    listed = [one for one in Organisation.objects.filter(state="listed") if fits(one, filters, today)]
    if filters.sort == "newest":
        return sorted(listed, key=lambda one: (-one.created_at.timestamp(), sort_key(one.name), one.pk))
    if filters.sort == "projects":
        return sorted(listed, key=lambda one: (-one.participations.count(), sort_key(one.name), one.pk))
    return sorted(listed, key=lambda one: (sort_key(one.name), one.pk))


def counts(filters: Filters, name: str, today: date) -> dict[str, int]:
    """Return how many fit for each value of a filter under the others."""
    listed = [one for one in Organisation.objects.filter(state="listed") if fits(one, filters, today, without=name)]
    return dict(Counter(value for one in listed for value in values_of(one, name, today)))
