"""Criteria as data: what somebody asks of a candidate beside the text, as a must or as a wish with a weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# code -> what `value` holds. `one_abroad` is about the list as a whole, all others about each candidate.
CODES = {
    "kind": "one of the kinds of organisation",
    "country": "an EU country code",
    "abroad": "the country code of the asker; met by candidates of every other country",
    "one_abroad": "the country code of the asker; met by a list with at least one candidate of another country",
    "region": "a NUTS code; met inside it",
    "distance": "'lon,lat,km' and, to be shown, the code of the place; met within that distance as the crow flies",
    "technology": "a term id",
    "sector": "a term id",
    "stage": "a service stage's term id",
    "trl": "'from-to', whole numbers 1 to 9; met where the ranges touch",
    "language": "a language's term id",
    "availability": "'open': takes new requests; a waiting list does not meet it",
    "label": "a label's term id, valid on the day of the index",
}
DEFAULT_WEIGHT = 4.0
MAX_WEIGHT = 20.0


class CriterionInvalid(ValueError):
    """A criterion that cannot be read; the message says which part."""


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    Args:
        code: a key of `CODES`.
        value: as `CODES` describes it; alternatives are separated by `|` and one of them is enough.
        is_must: True filters; False adds `weight` points when met and says so when missed.
        weight: points of the score, more than 0, at most `MAX_WEIGHT`.
    """

    code: str
    value: str
    is_must: bool = False
    weight: float = DEFAULT_WEIGHT

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise CriterionInvalid(f"'{self.code}' is no criterion; known are {', '.join(CODES)}")
        if not self.value:
            raise CriterionInvalid(f"'{self.code}' has no value")
        if not 0 < self.weight <= MAX_WEIGHT:
            raise CriterionInvalid(f"the weight of '{self.code}' must be more than 0 and at most {MAX_WEIGHT:g}")
        if self.code == "trl":
            trl_range(self.value)
        if self.code == "distance":
            circle(self.value)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The values of which one is enough."""
        return tuple(part for part in self.value.split("|") if part)


def trl_range(value: str) -> tuple[int, int]:
    """Return (from, to) of '4-6' or '5'.

    Raises:
        CriterionInvalid: no whole numbers 1 to 9 in order.
    """
    first, _, last = value.partition("-")
    try:
        low, high = int(first), int(last or first)
    except ValueError:
        raise CriterionInvalid(f"'{value}' is no range of readiness levels; write 4-6") from None
    if not 1 <= low <= high <= 9:
        raise CriterionInvalid(f"readiness levels run from 1 to 9; '{value}' does not")
    return low, high


def circle(value: str) -> tuple[float, float, float]:
    """Return (longitude, latitude, radius in km) of 'lon,lat,km' or 'lon,lat,km,place'.

    Raises:
        CriterionInvalid: not three numbers, or off the globe.
    """
    try:
        lon, lat, km = (float(part) for part in value.split(",", 3)[:3])
    except ValueError:
        raise CriterionInvalid(f"'{value}' is no place and distance; write lon,lat,km") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 < km <= 20_040):
        raise CriterionInvalid(f"'{value}' is not on the globe")
    return lon, lat, km


def criteria_to_json(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """Return criteria as plain values, to be stored."""
    return [{"code": c.code, "value": c.value, "must": c.is_must, "weight": c.weight} for c in criteria]


def criteria_from_json(rows: Iterable[dict[str, Any]]) -> tuple[Criterion, ...]:
    """Return criteria from stored values.

    Raises:
        CriterionInvalid: a row does not describe a criterion.
    """
    found = []
    for row in rows:
        try:
            found.append(
                Criterion(
                    str(row["code"]), str(row["value"]), bool(row.get("must")), float(row.get("weight", DEFAULT_WEIGHT))
                )
            )
        except (KeyError, TypeError) as error:
            raise CriterionInvalid(f"not a criterion: {row!r}") from error
    return tuple(found)
