"""The queue of likely duplicates, and two entries side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.core.errors import NotFound
from hanse.directory.models import (
    DuplicatePair,
    Membership,
    Merge,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    State,
)
from hanse.directory.permissions import MERGE_ORGANISATIONS

PAGE_SIZE = 50
OPEN_STATES = (State.LISTED, State.HIDDEN)


@dataclass(frozen=True)
class ComparedField:
    """One choice between two entries: its key, its words, and the two values as people read them."""

    key: str
    label: str | Promise
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.first != self.second


@dataclass(frozen=True)
class Weight:
    """How much hangs on an entry: people, offers, terms, projects."""

    label: str | Promise
    first: int
    second: int


def duplicates_page(user: Any, *, state: str = "open", page: int | str = 1) -> Page[DuplicatePair]:
    """Return a page of pairs, the likeliest first; pairs of which one is gone meanwhile are left out.

    Raises:
        NotFound: the user may not merge.
    """
    _require(user)
    rows = DuplicatePair.objects.select_related(
        "first__country", "second__country", "first__source", "second__source", "decided_by"
    )
    if state == DuplicatePair.State.DISMISSED:
        rows = rows.filter(state=DuplicatePair.State.DISMISSED)
    else:
        rows = rows.filter(state=DuplicatePair.State.OPEN, first__state__in=OPEN_STATES, second__state__in=OPEN_STATES)
    return Paginator(rows.order_by("-score_0_100", "pk"), PAGE_SIZE).get_page(page)


def merges_page(user: Any, *, page: int | str = 1) -> Page[Merge]:
    """Return a page of merges, the latest first. Raises: NotFound."""
    _require(user)
    rows = Merge.objects.select_related("kept", "merged", "merged_by", "undone_by").defer("snapshot")
    return Paginator(rows.order_by("-merged_at", "-pk"), PAGE_SIZE).get_page(page)


def duplicate_for(user: Any, public_id: str) -> DuplicatePair:
    """Return a pair with both entries. Raises: NotFound."""
    _require(user)
    places = [f"{side}__{name}" for side in ("first", "second") for name in ("country", "region", "parent", "source")]
    row = DuplicatePair.objects.select_related(*places).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def merge_for(user: Any, public_id: str) -> Merge:
    """Return a merge. Raises: NotFound."""
    _require(user)
    row = Merge.objects.select_related("kept", "merged").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def open_pair_count(user: Any) -> int:
    """Return how many pairs wait. Raises: NotFound."""
    return duplicates_page(user).paginator.count


def compared_fields(first: Organisation, second: Organisation) -> list[ComparedField]:
    """Return what a person chooses between, in the order of `merges.CHOICES`."""
    return [ComparedField(key, label, read(first), read(second)) for key, label, read in _FIELDS]


def weights_of(first: Organisation, second: Organisation) -> list[Weight]:
    """Return what hangs on each entry; four queries."""
    both = Q(organisation__in=[first.pk, second.pk])
    found = []
    for label, model, where in (
        (_("People"), Membership, Q(ended_at=None)),
        (_("Offers"), Offer, Q()),
        (_("Terms"), OrganisationTerm, Q()),
        (_("Past projects"), Participation, Q()),
    ):
        counts = dict(
            model.objects.filter(both, where).order_by().values_list("organisation_id").annotate(n=Count("pk"))
        )
        found.append(Weight(label, counts.get(first.pk, 0), counts.get(second.pk, 0)))
    return found


def _require(user: Any) -> None:
    if not user.has_perm(MERGE_ORGANISATIONS):
        raise NotFound


def _place(row: Organisation) -> str:
    parts = (
        row.street,
        " ".join(filter(None, (row.postcode, row.city))),
        row.region and str(row.region),
        row.country and row.country.label,
    )
    return ", ".join(str(part) for part in parts if part)


def _range(row: Organisation) -> str:
    return "-".join(str(level) for level in (row.trl_from, row.trl_to) if level is not None)


def _size(row: Organisation) -> str:
    staff = str(row.staff_count) if row.staff_count is not None else ""
    return ", ".join(filter(None, (str(row.get_size_class_display()) if row.size_class else "", staff)))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_FIELDS = (
    ("name", _("Name"), lambda row: row.name),
    ("short_name", _("Short name"), lambda row: row.short_name),
    ("kind", _("Kind"), lambda row: str(row.get_kind_display())),
    ("parent", _("Part of"), lambda row: _text(row.parent)),
    ("about", _("About"), lambda row: row.about),
    ("website", _("Web site"), lambda row: row.website),
    ("place", _("Place"), _place),
    ("size_class", _("Size"), _size),
    ("members_count", _("Members"), lambda row: _text(row.members_count)),
    ("founded_year", _("Founded"), lambda row: _text(row.founded_year)),
    ("trl", _("Readiness levels"), _range),
    ("availability", _("Availability"), lambda row: str(row.get_availability_display()) if row.availability else ""),
)
