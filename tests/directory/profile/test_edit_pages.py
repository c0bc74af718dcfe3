"""The edit pages: saving, two people at one form, deleting with undo, making an entry."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from factories.organisations import make_country, make_organisation, make_project, make_region, make_source, make_term
from factories.people import make_person

from hanse.directory import services
from hanse.directory.models import Accreditation, Offer, Organisation, Project, TargetCountry
from hanse.taxonomy.selectors import choices

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def lists_of_this_test() -> None:
    """Forget the choices kept for other tests: terms made by hand do not renew them as loading does."""
    choices._kept.clear()


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[attr-defined]
    return client


def fields_of(html: str) -> dict[str, str]:
    """Return the inputs of a page's forms, the last of a name."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is not None and name.group(1) != "csrfmiddlewaretoken":
            found[name.group(1)] = unescape(value.group(1)) if value is not None else ""
    return found


BASICS = {
    "name": "Works",
    "kind": "sme",
    "country": "PL",
    "city": "Gliwice",
    "website": "works.example",
    "trl_from": "3",
    "trl_to": "6",
}


def test_basics_are_saved_and_the_web_address_completed() -> None:
    owner = make_person()
    organisation = make_organisation("Old", owner=owner)
    answer = client_of(owner).post(reverse("directory:edit", args=[organisation.public_id]), BASICS)
    assert answer.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.website, organisation.web_domain) == (
        "Works",
        "https://works.example",
        "works.example",
    )
    assert (organisation.trl_from, organisation.trl_to, organisation.staff_count) == (3, 6, None)


@pytest.mark.parametrize(
    "sent",
    [
        {"parent": "\u00b2", "region": "-1", "country": "-1"},
        {"country": "\x00", "region": "\x00"},
        {"country": "9" * 5000},
        {"kind": "\x00", "about_language": "\x00", "size_class": "\x00", "base": "\x00"},
    ],
)
def test_values_that_no_page_sends_are_refused_in_the_form(sent: dict[str, str]) -> None:
    owner = make_person()
    organisation = make_organisation("Old", owner=owner)
    answer = client_of(owner).post(reverse("directory:edit", args=[organisation.public_id]), {**BASICS, **sent})
    organisation.refresh_from_db()
    assert (answer.status_code, organisation.name) == (422, "Old")
    assert [key for key in choices._kept if key[0] == "regions" and key[1] not in ("PL", "")] == []


