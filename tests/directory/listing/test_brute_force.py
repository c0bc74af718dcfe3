"""Each filter, alone and together, before and after changes, finds and counts what a walk over the ORM does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from directory.listing import naive
from django.db import transaction
from factories.organisations import make_country, make_region, make_source, make_term
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanse.directory import index, services
from hanse.directory.index import generations, reading
from hanse.directory.models import (
    Accreditation,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    Project,
    TargetCountry,
)
from hanse.directory.selectors.facets import FACETS
from hanse.directory.selectors.filters import Filters
from hanse.directory.selectors.unindexed import matching
from hanse.taxonomy.models import Region, Term

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
TODAY = datetime.now(UTC).date()  # the list without an index knows no other day
NUMBERS = count(1)
WORDS = ["Alpha", "Alpin", "Béta", "casting", "Łódź", "lab", "die"]
TERMS = [
    "technology:photonics", "technology:robotics", "ecosystem:textiles", "emerging_industry:mobility", "s3:defence",
    "s3:blue", "service_stage:test", "eu_programme:horizon-europe", "eu_programme:cosme", "escp:escp-4i", "language:pl",
    "language:de", "trl:4", "nace2:25", "nace2:25.1",
]  # fmt: skip
CHOICES = {
    "country": ["PL", "DE", "FI"], "region": ["PL2", "PL22", "DE1", "DE11"], "kind": ["sme", "cluster", "hub"],
    "technology": ["photonics", "robotics"], "sector": ["C", "25"], "ecosystem": ["textiles"], "emerging": ["mobility"],
    "s3": ["defence", "blue"], "size": ["micro", "small", "medium", "large", "unknown"],
    "members": ["0-49", "50-99", "1000-"],
    "label": ["gold", "silver"], "programme": ["horizon-europe", "horizon-2020", "cosme"], "escp": ["escp-4i"],
    "transnational": ["PL", "DE"], "international": ["FI"], "language": ["pl", "de"], "stage": ["test", "scale"],
    "offer": ["service", "facility"], "trl": ["3", "4", "9"], "availability": ["open", "closed", "unknown"],
    "verified": ["yes", "no"], "projects": ["yes", "no"], "source": ["cordis", "own"],
}  # fmt: skip


def _lists() -> None:
    for code in ("PL", "DE", "FI"):
        make_country(code)
    for code in ("PL2", "PL22", "DE1", "DE11"):
        make_region(code)
    for code in ("PL22", "DE11"):
        Region.objects.filter(code=code).update(parent_id=code[:3])
    for term_id in [*TERMS, "nace2:C", "service_stage:scale", "cluster_label:gold", "cluster_label:silver"]:
        make_term(term_id)
    make_term("eu_programme:horizon-2020")
    for child, parent, level in (("nace2:25", "nace2:C", 2), ("nace2:25.1", "nace2:25", 3)):
        Term.objects.filter(pk=child).update(parent_id=parent, level=level)
    make_source("cordis")
    for programme in ("HORIZON", "H2020", "OTHER"):
        Project.objects.create(title=f"Synthetic {programme}", programme=programme)


def _some(random: Random, values: list[Any], most: int = 2) -> list[Any]:
    return random.sample(values, random.randint(0, min(most, len(values))))


def _fill(organisation: Organisation, random: Random) -> None:
    """Give an organisation arbitrary values everywhere, in place of those that it had."""
    one = organisation
    one.name = " ".join(_some(random, WORDS)) or "Synthetic"
    one.short_name = random.choice(["", "ALP", "Die"])
    one.other_names = _some(random, ["Bêta Labor", "Łódź"], 1)
    one.about = " ".join(_some(random, WORDS, 3))
    one.kind = random.choice(CHOICES["kind"])
    one.country_id = random.choice(["PL", "DE", "FI", None])
    regions = {"PL": [None, "PL22", "PL2"], "DE": [None, "DE1", "DE11"]}
    one.region_id = random.choice(regions.get(one.country_id or "", [None]))
    one.size_class = random.choice(["", "micro", "large"])
    one.staff_count = random.choice([None, None, 9, 10, 249, 250])
    one.members_count = random.choice([None, 0, 49, 50, 4000])
    one.trl_from, one.trl_to = random.choice([(None, None), (2, 4), (4, None), (None, 3)])
    one.availability = random.choice(["", "open", "closed"])
    one.state = random.choice(["listed"] * 5 + ["hidden", "closed"])
    one.verified_at = random.choice([None, datetime(2026, 1, 1, tzinfo=UTC)])
    one.source_id = random.choice([None, "cordis"])
    one.save()
    for links in (one.term_links, one.offers, one.accreditations, one.target_countries, one.participations):
        links.all().delete()
    for term in _some(random, TERMS, 5):
        OrganisationTerm.objects.create(organisation=one, term_id=term)
    for title in _some(random, WORDS):
        Offer.objects.create(
            organisation=one, title=title, kind=random.choice(CHOICES["offer"]), is_active=random.random() < 0.8,
            stage_id=random.choice([None, "service_stage:scale"]),
        )  # fmt: skip
    for label in _some(random, ["cluster_label:gold", "cluster_label:silver", None]):
        start = random.choice([None, TODAY - timedelta(2), TODAY, TODAY + timedelta(1)])
        end = random.choice([None, TODAY + timedelta(1), TODAY + timedelta(2)])
        Accreditation.objects.create(
            organisation=one,
            label_id=label,
            title="Label",
            issuer="Synthetic issuer",
            valid_from=start,
            valid_until=end,
        )
    for country, scope in _some(random, [("PL", "transnational"), ("DE", "transnational"), ("FI", "international")]):
        TargetCountry.objects.create(organisation=one, country_id=country, scope=scope)
    for project in _some(random, list(Project.objects.all())):
        Participation.objects.create(organisation=one, project=project)


def _new(random: Random) -> Organisation:
    organisation = Organisation(name=f"Synthetic {next(NUMBERS)}")
    organisation.save()
    _fill(organisation, random)
    return organisation


def _search(random: Random) -> Filters:
    names = random.sample(sorted(CHOICES), random.randint(0, 3))
    chosen = {
        name: tuple(sorted(random.sample(CHOICES[name], random.randint(1, min(2, len(CHOICES[name]))))))
        for name in names
    }
    text = random.choice(["", "", "", "al", "beta", "die cast", "łódź", "Alpha l"])
    return Filters(text=text, chosen=chosen, sort=random.choice(["name", "newest", "projects"]))


def _compare(filters: Filters, today: date) -> None:
    current = index.current()
    assert current is not None
    answer = current.view.answer(filters.query)
    expected = [one.pk for one in naive.found(filters, today)]
    assert answer.ids(filters.order).tolist() == expected
    for facet in FACETS:
        counted = {value: number for value, number in answer.counts(facet.name).items() if number}
        assert (facet.name, counted) == (facet.name, naive.counts(filters, facet.name, today))


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.integers(0, 10**9))
def test_any_search_after_any_changes_equals_the_walk_over_the_orm(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    random = Random(seed)
    day = TODAY
    for module in (generations, reading):
        monkeypatch.setattr(module, "today", lambda: day)
    with transaction.atomic():
        _lists()
        organisations = [_new(random) for _ in range(random.randint(0, 7))]
        index.rebuild()
        for _ in range(2):
            _compare(_search(random), day)
        for round_number in range(2):
            changed = _some(random, organisations, 3)
            for one in changed:
                _fill(one, random)
            new = [_new(random) for _ in range(random.randint(0, 1))]
            organisations += new
            gone = organisations.pop() if organisations and random.random() < 0.3 else None
            services.touch([one.pk for one in [*changed, *new, *([gone] if gone else [])]])
            if gone:
                gone.delete()
            day += timedelta(random.randint(0, 2))
            _compare(_search(random), day)
            if round_number == 0 and random.random() < 0.6:
                index.refresh()
                _compare(_search(random), day)
        transaction.set_rollback(True)


def test_each_value_of_each_filter_finds_what_the_walk_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (generations, reading):
        monkeypatch.setattr(module, "today", lambda: TODAY)
    _lists()
    random = Random(7)
    services.touch([_new(random).pk for _ in range(80)])
    current = index.current()
    assert current is not None
    listed = list(Organisation.objects.filter(state="listed"))
    for name, values in CHOICES.items():
        having = {one.pk: naive.values_of(one, name, TODAY) for one in listed}
        for value in values:
            found = current.view.answer(Filters(chosen={name: (value,)}).query).ids("name").tolist()
            assert (name, value, sorted(found)) == (
                name,
                value,
                sorted(pk for pk, own in having.items() if value in own),
            )
            if name != "programme":  # the list without an index knows those of the terms only
                without_index = matching(Filters(chosen={name: (value,)})).values_list("pk", flat=True)
                assert (name, value, sorted(without_index)) == (name, value, sorted(found))
            assert found, f"no organisation has {name}={value}: the test would prove nothing"
