"""Who belongs to what: members, invitations, mandates, and a person's own organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from hanse.accounts.models import Person
from hanse.accounts.selectors import person_by_address
from hanse.core.errors import NotFound
from hanse.directory import permissions
from hanse.directory.models import (
    Claim,
    Invitation,
    Mandate,
    Membership,
    Organisation,
    Role,
    State,
)
from hanse.rules.naming import web_domain

PAGE_SIZE = 50


def has_verified_address(person: Person | None, email: str) -> bool:
    """Return whether a person signs in with this address and has proven to own it."""
    owner = person_by_address(email) if person is not None and person.user_id is not None else None
    return owner is not None and person is not None and owner.pk == person.pk


def verified_domain(person: Person) -> str:
    """Return the domain of a person's proven address, '' where it is a mail provider's or not proven."""
    return (
        web_domain(person.user.email)
        if person.user is not None and has_verified_address(person, person.user.email)
        else ""
    )


def is_strong_evidence(person: Person, organisation: Organisation) -> bool:
    """Return whether a person's proven address lies in the organisation's own web domain."""
    return bool(organisation.web_domain) and verified_domain(person) == organisation.web_domain


def organisations_of(person: Person) -> list[Membership]:
    """Return a person's memberships that hold, with their organisations, by name; one query."""
    rows = Membership.objects.filter(person=person, ended_at=None, organisation__state__in=[State.LISTED, State.HIDDEN])
    return list(rows.select_related("organisation__country").order_by("organisation__name", "pk"))


def organisations_acted_for(person: Person, scope: str) -> list[Organisation]:
    """Return the organisations for which a person may act now: own ones first, then those of mandates, each by name.

    Args:
        scope: one of `permissions.SCOPES`.
    """
    roles = [Role.OWNER, Role.EDITOR] if scope == permissions.EDIT_PROFILE else list(Role)
    mine = Organisation.objects.filter(
        memberships__person=person,
        memberships__ended_at=None,
        memberships__role__in=roles,
        state__in=[State.LISTED, State.HIDDEN],
    )
    in_force = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    agents = Membership.objects.filter(person=person, ended_at=None, role__in=roles).values("organisation_id")
    mandates = Mandate.objects.filter(in_force, agent__in=agents, state=Mandate.State.ACTIVE, **{f"may_{scope}": True})
    others = Organisation.objects.filter(pk__in=mandates.values("firm_id"), state__in=[State.LISTED, State.HIDDEN])
    own = list(mine.select_related("country").order_by("name", "pk"))
    held = {row.pk for row in own}
    return own + [row for row in others.select_related("country").order_by("name", "pk") if row.pk not in held]


def members_of(organisation: Organisation) -> list[Membership]:
    """Return who is in now, owners first; the caller has checked the right."""
    rows = (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .select_related("person__user")
        .order_by("started_at", "pk")
    )
    rank = {Role.OWNER: 0, Role.EDITOR: 1, Role.MEMBER: 2}
    return sorted(rows, key=lambda row: rank[Role(row.role)])


def past_members_of(organisation: Organisation) -> list[Membership]:
    """Return who was in, the last to leave first; at most fifty."""
    rows = Membership.objects.filter(organisation=organisation, ended_at__isnull=False).select_related("person")
    return list(rows.order_by("-ended_at", "-pk")[:PAGE_SIZE])


def membership_for(user: Any, public_id: str) -> Membership:
    """Return a membership that holds, for those who see the organisation's people.

    Raises:
        NotFound.
    """
    row = Membership.objects.select_related("person", "organisation").filter(public_id=public_id, ended_at=None).first()
    if row is None or not user.has_perm(permissions.VIEW_PEOPLE, row.organisation):
        raise NotFound
    return row


def own_membership(person: Person, organisation: Organisation) -> Membership | None:
    """Return a person's own membership that holds."""
    rows = Membership.objects.filter(person=person, organisation=organisation, ended_at=None)
    return rows.select_related("organisation", "person").first()


