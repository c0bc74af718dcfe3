"""One organisation as its page shows it, and who may see it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from hanse.core.errors import NotFound
from hanse.core.predicates import is_platform_manager
from hanse.core.registries import Label
from hanse.directory.models import (
    Accreditation,
    ClusterMembership,
    Membership,
    Merge,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    Role,
    State,
    TargetCountry,
)
from hanse.directory.permissions import Standing, mandate_scopes_of, standing_of
from hanse.rules.naming import name_key, web_domain

REFERENCES_PAGE = 10
SHOWN_TIES = 60
# Vocabularies in the order in which a profile shows them.
SECTOR_SCHEMES = ("nace21", "nace2", "ecosystem", "emerging_industry", "s3")
TECHNOLOGY_SCHEMES = ("technology", "ket2018", "ket2009", "i40")
OFFER_KINDS = tuple(Offer.Kind.values)  # in the order of a profile
LANGUAGE_SCHEMES = ("language",)
STAGE_SCHEMES = ("service_stage",)


@dataclass(frozen=True)
class Profile:
    """All that the page of an organisation shows; at most ten queries, fewer where parts are empty."""

    organisation: Organisation
    standing: Standing
    has_owner: bool
    people: list[Membership]
    offers: list[Offer]
    links: list[OrganisationTerm]
    accreditations: list[Accreditation]
    targets: list[TargetCountry]
    references: Page[Participation]
    units: list[Organisation]
    clusters: list[Organisation]
    members: list[Organisation]

    @property
    def is_claimable(self) -> bool:
        """Whether anybody may say that this is theirs: listed, and nobody in charge."""
        return self.organisation.state == State.LISTED and not self.has_owner and not self.organisation.is_synthetic

    def terms_of(self, schemes: Iterable[str]) -> list[OrganisationTerm]:
        """Return the links to terms of some vocabularies, in the order of the vocabularies."""
        order = {scheme: place for place, scheme in enumerate(schemes)}
        found = [link for link in self.links if link.term.scheme in order]
        return sorted(found, key=lambda link: (order[link.term.scheme], link.term.order, link.term.code))


def organisation_for(user: Any, public_id: str) -> Organisation:
    """Return an organisation that the user may see, with country, region, parent and source.

    Raises:
        NotFound: there is none, or it is hidden from the user.
    """
    organisation = _with_place().filter(public_id=public_id).first()
    if organisation is None or (organisation.state != State.LISTED and not standing_of(user, organisation).is_insider):
        raise NotFound
    return organisation


def organisation_by_id(public_id: str) -> Organisation | None:
    """Return an organisation whoever asks; for services that check the right themselves."""
    return _with_place().filter(public_id=public_id).first()


def kept_instead_of(public_id: str) -> Organisation | None:
    """Return the entry into which a merged one was taken, the last of a chain; None where it is not merged."""
    organisation = Organisation.objects.filter(public_id=public_id, state=State.MERGED).first()
    for _step in range(20):
        if organisation is None or organisation.state != State.MERGED:
            return organisation
        merge = (
            Merge.objects.filter(merged=organisation, undone_at=None)
            .select_related("kept")
            .order_by("-merged_at", "-pk")
            .first()
        )
        organisation = merge.kept if merge else None
    return None


def profile_of(user: Any, public_id: str, *, page: int | str = 1) -> Profile:
    """Return an organisation as its page shows it to a user.

    Args:
        page: of the references, latest project first.
    Raises:
        NotFound: there is none, or it is hidden from the user.
    """
    mine = OuterRef("pk")
    links = ClusterMembership.objects.filter(until=None)
    row = _with_place().annotate(
        has_offers=Exists(Offer.objects.filter(organisation=mine)),
        has_labels=Exists(Accreditation.objects.filter(organisation=mine)),
        has_targets=Exists(TargetCountry.objects.filter(organisation=mine)),
        has_units=Exists(Organisation.objects.filter(parent=mine)),
        has_clusters=Exists(links.filter(member=mine)),
        has_members=Exists(links.filter(cluster=mine)),
    )
    organisation = row.filter(public_id=public_id).first()
    if organisation is None:
        raise NotFound
    people = list(_people(organisation))
    standing = _standing(user, organisation, people)
    if organisation.state != State.LISTED and not standing.is_insider:
        raise NotFound
    ties = _ties(organisation) if organisation.has_clusters or organisation.has_members else []
    offers = Offer.objects.filter(organisation=organisation).select_related("stage")
    labels = Accreditation.objects.filter(organisation=organisation).select_related("label")
    targets = (
        TargetCountry.objects.filter(organisation=organisation)
        .select_related("country")
        .order_by("scope", "country__order")
    )
    return Profile(
        organisation=organisation,
        standing=standing,
        has_owner=any(row.role == Role.OWNER and row.person.user_id is not None for row in people),
        people=[row for row in people if row.is_public and not row.person.is_hidden],
        offers=[offer for offer in offers if offer.is_active or standing.may_edit] if organisation.has_offers else [],
        links=list(OrganisationTerm.objects.filter(organisation=organisation).select_related("term")),
        accreditations=list(labels) if organisation.has_labels else [],
        targets=list(targets) if organisation.has_targets else [],
        references=references_of(organisation, page),
        units=_units(organisation) if organisation.has_units else [],
        clusters=[
            tie.cluster for tie in ties if tie.member_id == organisation.pk and tie.cluster.state == State.LISTED
        ],
        members=[tie.member for tie in ties if tie.cluster_id == organisation.pk and tie.member.state == State.LISTED],
    )


def lookalikes_of(*, name: str, website: str = "", country: str = "", limit: int = 6) -> list[Organisation]:
    """Return listed organisations that may be the one somebody is about to create: alike in name or domain.

    Args:
        country: EU code; entries there stand first.
    """
    key, domain = name_key(name), web_domain(website)
    if len(key) < 3 and not domain:
        return []
    wanted = Q(pk__in=[])
    if len(key) >= 3:
        wanted |= Q(name_key__startswith=key)
    if domain:
        wanted |= Q(web_domain=domain)
    found = list(_with_place().filter(wanted, state=State.LISTED).order_by("name_key", "pk")[: limit * 5])

    def rank(row: Organisation) -> tuple[bool, bool, bool, int]:
        return (row.name_key != key, not domain or row.web_domain != domain, row.country_id != country, row.pk)

    return sorted(found, key=rank)[:limit]


def organisations_edited_by(user: Any) -> list[Organisation]:
    """Return the open organisations that a user edits as owner or editor, by name: possible parents of a unit."""
    rows = Organisation.objects.filter(
        memberships__person__user_id=user.pk,
        memberships__ended_at=None,
        memberships__role__in=[Role.OWNER, Role.EDITOR],
        state__in=[State.LISTED, State.HIDDEN],
    )
    return list(rows.order_by("name", "pk"))


def offer_for(user: Any, public_id: str) -> Offer:
    """Return an offer of an organisation that the user edits. Raises: NotFound."""
    return _editable(user, Offer.objects.select_related("organisation").filter(public_id=public_id).first())


def accreditation_for(user: Any, public_id: str) -> Accreditation:
    """Return a label of an organisation that the user edits. Raises: NotFound."""
    return _editable(user, Accreditation.objects.select_related("organisation").filter(public_id=public_id).first())


def reference_for(user: Any, organisation: Organisation, project_id: str) -> Participation:
    """Return the organisation's part in a project, for a user who edits it. Raises: NotFound."""
    rows = Participation.objects.select_related("organisation", "project")
    return _editable(user, rows.filter(organisation=organisation, project__public_id=project_id).first())


