"""Merging two entries, and undoing it to the last row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from factories.organisations import join, make_country, make_organisation, make_project
from factories.people import make_person

from hanse.accounts.models import Person
from hanse.core.errors import Invalid, NotAllowed, WrongState
from hanse.directory import selectors, services, signals
from hanse.directory.models import (
    Accreditation,
    ClusterMembership,
    DuplicatePair,
    Mandate,
    Membership,
    Offer,
    Organisation,
    TargetCountry,
)
from hanse.directory.services.merges import TIES

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def manager() -> Person:
    return make_person(roles=["manager"])


def filled(name: str, shared: dict[str, Any], **fields: Any) -> Organisation:
    """Return an organisation with rows of its own and rows that the other has too."""
    organisation = make_organisation(
        name,
        owner=make_person(),
        terms=["technology:photonics", f"technology:{name}"],
        offers=["Testing", name],
        **fields,
    )
    join(shared["person"], organisation, role=shared[name])
    make_project(organisation, title=f"Project of {name}")
    shared["project"].participations.create(organisation=organisation)
    ClusterMembership.objects.create(cluster=shared["cluster"], member=organisation)
    Mandate.objects.create(firm=organisation, agent=shared["cluster"], state="active", requested_at=NOW)
    Accreditation.objects.create(organisation=organisation, title="ISO", issuer="Body")
    TargetCountry.objects.create(organisation=organisation, country=make_country("DE"), scope="transnational")
    make_organisation(f"Unit of {name}", parent=organisation)
    return organisation


@pytest.fixture
def twins() -> tuple[Organisation, Organisation]:
    shared = {
        "person": make_person(),
        "project": make_project(make_organisation("Coordinator")),
        "cluster": make_organisation("Cluster", kind="cluster"),
        "kept": "member",
        "merged": "owner",
    }
    kept = filled("kept", shared, about="Short.", city="Kiel", country="DE")
    merged = filled(
        "merged",
        shared,
        about="Longer text.",
        trl_from=3,
        trl_to=5,
        country="PL",
        city="Gdynia",
        available_from=date(2026, 9, 1),
    )
    return kept, merged


def picture() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that hangs on an organisation, and what a merge may change of the organisations themselves."""
    rows = {tie.key: sorted(tie.model.objects.values_list("pk", f"{tie.column}_id"), key=str) for tie in TIES}
    rows["roles"] = sorted(Membership.objects.values_list("pk", "role", "ended_at"))
    fields = [field.name for field in Organisation._meta.fields if field.name not in ("revision", "updated_at")]
    rows["organisations"] = sorted(tuple(map(str, row)) for row in Organisation.objects.values_list(*fields))
    return rows


def test_a_merge_brings_everything_together_once(manager: Person, twins: tuple[Organisation, Organisation]) -> None:
    kept, merged = twins
    services.merge_organisations(
        kept=kept, merged=merged, actor=manager, from_merged=frozenset({"about", "trl"}), at=NOW
    )
    kept, merged = Organisation.objects.get(pk=kept.pk), Organisation.objects.get(pk=merged.pk)
    assert (kept.about, kept.trl_from, kept.city, kept.country_id, merged.state) == (
        "Longer text.",
        3,
        "Kiel",
        "DE",
        "merged",
    )
    assert kept.other_names == ["merged"]
    assert sorted(Offer.objects.filter(organisation=kept).values_list("title", flat=True)) == [
        "Testing",
        "kept",
        "merged",
    ]
    assert kept.term_links.count() == 3
    assert kept.participations.count() == 3
    assert kept.units.count() == 2
    assert sorted(kept.memberships.values_list("role", flat=True)) == ["owner", "owner", "owner"]
    assert (
        kept.mandates_given.count()
        == kept.cluster_links.count()
        == kept.accreditations.count()
        == kept.target_countries.count()
        == 1
    )


