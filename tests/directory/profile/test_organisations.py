"""Making and changing an organisation's entry."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from factories.organisations import make_country, make_organisation, make_region
from factories.people import make_person

from hanse.core.errors import Invalid, NotAllowed, NotFound, WrongState
from hanse.core.models import StaleEntry
from hanse.directory import services
from hanse.directory.models import Membership, Organisation
from hanse.directory.services import StaleEdit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_create_organisation_makes_its_maker_the_owner_and_folds_its_name() -> None:
    person = make_person()
    organisation = services.create_organisation(
        actor=person,
        values={"name": " Łódź Casting Sp. z o.o. ", "website": "https://www.casting.example.com.pl/"},
        at=NOW,
    )
    assert (organisation.name, organisation.name_key) == ("Łódź Casting Sp. z o.o.", "lodz casting")
    assert organisation.web_domain == "example.com.pl"
    assert list(Membership.objects.values_list("person_id", "role", "started_at")) == [(person.pk, "owner", NOW)]
    assert StaleEntry.objects.filter(index_name="facets", row_id=organisation.pk).count() == 1


def test_create_organisation_by_a_contact_without_login_is_refused() -> None:
    with pytest.raises(NotAllowed):
        services.create_organisation(actor=make_person(login=False), values={"name": "X"}, at=NOW)


def test_create_organisation_without_a_name_is_refused_with_the_field() -> None:
    with pytest.raises(Invalid) as caught:
        services.create_organisation(actor=make_person(), values={"name": "  "}, at=NOW)
    assert caught.value.field == "name"


def test_update_organisation_writes_only_what_changed_and_raises_the_revision() -> None:
    owner = make_person()
    organisation = make_organisation("Old name", owner=owner, city="Gliwice", lon=1.0, lat=2.0)
    changed = services.update_organisation(
        organisation=organisation, actor=owner, values={"name": "New name", "city": "Gliwice"}, at=NOW
    )
    assert (changed.name, changed.name_key, changed.city, changed.lon) == ("New name", "new name", "Gliwice", 1.0)
    assert changed.revision == organisation.revision + 1
    again = services.update_organisation(organisation=organisation, actor=owner, values={"name": "New name"}, at=NOW)
    assert again.revision == changed.revision


def test_update_organisation_that_moves_forgets_the_old_point_on_the_map() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner, lon=1.0, lat=2.0)
    changed = services.update_organisation(organisation=organisation, actor=owner, values={"city": "Tampere"}, at=NOW)
    assert (changed.lon, changed.lat) == (None, None)


def test_update_organisation_from_a_stale_form_keeps_what_others_changed_in_other_fields() -> None:
    owner, editor = make_person(), make_person()
    organisation = make_organisation("Works", owner=owner, editor=editor, city="Oulu")
    base = {"name": "Works", "city": "Oulu"}
    services.update_organisation(
        organisation=organisation, actor=owner, values={"name": "Works", "city": "Espoo"}, base=base, at=NOW
    )
    changed = services.update_organisation(
        organisation=organisation, actor=editor, values={"name": "Better works", "city": "Oulu"}, base=base, at=NOW
    )
    assert (changed.name, changed.city) == ("Better works", "Espoo")


def test_update_organisation_from_a_stale_form_names_the_field_that_both_changed() -> None:
    owner, editor = make_person(), make_person()
    organisation = make_organisation("Works", owner=owner, editor=editor, city="Oulu")
    base = {"city": "Oulu"}
    services.update_organisation(organisation=organisation, actor=owner, values={"city": "Espoo"}, base=base, at=NOW)
    with pytest.raises(StaleEdit) as caught:
        services.update_organisation(
            organisation=organisation, actor=editor, values={"city": "Turku"}, base=base, at=NOW
        )
    assert [(change.field, change.base, change.theirs, change.mine) for change in caught.value.changes] == [
        ("city", "Oulu", "Espoo", "Turku")
    ]
    assert Organisation.objects.get(pk=organisation.pk).city == "Espoo"


def test_update_organisation_by_a_mere_member_is_refused() -> None:
    member = make_person()
    organisation = make_organisation(member=member)
    with pytest.raises(NotAllowed):
        services.update_organisation(organisation=organisation, actor=member, values={"city": "Oulu"}, at=NOW)


def test_update_hidden_organisation_by_an_outsider_is_not_found() -> None:
    organisation = make_organisation(state="hidden")
    with pytest.raises(NotFound):
        services.update_organisation(organisation=organisation, actor=make_person(), values={"city": "Oulu"}, at=NOW)


def test_update_organisation_to_a_region_of_another_country_is_refused() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner, country="FI")
    with pytest.raises(Invalid) as caught:
        services.update_organisation(
            organisation=organisation, actor=owner, values={"region_id": make_region("PL22").pk}, at=NOW
        )
    assert caught.value.field == "region"


def test_update_organisation_with_readiness_levels_in_the_wrong_order_is_refused() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    with pytest.raises(Invalid):
        services.update_organisation(
            organisation=organisation, actor=owner, values={"trl_from": 7, "trl_to": 3}, at=NOW
        )


def test_changing_the_name_of_a_verified_organisation_asks_for_a_new_look() -> None:
    owner, manager = make_person(), make_person(roles=["manager"])
    organisation = make_organisation(owner=owner, verified_at=NOW, verified_by=manager)
    kept = services.update_organisation(organisation=organisation, actor=owner, values={"about": "We cast."}, at=NOW)
    assert kept.verified_at == NOW
    by_manager = services.update_organisation(
        organisation=organisation, actor=manager, values={"name": "Works B"}, at=NOW
    )
    assert by_manager.verified_at == NOW
    lost = services.update_organisation(organisation=organisation, actor=owner, values={"name": "Works C"}, at=NOW)
    assert lost.verified_at is None


def test_an_organisation_cannot_become_a_unit_of_its_own_unit() -> None:
    owner = make_person()
    parent = make_organisation("Society", owner=owner)
    unit = make_organisation("Institute", owner=owner, parent=parent)
    with pytest.raises(Invalid):
        services.update_organisation(organisation=parent, actor=owner, values={"parent_id": unit.pk}, at=NOW)


def test_a_unit_is_added_only_by_somebody_who_edits_the_parent() -> None:
    owner = make_person()
    foreign, own = make_organisation("Society"), make_organisation("Institute", owner=owner)
    with pytest.raises(Invalid) as caught:
        services.update_organisation(organisation=own, actor=owner, values={"parent_id": foreign.pk}, at=NOW)
    assert caught.value.field == "parent"


def test_hide_list_and_close_follow_the_table() -> None:
    owner = make_person()
    organisation = make_organisation(owner=owner)
    assert services.hide_organisation(organisation=organisation, actor=owner, at=NOW).state == "hidden"
    with pytest.raises(WrongState):
        services.hide_organisation(organisation=organisation, actor=owner, at=NOW)
    assert services.close_organisation(organisation=organisation, actor=owner, at=NOW).state == "closed"
    assert services.list_organisation(organisation=organisation, actor=owner, at=NOW).state == "listed"


def test_close_by_an_editor_is_refused() -> None:
    editor = make_person()
    organisation = make_organisation(editor=editor)
    with pytest.raises(NotAllowed):
        services.close_organisation(organisation=organisation, actor=editor, at=NOW)


def test_countries_of_the_factory_are_made_once() -> None:
    assert make_country("EL").iso2 == make_country("EL").iso2 == "GR"
