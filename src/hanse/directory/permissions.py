"""Who may do what in the directory: `standing_of` reads a person's place once, `BY_STANDING` says what it allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import rules
from django.db.models import Q
from django.utils import timezone

from hanse.accounts.models import Person
from hanse.core.access import platform_permission
from hanse.core.errors import NotAllowed, NotFound
from hanse.core.predicates import is_platform_manager, is_signed_in
from hanse.directory.models import Kind, Mandate, Membership, Organisation, Role, State

EDIT_PROFILE = "edit_profile"
STATE_NEEDS = "state_needs"
ASK_INTRODUCTIONS = "ask_introductions"
SCOPES = (EDIT_PROFILE, STATE_NEEDS, ASK_INTRODUCTIONS)

# Kinds that on-board members in bulk and ask firms for mandates.
AGENT_KINDS = frozenset(
    {Kind.CLUSTER, Kind.HUB, Kind.ADVISER, Kind.PUBLIC_BODY, Kind.TECHNOLOGY_CENTRE, Kind.EDUCATION_PROVIDER}
)
CLUSTER_KINDS = frozenset({Kind.CLUSTER, Kind.HUB, Kind.ADVISER, Kind.PUBLIC_BODY})

_EDITORS = frozenset({Role.OWNER, Role.EDITOR})


@dataclass(frozen=True)
class Standing:
    """A person's place towards one organisation, read in at most two queries."""

    role: str = ""
    is_manager: bool = False
    scopes: frozenset[str] = field(default_factory=frozenset)  # through mandates

    @property
    def is_owner(self) -> bool:
        """Whether the person decides who is in."""
        return self.role == Role.OWNER

    @property
    def is_member(self) -> bool:
        """Whether the person belongs to it, in whatever role."""
        return bool(self.role)

    @property
    def may_edit(self) -> bool:
        """Whether the person may change the profile: as owner, editor, agent with that scope, or manager."""
        return self.is_manager or self.role in _EDITORS or EDIT_PROFILE in self.scopes

    @property
    def may_lead(self) -> bool:
        """Whether the person may decide on people, mandates and the state: as owner or manager."""
        return self.is_manager or self.is_owner

    @property
    def is_insider(self) -> bool:
        """Whether the person may see it while it is hidden."""
        return self.is_manager or bool(self.role) or bool(self.scopes)


def standing_of(user: Any, organisation: Organisation) -> Standing:
    """Return a user's standing towards an organisation, read now; the empty one for a visitor."""
    if not is_signed_in(user):
        return Standing()
    role = (
        Membership.objects.filter(person__user_id=user.pk, organisation=organisation, ended_at=None)
        .values_list("role", flat=True)
        .first()
    )
    scopes = frozenset[str]() if role in _EDITORS else mandate_scopes_of(user, organisation)
    return Standing(role=role or "", is_manager=bool(is_platform_manager(user)), scopes=scopes)


def mandate_scopes_of(user: Any, organisation: Organisation) -> frozenset[str]:
    """Return what mandates of an organisation let a user do now; one query."""
    return _mandate_scopes(Q(person__user_id=user.pk), organisation)


def _mandate_scopes(who: Q, organisation: Organisation) -> frozenset[str]:
    """Return what mandates in force let a person do; only owners and editors of the agent change a profile."""
    holders = Membership.objects.filter(who, ended_at=None)
    found: set[str] = set()
    mandates = Mandate.objects.filter(firm=organisation, state=Mandate.State.ACTIVE).filter(
        Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    )
    rows = holders.filter(organisation__mandates_held__in=mandates).values_list(
        "role",
        "organisation__mandates_held__may_edit_profile",
        "organisation__mandates_held__may_state_needs",
        "organisation__mandates_held__may_ask_introductions",
    )
    for role, edits, states_needs, asks in rows:
        given = {EDIT_PROFILE: edits and role in _EDITORS, STATE_NEEDS: states_needs, ASK_INTRODUCTIONS: asks}
        found.update(scope for scope, holds in given.items() if holds)
    return frozenset(found)


def acts_for(person: Person | None, organisation: Organisation, scope: str) -> bool:
    """Return whether a person may act for an organisation now, as a member or under a mandate that it gave.

    Args:
        scope: `EDIT_PROFILE` (owners, editors, agents so empowered), `STATE_NEEDS` or `ASK_INTRODUCTIONS` (any member
            too).
    Raises:
        ValueError: no such scope.
    """
    if scope not in SCOPES:
        raise ValueError(f"no scope {scope!r}; there are {', '.join(SCOPES)}")
    if person is None or person.closed_at is not None:
        return False
    role = (
        Membership.objects.filter(person=person, organisation=organisation, ended_at=None)
        .values_list("role", flat=True)
        .first()
    )
    if role in _EDITORS or (role and scope != EDIT_PROFILE):
        return True
    return scope in _mandate_scopes(Q(person=person), organisation)