def open_invitations_of(organisation: Organisation) -> list[Invitation]:
    """Return invitations that wait for an answer, expired ones too, newest first."""
    rows = Invitation.objects.filter(organisation=organisation, accepted_at=None, declined_at=None, withdrawn_at=None)
    return list(rows.select_related("invited_by", "onboarding_row__batch__cluster").order_by("-created_at", "-pk"))


def invitations_for(person: Person) -> list[Invitation]:
    """Return invitations to a person's own proven address that still can be accepted; for the person's page."""
    if person.user is None or not has_verified_address(person, person.user.email):
        return []
    rows = Invitation.objects.filter(
        email=person.user.email, accepted_at=None, declined_at=None, withdrawn_at=None, expires_at__gte=timezone.now()
    )
    return list(rows.select_related("organisation", "invited_by").order_by("-created_at"))


def invitation_of_insider(user: Any, public_id: str) -> Invitation:
    """Return an invitation for those who manage it: who leads the organisation, or on-boards for the cluster.

    Raises:
        NotFound.
    """
    row = _invitations().filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    by_cluster = row.onboarding_row is not None and user.has_perm(
        permissions.ONBOARD_MEMBERS, row.onboarding_row.batch.cluster
    )
    if not by_cluster and not user.has_perm(permissions.MANAGE_PEOPLE, row.organisation):
        raise NotFound
    return row


def invitation_by_link(public_id: str, token_hash: str) -> Invitation:
    """Return an invitation by its link. Raises: NotFound."""
    row = _invitations().filter(public_id=public_id, token_hash=token_hash).first()
    if row is None:
        raise NotFound
    return row


def invitation_for_invited(person: Person | None, public_id: str) -> Invitation:
    """Return an invitation to the signed-in person's own proven address. Raises: NotFound."""
    row = _invitations().filter(public_id=public_id).first()
    if row is None or not has_verified_address(person, row.email):
        raise NotFound
    return row


def mandates_of(organisation: Organisation) -> tuple[list[Mandate], list[Mandate]]:
    """Return the mandates that an organisation gave (or is asked for), and those that it holds (or asks for)."""
    rows = Mandate.objects.filter(Q(firm=organisation) | Q(agent=organisation)).select_related(
        "firm__country", "agent__country", "requested_by"
    )
    found = list(rows.order_by("-requested_at", "-pk")[: 4 * PAGE_SIZE])
    return [row for row in found if row.firm_id == organisation.pk], [
        row for row in found if row.agent_id == organisation.pk
    ]


def mandate_for(user: Any, public_id: str) -> Mandate:
    """Return a mandate for people of either side and managers. Raises: NotFound."""
    row = Mandate.objects.select_related("firm", "agent").filter(public_id=public_id).first()
    if row is None or not any(user.has_perm(permissions.VIEW_MANDATES, side) for side in (row.firm, row.agent)):
        raise NotFound
    return row


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("organisation__country", "invited_by", "onboarding_row__batch__cluster")


def personal_record(person: Person) -> dict[str, Any]:
    """Return what the directory knows of a person as plain values, for the person's own copy of the data."""
    memberships = Membership.objects.filter(person=person).select_related("organisation").order_by("started_at", "pk")
    claims = Claim.objects.filter(person=person).select_related("organisation").order_by("created_at", "pk")
    invitations = (
        Invitation.objects.filter(email__iexact=person.email).select_related("organisation") if person.email else []
    )
    asked = Mandate.objects.filter(requested_by=person).select_related("firm", "agent").order_by("requested_at", "pk")
    return {
        "memberships": [
            {
                "organisation": row.organisation.name,
                "role": row.role,
                "title": row.title,
                "is_public": row.is_public,
                "from": row.started_at.isoformat(),
                "to": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in memberships
        ],
        "claims": [
            {
                "organisation": row.organisation.name,
                "evidence": row.evidence,
                "state": row.state,
                "at": row.created_at.isoformat(),
            }
            for row in claims
        ],
        "invitations": [
            {"organisation": row.organisation.name, "role": row.role, "at": row.created_at.isoformat()}
            for row in invitations
        ],
        "mandates": [
            {"firm": row.firm.name, "agent": row.agent.name, "state": row.state, "at": row.requested_at.isoformat()}
            for row in asked
        ],
    }
