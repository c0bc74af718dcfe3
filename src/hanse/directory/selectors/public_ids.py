"""From the ids that addresses and sessions hold to the row numbers that the index holds."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.core.ids import LENGTH
from hanse.directory.models import Organisation, State

AT_ONCE = 500


def listed_ids(public_ids: Sequence[str]) -> dict[str, int]:
    """Return public id -> row number of the listed ones among these, in the order given; at most 500. One query.

    >>> listed_ids([])
    {}
    """
    wanted = [one for one in dict.fromkeys(public_ids) if len(one) == LENGTH and one.isalnum()][:AT_ONCE]
    if not wanted:
        return {}
    known = dict(Organisation.objects.filter(public_id__in=wanted, state=State.LISTED).values_list("public_id", "pk"))
    return {one: known[one] for one in wanted if one in known}