def may(actor: Person | None, permission: str, record: Any = None) -> bool:
    """Return whether a person holds a permission on a record; a person without a login holds none."""
    user = actor.user if actor is not None else None
    return bool(user is not None and user.is_active and rules.has_perm(permission, user, record))


def require(actor: Person | None, permission: str, record: Any = None) -> None:
    """Let the actor pass or refuse.

    Raises:
        NotFound: the actor may not even see the organisation.
        NotAllowed: the actor sees it and may not do this.
    """
    if may(actor, permission, record):
        return
    if isinstance(record, Organisation) and not may(actor, VIEW_ORGANISATION, record):
        raise NotFound
    raise NotAllowed


@rules.predicate
def can_end_mandate(user: Any, mandate: Mandate) -> bool:
    """Whether the user is an owner of the firm, an owner or editor of the agent, or a manager."""
    if is_platform_manager(user) or standing_of(user, mandate.firm).is_owner:
        return True
    return standing_of(user, mandate.agent).role in _EDITORS


VIEW_ORGANISATION = "directory.view_organisation"
CREATE_ORGANISATION = "directory.create_organisation"
EDIT_ORGANISATION = "directory.edit_organisation"
HIDE_ORGANISATION = "directory.hide_organisation"
CLOSE_ORGANISATION = "directory.close_organisation"
VIEW_PEOPLE = "directory.view_people"
MANAGE_PEOPLE = "directory.manage_people"
GIVE_MANDATE = "directory.give_mandate"
ASK_MANDATE = "directory.ask_mandate"
END_MANDATE = "directory.end_mandate"
VIEW_MANDATES = "directory.view_mandates"
CLAIM_ORGANISATION = "directory.claim_organisation"
ONBOARD_MEMBERS = "directory.onboard_members"
DECIDE_CLAIM = platform_permission("directory.decide_claim")
VERIFY_ORGANISATION = platform_permission("directory.verify_organisation")
MERGE_ORGANISATIONS = platform_permission("directory.merge_organisations")
IMPORT_ORGANISATIONS = platform_permission("directory.import_organisations")

# What a standing allows with an organisation; the predicates below read the standing and ask here.
BY_STANDING: dict[str, Callable[[Standing, Organisation], bool]] = {
    # Listed: everybody. Hidden, closed, merged: its people, agents and managers.
    VIEW_ORGANISATION: lambda standing, organisation: organisation.state == State.LISTED or standing.is_insider,
    EDIT_ORGANISATION: lambda standing, _organisation: standing.may_edit,
    HIDE_ORGANISATION: lambda standing, _organisation: standing.may_lead,
    CLOSE_ORGANISATION: lambda standing, _organisation: standing.may_lead,
    VIEW_PEOPLE: lambda standing, _organisation: standing.is_member or standing.is_manager,
    MANAGE_PEOPLE: lambda standing, _organisation: standing.may_lead,
    # No manager stands in for the firm: a mandate binds it.
    GIVE_MANDATE: lambda standing, _organisation: standing.is_owner,
    ASK_MANDATE: lambda standing, organisation: organisation.kind in AGENT_KINDS and standing.role in _EDITORS,
    VIEW_MANDATES: lambda standing, _organisation: standing.is_member or standing.is_manager,
    ONBOARD_MEMBERS: lambda standing, organisation: (
        organisation.kind in CLUSTER_KINDS and (standing.is_manager or standing.role in _EDITORS)
    ),
}


def allows(standing: Standing, permission: str, organisation: Organisation) -> bool:
    """Return whether a standing that was read already allows something; for pages that ask several times."""
    return BY_STANDING[permission](standing, organisation)


def _predicate_of(permission: str) -> rules.Predicate:
    def holds(user: Any, organisation: Organisation) -> bool:
        if permission == VIEW_ORGANISATION and organisation.state == State.LISTED:
            return True
        return allows(standing_of(user, organisation), permission, organisation)

    return rules.Predicate(holds, name=permission)


for _permission in BY_STANDING:
    rules.add_perm(_permission, _predicate_of(_permission))
for _name, _predicate in (
    (CREATE_ORGANISATION, is_signed_in),
    (CLAIM_ORGANISATION, is_signed_in),
    (END_MANDATE, can_end_mandate),
    (DECIDE_CLAIM, is_platform_manager),
    (VERIFY_ORGANISATION, is_platform_manager),
    (MERGE_ORGANISATIONS, is_platform_manager),
    (IMPORT_ORGANISATIONS, is_platform_manager),
):
    rules.add_perm(_name, _predicate)
