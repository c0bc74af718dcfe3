"""What an organisation is, from the activity types that its participations state; they differ now and then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# CORDIS: HES higher or secondary education, REC research organisation, PRC private for profit, PUB public, OTH other.
KINDS = {"HES": "university", "REC": "technology_centre", "PUB": "public_body", "OTH": "other"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one participation states, and when."""

    activity_type: str
    is_sme: bool | None
    day: date


def kind_of(evidence: Sequence[Evidence]) -> str:
    """Return the kind of organisation.

    The activity type stated most often counts, the newest where two stand equal; "other" weighs nothing beside a real
    one. A private firm is an SME if the newest participation that says so says it; one about which nothing is said is
    "other".

    >>> kind_of([Evidence("PRC", True, date(2022, 1, 1)), Evidence("PRC", False, date(2024, 1, 1))])
    'large_firm'
    """
    counts: dict[str, tuple[int, date]] = defaultdict(lambda: (0, date.min))
    for each in evidence:
        if each.activity_type in KINDS or each.activity_type == "PRC":
            count, day = counts[each.activity_type]
            counts[each.activity_type] = (count + 1, max(day, each.day))
    if len(counts) > 1:
        counts.pop("OTH", None)
    if not counts:
        return "other"
    best = max(counts, key=lambda activity: (*counts[activity], activity))
    if best != "PRC":
        return KINDS[best]
    said = [each for each in evidence if each.activity_type == "PRC" and each.is_sme is not None]
    if not said:
        return "other"
    return "sme" if max(said, key=lambda each: each.day).is_sme else "large_firm"