def chosen_words(organisation: Organisation) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the ids of the organisation's terms (`scheme:code`) and its target countries (code, scope); one query."""
    terms = OrganisationTerm.objects.filter(organisation=organisation).values_list("term_id", Value(""))
    targets = TargetCountry.objects.filter(organisation=organisation).values_list("country_id", "scope")
    rows = list(terms.union(targets, all=True))
    return {word for word, scope in rows if not scope}, {(word, scope) for word, scope in rows if scope}


def offers_of(organisation: Organisation) -> list[Offer]:
    """Return all offers, those not shown too; the caller has checked the right."""
    return list(Offer.objects.filter(organisation=organisation).select_related("stage"))


def accreditations_of(organisation: Organisation) -> list[Accreditation]:
    """Return all labels and accreditations, the latest first."""
    return list(Accreditation.objects.filter(organisation=organisation).select_related("label"))


def organisations_named(user: Any, text: str) -> list[Organisation]:
    """Return the listed organisations that a person means: by the address of a profile, else by the folded name.

    Args:
        text: a name, or anything that holds a public id.
    """
    if found := re.search(r"[0-9A-HJKMNP-TV-Z]{26}", text.upper()):
        rows = _with_place().filter(public_id=found.group())
    else:
        key = name_key(text)
        rows = _with_place().filter(name_key=key) if key else Organisation.objects.none()
    return list(rows.filter(state=State.LISTED).order_by("name", "pk")[:20])


def organisation_labels(public_ids: Iterable[str]) -> dict[str, Label]:
    """Return name and page of organisations; one query."""
    found = Organisation.objects.filter(public_id__in=list(public_ids)).only("public_id", "name")
    return {row.public_id: Label(row.name, reverse("directory:organisation", args=[row.public_id])) for row in found}


def shown_parent(organisation: Organisation) -> Organisation | None:
    """Return the society above a unit; None where there is none, or one that readers must not learn of."""
    parent = organisation.parent
    return parent if parent is not None and parent.state == State.LISTED else None


def expired(accreditation: Accreditation, today: date) -> bool:
    """Return whether a label does not hold any more."""
    return accreditation.valid_until is not None and accreditation.valid_until < today


def _with_place() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("country", "region__parent", "parent", "source")


def _people(organisation: Organisation) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .select_related("person")
        .order_by("started_at", "pk")
    )


def _standing(user: Any, organisation: Organisation, people: list[Membership]) -> Standing:
    """Return the standing from the memberships that the page reads anyway."""
    if not user.is_authenticated:
        return Standing()
    role = next((row.role for row in people if row.person.user_id == user.pk), "")
    scopes = frozenset[str]() if role in (Role.OWNER, Role.EDITOR) else mandate_scopes_of(user, organisation)
    return Standing(role=role, is_manager=bool(is_platform_manager(user)), scopes=scopes)


def _ties(organisation: Organisation) -> list[ClusterMembership]:
    ties = ClusterMembership.objects.filter(
        Q(cluster=organisation) | Q(member=organisation), until=None, confirmed_at__isnull=False
    )
    return list(ties.select_related("cluster__country", "member__country").order_by("member__name", "pk")[:SHOWN_TIES])


def _units(organisation: Organisation) -> list[Organisation]:
    units = Organisation.objects.filter(parent=organisation, state=State.LISTED)
    return list(units.select_related("country").order_by("name", "pk")[:SHOWN_TIES])


def references_of(organisation: Organisation, page: int | str = 1) -> Page[Participation]:
    """Return a page of the past projects, the latest first."""
    rows = Participation.objects.filter(organisation=organisation).select_related("project__source")
    return Paginator(rows.order_by("-project__starts_on", "-project_id"), REFERENCES_PAGE).get_page(page)


def _editable(user: Any, row: Any) -> Any:
    if row is None or not standing_of(user, row.organisation).may_edit:
        raise NotFound
    return row
