"""Making, changing, hiding and closing an organisation's entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Invalid
from hanse.directory import permissions, states
from hanse.directory.models import Membership, Organisation, Role
from hanse.directory.services.stale_edits import values_to_write
from hanse.directory.services.touch import locked, moved, touch
from hanse.rules.naming import name_key, web_domain

# What the form of the basics may write. Foreign keys are given as codes or row numbers.
FIELDS = (
    "name",
    "short_name",
    "other_names",
    "kind",
    "parent_id",
    "about",
    "about_language",
    "website",
    "country_id",
    "region_id",
    "city",
    "postcode",
    "street",
    "size_class",
    "staff_count",
    "members_count",
    "founded_year",
    "trl_from",
    "trl_to",
    "availability",
    "available_from",
)
_PLACE = frozenset({"country_id", "region_id", "city", "postcode", "street"})
# What a verification vouched for: when the organisation itself changes it, somebody must look again.
_VOUCHED = frozenset({"name", "kind", "country_id", "website"})
MAX_DEPTH = 5


def derive_keys(organisation: Organisation) -> None:
    """Set what follows from name and website: `name_key` and `web_domain`. Call it before each save."""
    organisation.name_key = name_key(organisation.name)
    organisation.web_domain = web_domain(organisation.website)


@transaction.atomic
def create_organisation(*, actor: Person, values: Mapping[str, Any], at: datetime) -> Organisation:
    """Make an organisation; the actor becomes its owner.

    Args:
        values: any of `FIELDS`; `name` must be there.
    Raises:
        NotAllowed, Invalid.
    """
    permissions.require(actor, permissions.CREATE_ORGANISATION)
    organisation = Organisation(**_known(values))
    _check(organisation, actor)
    derive_keys(organisation)
    organisation.save()
    Membership.objects.create(person=actor, organisation=organisation, role=Role.OWNER, started_at=at)
    touch([organisation.pk])
    audit.record(
        action="directory.organisation_created",
        actor=actor,
        subject=organisation,
        data={"kind": organisation.kind},
        at=at,
    )
    organisation.refresh_from_db()
    return organisation


@transaction.atomic
def update_organisation(
    *,
    organisation: Organisation,
    actor: Person,
    values: Mapping[str, Any],
    at: datetime,
    base: Mapping[str, Any] | None = None,
) -> Organisation:
    """Change the basics of an entry; what others changed in other fields meanwhile stays.

    Args:
        values: any of `FIELDS`.
        base: the values that the form showed when it was opened.
    Raises:
        NotFound, NotAllowed, Invalid; StaleEdit when somebody else changed the same field.
    """
    permissions.require(actor, permissions.EDIT_ORGANISATION, organisation)
    row = locked(organisation)
    mine = _known(values)
    changed = values_to_write(base=base, mine=mine, now={name: getattr(row, name) for name in mine})
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row, actor)
    derive_keys(row)
    if _PLACE & changed.keys():
        row.lon = row.lat = None
    is_vouched_lost = bool(
        row.verified_at and _VOUCHED & changed.keys() and not permissions.may(actor, permissions.VERIFY_ORGANISATION)
    )
    if is_vouched_lost:
        row.verified_at = row.verified_by = None
    row.save()
    touch([row.pk])
    data = {"fields": sorted(changed), "verification_lost": is_vouched_lost}
    audit.record(action="directory.organisation_changed", actor=actor, subject=row, data=data, at=at)
    row.refresh_from_db()
    return row


def hide_organisation(*, organisation: Organisation, actor: Person, at: datetime) -> Organisation:
    """Take an entry out of the directory; its people keep it. Raises: NotFound, NotAllowed, WrongState."""
    return _move("hide", organisation, actor, at, permissions.HIDE_ORGANISATION)


def list_organisation(*, organisation: Organisation, actor: Person, at: datetime) -> Organisation:
    """Show a hidden or closed entry again. Raises: NotFound, NotAllowed, WrongState."""
    return _move("list", organisation, actor, at, permissions.HIDE_ORGANISATION)


def close_organisation(*, organisation: Organisation, actor: Person, at: datetime) -> Organisation:
    """Close an entry for good reasons (the firm is gone); owners and managers can open it again.

    Raises: NotFound, NotAllowed, WrongState.
    """
    return _move("close", organisation, actor, at, permissions.CLOSE_ORGANISATION)


@transaction.atomic
def _move(verb: str, organisation: Organisation, actor: Person, at: datetime, permission: str) -> Organisation:
    permissions.require(actor, permission, organisation)
    row = locked(organisation)
    before, row.state = row.state, moved(states.ORGANISATION, verb, row.state)
    row.save(update_fields=["state"])
    touch([row.pk])
    audit.record(action=f"directory.organisation_{row.state}", actor=actor, subject=row, data={"before": before}, at=at)
    row.refresh_from_db()
    return row


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(FIELDS):
        raise TypeError(f"not fields of an organisation: {', '.join(sorted(unknown))}")
    return dict(values)


def _check(organisation: Organisation, actor: Person) -> None:
    """Refuse values that contradict each other. Raises: Invalid, with the field."""
    organisation.name = organisation.name.strip()
    if not organisation.name:
        raise Invalid(_("An organisation needs a name."), field="name")
    if (
        organisation.region is not None
        and organisation.country_id
        and organisation.region.country_id != organisation.country_id
    ):
        raise Invalid(
            _("This region lies in another country."),
            next_step=_("Choose a region of the country above, or leave it out."),
            field="region",
        )
    low, high = organisation.trl_from, organisation.trl_to
    if any(level is not None and not 1 <= level <= 9 for level in (low, high)):
        raise Invalid(_("Technology readiness goes from 1 to 9."), field="trl_from")
    if low is not None and high is not None and low > high:
        raise Invalid(_("The lower readiness level is above the upper one."), field="trl_from")
    _check_parent(organisation, actor)


def _check_parent(organisation: Organisation, actor: Person) -> None:
    if organisation.parent_id is None:
        return
    was = (
        Organisation.objects.filter(pk=organisation.pk).values_list("parent_id", flat=True).first()
        if organisation.pk
        else None
    )
    if organisation.parent_id == was:
        return
    seen = {organisation.pk}
    above: int | None = organisation.parent_id
    while above is not None:
        if above in seen or len(seen) > MAX_DEPTH:
            raise Invalid(_("An organisation cannot be a unit of itself or of its own unit."), field="parent")
        seen.add(above)
        above = Organisation.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    parent = Organisation.objects.get(pk=organisation.parent_id)
    if not permissions.may(actor, permissions.EDIT_ORGANISATION, parent):
        message = _("Only somebody who edits %(name)s can add a unit to it.")
        raise Invalid(
            message % {"name": parent.name},
            next_step=_("Ask an owner there, or leave the field empty."),
            field="parent",
        )