def test_a_nul_in_other_names_is_left_out() -> None:
    owner = make_person()
    organisation = make_organisation("Old", owner=owner)
    sent = {**BASICS, "other_names": "Wo\x00rks\n\x00"}
    assert client_of(owner).post(reverse("directory:edit", args=[organisation.public_id]), sent).status_code == 302
    organisation.refresh_from_db()
    assert organisation.other_names == ["Works"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "id_name"),
        ({"trl_from": "7"}, "id_trl_from"),
        ({"website": "javascript:alert(1)"}, "id_website"),
        ({"staff_count": "-1"}, "id_staff_count"),
        ({"founded_year": "99999"}, "id_founded_year"),
        ({"name": "x" * 301}, "id_name"),
        ({"about": "x" * 5001}, "id_about"),
        ({"country": "XX"}, "id_country"),
        ({"name": "nul\x00"}, "id_name"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_lost(sent: dict[str, str], field: str) -> None:
    owner = make_person()
    organisation = make_organisation("Old", owner=owner)
    answer = client_of(owner).post(
        reverse("directory:edit", args=[organisation.public_id]), {**BASICS, "street": "Kept street 5", **sent}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'href="#{field}"' in text
    assert "Kept street 5" in text
    assert Organisation.objects.get().name == "Old"


def test_another_country_takes_the_old_region_out() -> None:
    owner = make_person()
    organisation = make_organisation("Works", owner=owner, region=make_region("PL22"))
    make_country("FI")
    answer = client_of(owner).post(
        reverse("directory:edit", args=[organisation.public_id]), {**BASICS, "country": "FI", "region": "PL22"}
    )
    organisation.refresh_from_db()
    assert (answer.status_code, organisation.country_id, organisation.region_id) == (302, "FI", None)


@pytest.mark.parametrize(("choice", "city"), [("mine", "Turku"), ("theirs", "Espoo")])
def test_two_people_at_one_form_choose_field_by_field_and_lose_nothing(choice: str, city: str) -> None:
    owner, editor = make_person(), make_person()
    organisation = make_organisation("Works", owner=owner, editor=editor, city="Oulu", kind="sme")
    path = reverse("directory:edit", args=[organisation.public_id])
    client = client_of(editor)
    base = fields_of(client.get(path).content.decode())["base"]
    services.update_organisation(
        organisation=organisation, actor=owner, values={"city": "Espoo", "short_name": "W"}, at=NOW
    )
    conflict = client.post(
        path, {"name": "Works", "kind": "sme", "country": "PL", "city": "Turku", "street": "My street 1", "base": base}
    )
    assert conflict.status_code == 409
    text = conflict.content.decode()
    assert "Espoo" in text and "Turku" in text and "My street 1" in text
    again = client.post(path, {**fields_of(text), "stays_city": choice})
    assert again.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.city, organisation.street) == (city, "My street 1")


def test_a_stale_form_keeps_what_others_changed_in_fields_that_it_left_alone() -> None:
    owner, editor = make_person(), make_person()
    organisation = make_organisation("Works", owner=owner, editor=editor, city="Oulu", kind="sme")
    path = reverse("directory:edit", args=[organisation.public_id])
    client = client_of(editor)
    base = fields_of(client.get(path).content.decode())["base"]
    services.update_organisation(
        organisation=organisation, actor=owner, values={"short_name": "W", "available_from": date(2027, 1, 1)}, at=NOW
    )
    sent = {"name": "Works", "kind": "sme", "country": "PL", "city": "Turku", "base": base}
    assert client.post(path, sent).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.city, organisation.short_name, organisation.available_from) == ("Turku", "W", date(2027, 1, 1))


def test_terms_are_set_and_those_that_the_form_does_not_show_stay() -> None:
    owner = make_person()
    deep = make_term("nace21:25.11")
    deep.level = 4
    deep.save()
    organisation = make_organisation(owner=owner, terms=["technology:a", deep])
    make_term("technology:b")
    make_country("DE")
    path = reverse("directory:edit_terms", args=[organisation.public_id])
    client = client_of(owner)
    base = fields_of(client.get(path).content.decode())["base"]
    answer = client.post(path, {"technology": ["technology:b"], "target_transnational": ["DE"], "base": base})
    assert answer.status_code == 302
    assert set(organisation.term_links.values_list("term_id", flat=True)) == {"technology:b", "nace21:25.11"}
    assert TargetCountry.objects.values_list("country_id", "scope").get() == ("DE", "transnational")
    unknown = client.post(path, {"technology": ["technology:none"], "base": base})
    assert unknown.status_code == 422


def test_a_stale_form_of_terms_takes_away_nothing_that_others_added() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner, terms=["technology:a"])
    for term in ("technology:b", "technology:c"):
        make_term(term)
    path = reverse("directory:edit_terms", args=[organisation.public_id])
    client = client_of(owner)
    base = fields_of(client.get(path).content.decode())["base"]
    services.set_terms(
        organisation=organisation,
        actor=owner,
        schemes=["technology"],
        term_ids=["technology:a", "technology:b"],
        at=NOW,
    )
    client.post(path, {"technology": ["technology:a", "technology:c"], "base": base})
    assert set(organisation.term_links.values_list("term_id", flat=True)) == {
        "technology:a",
        "technology:b",
        "technology:c",
    }