@pytest.mark.parametrize(
    "from_merged", [frozenset(), frozenset({"name", "about", "place", "trl", "availability", "kind", "parent"})]
)
def test_an_undo_restores_every_row(
    manager: Person, twins: tuple[Organisation, Organisation], from_merged: frozenset[str]
) -> None:
    kept, merged = twins
    before = picture()
    merge = services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=from_merged, at=NOW)
    assert picture() != before
    merge.refresh_from_db()  # as another process reads it: the snapshot has been through JSON
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    assert picture() == before


def test_an_undo_keeps_what_was_changed_since(manager: Person, twins: tuple[Organisation, Organisation]) -> None:
    kept, merged = twins
    merge = services.merge_organisations(
        kept=kept, merged=merged, actor=manager, from_merged=frozenset({"about"}), at=NOW
    )
    services.update_organisation(organisation=kept, actor=manager, values={"about": "Newer."}, at=NOW)
    offer = services.add_offer(
        organisation=Organisation.objects.get(pk=kept.pk), actor=manager, values={"title": "New"}, at=NOW
    )
    moved = Offer.objects.get(title="merged")
    services.delete_offer(offer=moved, actor=manager, at=NOW)
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    kept.refresh_from_db()
    offer.refresh_from_db()
    assert (kept.about, offer.organisation_id) == ("Newer.", kept.pk)
    assert sorted(Offer.objects.filter(organisation=merged).values_list("title", flat=True)) == ["Testing"]


def test_a_hidden_entry_is_hidden_again_after_the_undo(manager: Person) -> None:
    kept, merged = make_organisation(), make_organisation(state="hidden")
    merge = services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW)
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    assert Organisation.objects.get(pk=merged.pk).state == "hidden"


def test_the_address_of_a_merged_entry_leads_to_the_kept_one_through_a_chain(manager: Person) -> None:
    one, two, three = make_organisation("One"), make_organisation("Two"), make_organisation("Three")
    first = services.merge_organisations(kept=two, merged=one, actor=manager, from_merged=frozenset(), at=NOW)
    services.merge_organisations(kept=three, merged=two, actor=manager, from_merged=frozenset(), at=NOW)
    answer = Client().get(f"/directory/{one.public_id}/")
    assert (answer.status_code, answer.url) == (302, f"/directory/{three.public_id}/")
    assert selectors.kept_instead_of(one.public_id) == three
    with pytest.raises(WrongState):
        services.undo_merge(merge=first, actor=manager, at=NOW)


def test_a_unit_merged_into_its_society_and_the_other_way_round_leave_no_loop(manager: Person) -> None:
    society = make_organisation("Society")
    unit = make_organisation("Unit", parent=society)
    merge = services.merge_organisations(kept=unit, merged=society, actor=manager, from_merged=frozenset(), at=NOW)
    assert Organisation.objects.get(pk=unit.pk).parent_id is None
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    assert Organisation.objects.get(pk=unit.pk).parent_id == society.pk
    services.merge_organisations(kept=society, merged=unit, actor=manager, from_merged=frozenset(), at=NOW)
    assert Organisation.objects.get(pk=society.pk).parent_id is None


def chain_above(organisation: Organisation) -> list[str]:
    """Return the names above an entry; a loop fails the test instead of running for ever."""
    names: list[str] = []
    above = Organisation.objects.get(pk=organisation.pk).parent
    while above is not None:
        assert above.name not in names, f"loop: {names}"
        names.append(above.name)
        above = above.parent
    return names


@pytest.mark.parametrize("from_merged", [frozenset(), frozenset({"parent"})])
def test_entries_two_steps_apart_merge_without_a_loop(manager: Person, from_merged: frozenset[str]) -> None:
    top = make_organisation("Top")
    society = make_organisation("Society", parent=top)
    institute = make_organisation("Institute", parent=society)
    group = make_organisation("Group", parent=institute)
    merge = services.merge_organisations(kept=group, merged=society, actor=manager, from_merged=from_merged, at=NOW)
    assert (chain_above(institute), chain_above(group)) == (["Group", "Top"], ["Top"])
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    assert chain_above(group) == ["Institute", "Society", "Top"]
    services.merge_organisations(kept=society, merged=group, actor=manager, from_merged=from_merged, at=NOW)
    assert chain_above(institute) == ["Society", *chain_above(society)]


