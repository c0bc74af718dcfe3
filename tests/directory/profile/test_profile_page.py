"""What the page of an organisation says, and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from factories.organisations import join, make_organisation, make_project, make_source
from factories.people import make_person

from hanse.directory import selectors, services
from hanse.directory.models import Accreditation, Offer, Organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def page_of(organisation: Organisation, person: object = None) -> str:
    client = Client()
    if person is not None:
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[attr-defined]
    return client.get(reverse("directory:organisation", args=[organisation.public_id])).content.decode()


def test_an_imported_profile_names_source_and_licence_and_can_be_claimed() -> None:
    source = make_source("cordis", name="CORDIS", licence="CC BY 4.0", attribution="© European Union")
    text = page_of(make_organisation("Imported Works", source=source, source_key="1"))
    assert all(words in text for words in ("CORDIS", "CC BY 4.0", "© European Union", "Claim this profile"))


def test_a_profile_with_an_owner_or_of_the_demo_cannot_be_claimed() -> None:
    assert "Claim this profile" not in page_of(make_organisation(owner=make_person()))
    synthetic = page_of(make_organisation(is_synthetic=True))
    assert "synthetic demo data" in synthetic
    assert "Claim this profile" not in synthetic


def test_a_contact_of_an_import_does_not_keep_a_profile_from_being_claimed() -> None:
    organisation = make_organisation()
    join(make_person(login=False), organisation, role="owner")
    assert "Claim this profile" in page_of(organisation)


def test_the_badge_says_who_verified_and_when() -> None:
    assert "verified by the secretariat on 4 May 2026" in page_of(make_organisation(verified_at=NOW))


def test_an_expired_label_is_marked() -> None:
    organisation = make_organisation()
    Accreditation.objects.create(organisation=organisation, title="Old", issuer="Body", valid_until=date(2020, 1, 1))
    Accreditation.objects.create(
        organisation=organisation, title="Current", issuer="Body", valid_until=date(2999, 1, 1)
    )
    assert page_of(organisation).count(">expired<") == 1


def test_references_are_paged_latest_first() -> None:
    organisation = make_organisation()
    for year in range(2001, 2014):
        make_project(organisation, title=f"Project {year}", starts_on=date(year, 1, 1))
    first = selectors.profile_of(Client().get("/").wsgi_request.user, organisation.public_id)
    assert [row.project.starts_on.year for row in first.references] == list(range(2013, 2003, -1))
    second = Client().get(reverse("directory:organisation", args=[organisation.public_id]) + "?page=2").content.decode()
    assert ("Project 2003" in second, "Project 2004" in second) == (True, False)


def test_society_and_institute_lead_to_each_other() -> None:
    society = make_organisation("Synthetic Society")
    institute = make_organisation("Synthetic Institute", parent=society)
    assert society.public_id in page_of(institute)
    assert institute.public_id in page_of(society)


def test_a_hidden_society_is_not_named_on_the_page_of_its_institute() -> None:
    society = make_organisation("Synthetic Secret Society", state="hidden")
    institute = make_organisation("Synthetic Institute", parent=society)
    assert "Secret Society" not in page_of(institute)
    assert "Secret Society" not in page_of(institute, make_person())


def test_an_offer_not_shown_is_seen_by_editors_only() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    Offer.objects.create(organisation=organisation, title="Secret scanner", is_active=False)
    assert "Secret scanner" not in page_of(organisation, make_person())
    assert "Secret scanner" in page_of(organisation, owner)


def test_text_of_people_is_escaped() -> None:
    organisation = make_organisation(
        '<script>alert("x")</script>', about="<img src=x onerror=alert(1)>", offers=["<b>bold</b>"]
    )
    text = page_of(organisation)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "<b>bold</b>" not in text


def test_completeness_names_what_helps_most_and_ends_at_one_hundred() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner, country=None)
    value, gaps = selectors.gaps_of(selectors.profile_of(owner.user, organisation.public_id))
    assert (value, [gap.section for gap in gaps[:3]]) == (0, ["basics", "offers", "terms"])
    full = make_organisation(
        "Full",
        owner=owner,
        about="x" * 200,
        offers=["Testing"],
        terms=["technology:photonics", "nace21:25", "language:pl"],
        city="Oulu",
        website="https://full.example",
        trl_from=3,
        availability="open",
    )
    make_project(full)
    assert selectors.gaps_of(selectors.profile_of(owner.user, full.public_id)) == (100, [])


def test_the_history_names_what_was_done_and_by_whom() -> None:
    owner = make_person(name="Synthetic Owner")
    organisation = make_organisation(owner=owner)
    services.update_organisation(organisation=organisation, actor=owner, values={"city": "Oulu"}, at=NOW)
    client = Client()
    client.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = client.get(reverse("directory:history", args=[organisation.public_id])).content.decode()
    assert "Basics changed" in text
    assert "Synthetic Owner" in text