def test_an_offer_is_added_changed_deleted_and_brought_back() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    client = client_of(owner)
    make_term("service_stage:testing")
    sent = {"kind": "equipment", "title": "Scanner", "stage": "service_stage:testing", "is_active": "on"}
    assert client.post(reverse("directory:offer_new", args=[organisation.public_id]), sent).status_code == 302
    offer = Offer.objects.get()
    path = reverse("directory:offer", args=[organisation.public_id, offer.public_id])
    assert client.post(path, {**sent, "title": "CT scanner"}).status_code == 302
    client.post(reverse("directory:offer_delete", args=[organisation.public_id, offer.public_id]))
    assert Offer.objects.count() == 0
    assert "CT scanner" in client.get(reverse("directory:edit_offers", args=[organisation.public_id])).content.decode()
    client.post(reverse("directory:edit_undo", args=[organisation.public_id]))
    assert Offer.objects.values_list("title", "kind", "stage_id", "is_active").get() == (
        "CT scanner",
        "equipment",
        "service_stage:testing",
        True,
    )


def test_a_label_is_added_deleted_and_brought_back_with_its_dates() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    client = client_of(owner)
    path = reverse("directory:label_new", args=[organisation.public_id])
    wrong = client.post(
        path, {"title": "ISO", "issuer": "Body", "valid_from": "2026-01-01", "valid_until": "2025-01-01"}
    )
    assert wrong.status_code == 422
    client.post(path, {"title": "ISO", "issuer": "Body", "valid_from": "2026-01-01", "valid_until": "2027-01-01"})
    label = Accreditation.objects.get()
    client.post(reverse("directory:label_delete", args=[organisation.public_id, label.public_id]))
    client.post(reverse("directory:edit_undo", args=[organisation.public_id]))
    assert Accreditation.objects.values_list("valid_from", "valid_until").get() == (date(2026, 1, 1), date(2027, 1, 1))


def test_own_projects_are_changed_and_imported_ones_are_not() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    imported = make_project(organisation, title="Imported", source=make_source(), source_key="1")
    client = client_of(owner)
    client.post(
        reverse("directory:reference_new", args=[organisation.public_id]),
        {"title": "Own", "role": "lead", "starts_on": "2020-01-01"},
    )
    own = Project.objects.get(title="Own")
    path = reverse("directory:reference", args=[organisation.public_id, own.public_id])
    assert client.post(path, {"title": "Own project", "role": "lead"}).status_code == 302
    refused = reverse("directory:reference", args=[organisation.public_id, imported.public_id])
    assert client.post(refused, {"title": "Mine now"}).status_code == 403
    client.post(reverse("directory:reference_delete", args=[organisation.public_id, own.public_id]))
    assert list(Project.objects.values_list("title", flat=True)) == ["Imported"]
    client.post(reverse("directory:edit_undo", args=[organisation.public_id]))
    assert sorted(Project.objects.values_list("title", flat=True)) == ["Imported", "Own project"]


def test_an_offer_of_another_organisation_is_not_found() -> None:
    owner = make_person()
    organisation, other = make_organisation(owner=owner), make_organisation(offers=["Foreign"])
    path = reverse("directory:offer", args=[organisation.public_id, other.offers.get().public_id])
    assert client_of(owner).get(path).status_code == 404


def test_a_new_entry_is_made_after_a_look_at_those_that_it_may_be() -> None:
    person = make_person()
    make_organisation("Gießerei Nord GmbH", country="DE", city="Kiel")
    client = client_of(person)
    sent = {"name": "Giesserei Nord", "kind": "sme", "country": "DE"}
    hint = client.post(reverse("directory:new"), sent)
    assert (hint.status_code, Organisation.objects.count()) == (200, 1)
    assert "Is it one of these?" in hint.content.decode()
    made = client.post(reverse("directory:new"), {**sent, **fields_of(hint.content.decode()), "name": "Giesserei Nord"})
    assert made.status_code == 302
    assert Organisation.objects.get(name="Giesserei Nord").memberships.get().person == person


def test_regions_follow_the_country() -> None:
    make_region("FI19", name="Länsi-Suomi")
    client = client_of(make_person())
    assert "Länsi-Suomi" in client.get(reverse("directory:regions"), {"country": "FI"}).content.decode()
    assert client.get(reverse("directory:regions"), {"country": "nowhere"}).status_code == 200