def test_an_undo_keeps_a_role_that_was_changed_since(manager: Person) -> None:
    person = make_person()
    kept, merged = make_organisation(owner=make_person()), make_organisation(owner=person)
    row = join(person, kept, role="member")
    merge = services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW)
    services.change_role(membership=row, actor=manager, role="editor", at=NOW)
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    row.refresh_from_db()
    assert row.role == "editor"


def test_an_undo_leaves_no_entry_without_an_owner(manager: Person) -> None:
    first, second = make_person(), make_person()
    kept, merged = make_organisation(owner=first), make_organisation(owner=second)
    row = join(second, kept, role="member")
    merge = services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW)
    services.leave_organisation(membership=kept.memberships.get(person=first), actor=first, at=NOW)
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    row.refresh_from_db()
    assert row.role == "owner"


def test_upper_apps_move_their_rows_and_get_them_back(manager: Person) -> None:
    kept, merged = make_organisation(), make_organisation()
    heard: list[Any] = []

    def on_merge(sender: Any, kept_id: int, merged_id: int, **rest: Any) -> dict[str, list[int]]:
        heard.append((kept_id, merged_id))
        return {"matching.need:organisation": [7, 9]}

    def on_unmerge(sender: Any, kept_id: int, merged_id: int, moved: dict[str, list[int]], **rest: Any) -> None:
        heard.append((kept_id, merged_id, moved))

    signals.organisations_merged.connect(on_merge)
    signals.organisations_unmerged.connect(on_unmerge)
    try:
        merge = services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW)
        services.undo_merge(merge=merge, actor=manager, at=NOW)
    finally:
        signals.organisations_merged.disconnect(on_merge)
        signals.organisations_unmerged.disconnect(on_unmerge)
    assert heard[0] == (kept.pk, merged.pk)
    assert heard[1][2]["matching.need:organisation"] == [7, 9]


def test_a_merge_is_undone_once_and_made_by_managers_only(manager: Person) -> None:
    kept, merged = make_organisation(owner=make_person()), make_organisation()
    with pytest.raises(NotAllowed):
        services.merge_organisations(
            kept=kept, merged=merged, actor=kept.memberships.get().person, from_merged=frozenset(), at=NOW
        )
    with pytest.raises(Invalid):
        services.merge_organisations(kept=kept, merged=kept, actor=manager, from_merged=frozenset(), at=NOW)
    merge = services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW)
    with pytest.raises(WrongState):
        services.merge_organisations(kept=kept, merged=merged, actor=manager, from_merged=frozenset(), at=NOW)
    services.undo_merge(merge=merge, actor=manager, at=NOW)
    with pytest.raises(WrongState):
        services.undo_merge(merge=merge, actor=manager, at=NOW)


def test_the_page_merges_by_the_chosen_fields(manager: Person) -> None:
    first = make_organisation("Gießerei Nord", city="Kiel", about="Sand casting")
    second = make_organisation("Giesserei Nord GmbH", city="Kiel", website="https://nord.example")
    pair = DuplicatePair.objects.create(first=first, second=second, found_at=NOW)
    client = Client()
    client.force_login(manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    chosen = {"keep": "second", "name": "first", "about": "first", "website": "second"}
    answer = client.post(f"/directory/duplicates/{pair.public_id}/", chosen)
    assert (answer.status_code, answer.url) == (302, f"/directory/{second.public_id}/")
    kept = Organisation.objects.get(pk=second.pk)
    assert (kept.name, kept.about, kept.website) == ("Gießerei Nord", "Sand casting", "https://nord.example")
    pair.refresh_from_db()
    assert pair.state == "merged"
