"""Finding entries that look like one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.organisations import make_organisation, make_source
from factories.people import make_person

from hanse.core.errors import NotAllowed, WrongState
from hanse.directory import selectors, services
from hanse.directory.models import DuplicatePair

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def found() -> list[tuple[str, str, list[str]]]:
    services.find_duplicates(at=NOW)
    pairs = DuplicatePair.objects.select_related("first", "second").order_by("-score_0_100", "pk")
    return [(pair.first.name, pair.second.name, pair.reasons) for pair in pairs]


def test_the_same_folded_name_in_the_same_town_is_a_pair() -> None:
    make_organisation("Gießerei Nord GmbH", country="DE", city="Kiel")
    make_organisation("GIESSEREI NORD", country="DE", city="kiel")
    assert found() == [("Gießerei Nord GmbH", "GIESSEREI NORD", ["same_name_and_place"])]


def test_the_same_name_in_two_towns_or_two_countries_is_none() -> None:
    make_organisation("Stadtwerke", country="DE", city="Kiel")
    make_organisation("Stadtwerke", country="DE", city="Bremen")
    make_organisation("Stadtwerke", country="PL")
    assert found() == []


def test_the_same_name_where_one_lacks_the_town_is_a_weaker_pair() -> None:
    make_organisation("Foundry A", country="DE", city="Kiel")
    make_organisation("Foundry A", country="DE")
    make_organisation("Foundry B", country="DE", city="Kiel")
    make_organisation("Foundry B", country="DE", city="Kiel")
    assert [pair[0] for pair in found()] == ["Foundry B", "Foundry A"]


def test_the_same_web_domain_and_two_sources_are_reasons() -> None:
    make_organisation(
        "Light Metals Institute", website="https://www.lm.example", source=make_source("cordis"), source_key="1"
    )
    make_organisation(
        "Institute of Light Metals", website="http://lm.example/en", source=make_source("edih"), source_key="1"
    )
    assert found() == [("Light Metals Institute", "Institute of Light Metals", ["same_web_domain", "two_sources"])]


def test_an_institute_and_its_society_or_its_sisters_are_no_pair() -> None:
    society = make_organisation("Society", website="https://society.example")
    make_organisation("Institute A", website="https://a.society.example", parent=society)
    make_organisation("Institute B", website="https://b.society.example", parent=society)
    assert found() == []


def test_a_domain_that_many_share_says_nothing() -> None:
    for number in range(9):
        make_organisation(f"Firm {number}", website="https://portal.example")
    assert found() == []


def test_looking_again_adds_nothing_and_brings_nothing_dismissed_back() -> None:
    manager = make_person(roles=["manager"])
    make_organisation("Twin", city="Kiel")
    make_organisation("Twin", city="Kiel")
    assert services.find_duplicates(at=NOW) == 1
    pair = DuplicatePair.objects.get()
    services.dismiss_duplicate(pair=pair, actor=manager, at=NOW)
    assert services.find_duplicates(at=NOW) == 0
    assert list(selectors.duplicates_page(manager.user)) == []
    assert [row.pk for row in selectors.duplicates_page(manager.user, state="dismissed")] == [pair.pk]
    with pytest.raises(WrongState):
        services.dismiss_duplicate(pair=pair, actor=manager, at=NOW)
    services.reopen_duplicate(pair=pair, actor=manager, at=NOW)
    assert [row.pk for row in selectors.duplicates_page(manager.user)] == [pair.pk]


def test_an_owner_does_not_decide_on_duplicates() -> None:
    owner = make_person()
    make_organisation("Twin", owner=owner)
    make_organisation("Twin")
    services.find_duplicates(at=NOW)
    with pytest.raises(NotAllowed):
        services.dismiss_duplicate(pair=DuplicatePair.objects.get(), actor=owner, at=NOW)


def test_the_likeliest_are_kept_when_there_are_more_than_asked_for() -> None:
    make_organisation("Weak", country="DE", city="Kiel")
    make_organisation("Weak", country="DE")
    make_organisation("Strong", country="DE", city="Kiel", website="https://strong.example")
    make_organisation("Strong", country="DE", city="Kiel", website="https://strong.example")
    assert services.find_duplicates(at=NOW, limit=1) == 1
    assert DuplicatePair.objects.get().first.name == "Strong"


@pytest.mark.parametrize("count", [5, 40])
def test_looking_costs_the_same_queries_for_few_and_many(count: int) -> None:
    for number in range(count):
        make_organisation(f"Twin {number}", city="Kiel")
        make_organisation(f"Twin {number}", city="Kiel")
    with CaptureQueriesContext(connection) as seen:
        assert services.find_duplicates(at=NOW) == count
    # Two of the four are streamed; PostgreSQL does that by cursors of the server, which are not recorded.
    recorded = 2 if connection.vendor == "postgresql" else 4
    assert len([query for query in seen if query["sql"].startswith("SELECT")]) == recorded
