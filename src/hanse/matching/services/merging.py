"""What becomes of needs, introductions and selections when two entries of the directory become one, and two again.

Rows follow to the kept entry unless that has the same already. Where one need asked both entries, one conversation
goes on, the one that got further; an unanswered other is withdrawn, for nobody is left to answer it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.matching.models import Introduction, IntroductionEntry, Need, Shortlisted
from hanse.matching.services.introductions import withdraw_for_site

NEEDS = "matching.need:organisation"
RECEIVED = "matching.introduction:organisation"
ASKED = "matching.introduction:asker_organisation"
SHORTLIST = "matching.shortlisted:organisation"
# Not a field: the introductions that were withdrawn as doubles, by the state to which an undo brings them back.
WITHDRAWN = "matching.introduction:withdrawn_while_"
_PROGRESS = {"waiting": 0, "asked": 1, "accepted": 2}  # the states of which a need has one with an organisation


@transaction.atomic
def follow_merge(*, kept_id: int, merged_id: int, at: datetime) -> dict[str, list[int]]:
    """Point rows at the kept entry; return the row numbers of those that moved or were withdrawn, by field.

    Runs inside the merge, which has locked both entries and checked the right.
    """
    withdrawn = _withdraw_doubles(kept_id, merged_id, at)
    taken = Introduction.objects.filter(organisation_id=kept_id, state__in=_PROGRESS).values("need_id")
    received = Introduction.objects.filter(organisation_id=merged_id).exclude(asker_organisation_id=kept_id)
    asked = Introduction.objects.filter(asker_organisation_id=merged_id).exclude(organisation_id=kept_id)
    chosen = Shortlisted.objects.filter(organisation_id=kept_id).values("need_id")
    rows = {
        NEEDS: Need.objects.filter(organisation_id=merged_id),
        RECEIVED: received.exclude(state__in=_PROGRESS, need_id__in=taken),
        ASKED: asked,
        SHORTLIST: Shortlisted.objects.filter(organisation_id=merged_id).exclude(need_id__in=chosen),
    }
    moved = {key: list(found.order_by("pk").values_list("pk", flat=True)) for key, found in rows.items()}
    _point(moved, kept_id)
    return {**moved, **withdrawn}


@transaction.atomic
def follow_unmerge(*, kept_id: int, merged_id: int, moved: Mapping[str, Sequence[int]]) -> None:
    """Put back what `follow_merge` had moved; what has been changed or asked anew since then stays.

    Args:
        moved: what the merge returned, other apps' keys included.
    """
    back = {
        NEEDS: Need.objects.filter(organisation_id=kept_id),
        RECEIVED: Introduction.objects.filter(organisation_id=kept_id),
        ASKED: Introduction.objects.filter(asker_organisation_id=kept_id),
        SHORTLIST: Shortlisted.objects.filter(organisation_id=kept_id).exclude(
            need_id__in=Shortlisted.objects.filter(organisation_id=merged_id).values("need_id")
        ),
    }
    found = {
        key: list(rows.filter(pk__in=moved.get(key, ())).values_list("pk", flat=True)) for key, rows in back.items()
    }
    _point(found, merged_id)
    for state in ("waiting", "asked"):
        for row in Introduction.objects.select_for_update().filter(
            pk__in=moved.get(WITHDRAWN + state, ()), state=Introduction.State.WITHDRAWN
        ):
            _bring_back(row, state)


def _withdraw_doubles(kept_id: int, merged_id: int, at: datetime) -> dict[str, list[int]]:
    """Withdraw open requests that the merge would double, and those of one of the two entries to the other."""
    both = (kept_id, merged_id)
    rows = Introduction.objects.select_for_update().filter(organisation_id__in=both, state__in=_PROGRESS)
    furthest: dict[int, Introduction] = {}
    doubles = []
    for row in sorted(rows, key=lambda row: (-_PROGRESS[row.state], row.organisation_id != kept_id, row.pk)):
        if row.asker_organisation_id in both or furthest.setdefault(row.need_id, row) is not row:
            doubles.append(row)
    withdrawn: dict[str, list[int]] = {}
    reason = _("Two entries of the same organisation have been merged into one; this request was a double.")
    for row in doubles:
        if row.state in ("waiting", "asked"):
            withdrawn.setdefault(WITHDRAWN + row.state, []).append(row.pk)
            withdraw_for_site(introduction=row, at=at, reason=reason, is_told=False)
    return withdrawn


def _bring_back(row: Introduction, state: str) -> None:
    again = Introduction.objects.filter(
        need_id=row.need_id, organisation_id=row.organisation_id, state__in=_PROGRESS
    ).exclude(pk=row.pk)
    if again.exists():
        return
    row.state, row.closed_at = state, None
    row.save(update_fields=["state", "closed_at"])
    IntroductionEntry.objects.filter(introduction=row, kind=IntroductionEntry.Kind.WITHDRAW, author=None).delete()


def _point(moved: Mapping[str, Sequence[int]], organisation_id: int) -> None:
    Need.objects.filter(pk__in=moved[NEEDS]).update(organisation_id=organisation_id)
    Introduction.objects.filter(pk__in=moved[RECEIVED]).update(organisation_id=organisation_id)
    Introduction.objects.filter(pk__in=moved[ASKED]).update(asker_organisation_id=organisation_id)
    Shortlisted.objects.filter(pk__in=moved[SHORTLIST]).update(organisation_id=organisation_id)
