"""Taking one entry into another, and back again.

Rows of the merged entry move to the kept one unless that has the same already; those stay where they are, so that
nothing is deleted and an undo only moves back what had moved. The merged entry remains as a row that leads to the
kept one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Invalid, WrongState
from hanse.directory import permissions, signals, states
from hanse.directory.models import (
    Accreditation,
    Claim,
    ClusterMembership,
    DuplicatePair,
    Invitation,
    Mandate,
    Membership,
    Merge,
    Offer,
    OnboardingBatch,
    OnboardingRow,
    Organisation,
    OrganisationTerm,
    Participation,
    Role,
    State,
    TargetCountry,
)
from hanse.directory.services.organisations import derive_keys
from hanse.directory.services.people import RANK
from hanse.directory.services.touch import locked, moved, touch

# The fields that a person chooses between, one by one; a place comes as a whole.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "short_name": ("short_name",),
    "kind": ("kind",),
    "parent": ("parent_id",),
    "about": ("about", "about_language"),
    "website": ("website",),
    "place": ("country_id", "region_id", "region_given", "city", "postcode", "street", "lon", "lat"),
    "size_class": ("size_class", "staff_count"),
    "members_count": ("members_count",),
    "founded_year": ("founded_year",),
    "trl": ("trl_from", "trl_to"),
    "availability": ("availability", "available_from"),
}
_RESTORED = (*(name for names in CHOICES.values() for name in names), "other_names")


@dataclass(frozen=True)
class Tie:
    """A foreign key to an organisation: what makes two rows the same, and for which rows that counts."""

    model: type[models.Model]
    column: str
    same: tuple[str, ...] = ()
    where: Q = field(default_factory=Q)
    other_end: str = ""

    @property
    def key(self) -> str:
        """The name under which moved rows are noted."""
        return f"{self.model._meta.label_lower}:{self.column}"


_WAITING = Q(state__in=[Mandate.State.REQUESTED, Mandate.State.ACTIVE])
TIES = (
    Tie(Membership, "organisation", ("person_id",), Q(ended_at=None)),
    Tie(Invitation, "organisation"),
    Tie(Mandate, "firm", ("agent_id",), _WAITING, other_end="agent_id"),
    Tie(Mandate, "agent", ("firm_id",), _WAITING, other_end="firm_id"),
    Tie(Claim, "organisation", ("person_id",), Q(state=Claim.State.OPEN)),
    Tie(OnboardingBatch, "cluster"),
    Tie(OnboardingRow, "organisation"),
    Tie(OrganisationTerm, "organisation", ("term_id",)),
    Tie(Offer, "organisation", ("kind", "title")),
    Tie(Accreditation, "organisation", ("title", "issuer")),
    Tie(TargetCountry, "organisation", ("country_id", "scope")),
    Tie(Participation, "organisation", ("project_id",)),
    Tie(ClusterMembership, "cluster", ("member_id",), Q(until=None), other_end="member_id"),
    Tie(ClusterMembership, "member", ("cluster_id",), Q(until=None), other_end="cluster_id"),
    Tie(Organisation, "parent", other_end="id"),
)


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, merged: Organisation, actor: Person, from_merged: frozenset[str], at: datetime
) -> Merge:
    """Take one entry into another.

    Args:
        from_merged: keys of `CHOICES` whose values come from the merged entry; all others stay the kept one's.
    Raises:
        NotAllowed, Invalid; WrongState when one of them is not open any more.
    """
    permissions.require(actor, permissions.MERGE_ORGANISATIONS)
    if kept.pk == merged.pk:
        raise Invalid(_("An entry cannot be merged into itself."))
    if unknown := from_merged - CHOICES.keys():
        raise ValueError(f"not to be chosen: {', '.join(sorted(unknown))}")
    first, second = sorted(
        (kept, merged), key=lambda row: row.pk
    )  # always locked in one order: two merges cannot wait for each other
    rows = {row.pk: row for row in (locked(first), locked(second))}
    kept, merged = rows[kept.pk], rows[merged.pk]
    if kept.state not in (State.LISTED, State.HIDDEN):
        raise WrongState(_("The entry to keep is not open any more."))
    before = {name: _plain(getattr(kept, name)) for name in _RESTORED}
    snapshot: dict[str, Any] = {"merged_state": merged.state, "before": before}
    merged.state = moved(states.ORGANISATION, "merge", merged.state)
    snapshot["roles"] = _raise_roles(kept, merged)
    snapshot["moved"] = {tie.key: _move(tie, merged, kept) for tie in TIES}
    _choose(kept, merged, from_merged)
    snapshot["after"] = {name: _plain(getattr(kept, name)) for name in _RESTORED}
    merged.save(update_fields=["state"])
    kept.save()
    answers: Any = signals.organisations_merged.send(sender=Organisation, kept_id=kept.pk, merged_id=merged.pk, at=at)
    snapshot["upper"] = {key: list(ids) for _receiver, answer in answers for key, ids in (answer or {}).items()}
    merge = Merge.objects.create(kept=kept, merged=merged, snapshot=snapshot, merged_by=actor, merged_at=at)
    DuplicatePair.objects.filter(first=first, second=second).update(
        state=DuplicatePair.State.MERGED, decided_by=actor, decided_at=at
    )
    touch([kept.pk, merged.pk])
    data = {"merge": merge.public_id, "merged": merged.public_id, "from_merged": sorted(from_merged)}
    audit.record(action="directory.organisations_merged", actor=actor, subject=kept, data=data, at=at)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, actor: Person, at: datetime) -> Merge:
    """Bring a merged entry back with all that had moved; what others changed on the kept one since then stays.

    Raises:
        NotAllowed; WrongState when it is undone already, or the kept entry was itself merged later.
    """
    permissions.require(actor, permissions.MERGE_ORGANISATIONS)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise WrongState(_("This merge was undone already."))
    pair = sorted((merge.kept_id, merge.merged_id))
    rows = {pk: locked(Organisation(pk=pk)) for pk in pair}
    kept, merged = rows[merge.kept_id], rows[merge.merged_id]
    if kept.state == State.MERGED:
        raise WrongState(_("The kept entry was merged into another one later."), next_step=_("Undo that merge first."))
    snapshot = merge.snapshot
    merged.state = moved(states.ORGANISATION, "unmerge", merged.state)
    if snapshot["merged_state"] == State.HIDDEN:
        merged.state = moved(states.ORGANISATION, "hide", merged.state)
    for tie in TIES:
        ids = snapshot["moved"].get(tie.key, [])
        tie.model._base_manager.filter(pk__in=ids, **{tie.column: kept}).update(**{tie.column: merged})
    _lower_roles(kept, merged, snapshot["roles"])
    for name, value in snapshot["before"].items():
        if value != snapshot["after"][name] and _plain(getattr(kept, name)) == snapshot["after"][name]:
            setattr(kept, name, date.fromisoformat(value) if name == "available_from" and value else value)
    derive_keys(kept)
    kept.save()
    merged.save(update_fields=["state"])
    signals.organisations_unmerged.send(
        sender=Organisation, kept_id=kept.pk, merged_id=merged.pk, at=at, moved=snapshot.get("upper", {})
    )
    merge.undone_by, merge.undone_at = actor, at
    merge.save(update_fields=["undone_by", "undone_at"])
    reopened = DuplicatePair.objects.filter(first_id=pair[0], second_id=pair[1])
    reopened.update(state=DuplicatePair.State.OPEN, decided_by=None, decided_at=None)
    touch(pair)
    data = {"merge": merge.public_id, "merged": merged.public_id}
    audit.record(action="directory.merge_undone", actor=actor, subject=kept, data=data, at=at)
    return merge


def _move(tie: Tie, merged: Organisation, kept: Organisation) -> list[int]:
    """Point rows at the kept entry, unless it has the same; return those that moved."""
    taken = (
        set(tie.model._base_manager.filter(tie.where, **{tie.column: kept}).values_list(*tie.same))
        if tie.same
        else set()
    )
    counting = tie.model._base_manager.filter(tie.where, **{tie.column: merged})
    blocked = {pk for pk, *key in counting.values_list("pk", *tie.same) if tuple(key) in taken}
    rows = tie.model._base_manager.filter(**{tie.column: merged}).exclude(pk__in=blocked)
    if tie.other_end:
        rows = rows.exclude(**{tie.other_end: kept.pk})
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    tie.model._base_manager.filter(pk__in=ids).update(**{tie.column: kept})
    return ids


def _raise_roles(kept: Organisation, merged: Organisation) -> dict[str, str]:
    """Give people who are in both the weightier of their roles; return the roles before."""
    there = dict(Membership.objects.filter(organisation=merged, ended_at=None).values_list("person_id", "role"))
    before: dict[str, str] = {}
    for row in Membership.objects.filter(organisation=kept, ended_at=None, person_id__in=there):
        role = there[row.person_id]
        if RANK[Role(role)] > RANK[Role(row.role)]:
            before[str(row.pk)], row.role = row.role, role
            row.save(update_fields=["role"])
    return before


def _lower_roles(kept: Organisation, merged: Organisation, before: dict[str, str]) -> None:
    """Give people back the roles that the merge raised; one that was changed since, or the last owner's, stays."""
    there = dict(Membership.objects.filter(organisation=merged, ended_at=None).values_list("person_id", "role"))
    rows = Membership.objects.filter(organisation=kept, ended_at=None)
    for row in rows.filter(pk__in=before):
        if row.role != there.get(row.person_id):
            continue
        if row.role == Role.OWNER and not rows.filter(role=Role.OWNER).exclude(pk=row.pk).exists():
            continue
        row.role = before[str(row.pk)]
        row.save(update_fields=["role"])


def _choose(kept: Organisation, merged: Organisation, from_merged: frozenset[str]) -> None:
    """Set the chosen fields, and keep the name that goes as another name."""
    names = [kept.name, merged.name]
    for key in from_merged:
        for name in CHOICES[key]:
            setattr(kept, name, getattr(merged, name))
    # As a unit of the merged entry the kept one takes its place; the merged one's units are the kept one's by now.
    if _lies_in(kept.parent_id, kept, merged):
        kept.parent_id = None if _lies_in(merged.parent_id, kept, merged) else merged.parent_id
    others = dict.fromkeys([*kept.other_names, *names, *merged.other_names])
    kept.other_names = [name for name in others if name != kept.name]
    derive_keys(kept)


def _lies_in(unit_id: int | None, *societies: Organisation) -> bool:
    """Return whether an entry is one of some others, or a unit below them."""
    tops, seen = {society.pk for society in societies}, set[int]()
    while unit_id is not None and unit_id not in seen:
        if unit_id in tops:
            return True
        seen.add(unit_id)
        unit_id = Organisation.objects.filter(pk=unit_id).values_list("parent_id", flat=True).first()
    return False


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
