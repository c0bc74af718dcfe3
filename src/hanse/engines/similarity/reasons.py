"""The answer: organisations with the points of their score, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import floor


@dataclass(frozen=True)
class SentenceParameters:
    """The sentence of the organisation nearest to the need."""

    cosine: float
    sentence: int


@dataclass(frozen=True)
class WordShare:
    """A word or pair of the need, as written there, and its points."""

    word: str
    points: float


@dataclass(frozen=True)
class WordsParameters:
    """The matched words, strongest first; their points add up to the reason's."""

    words: tuple[WordShare, ...]


@dataclass(frozen=True)
class ProjectShare:
    """A past project and its points."""

    project: str
    points: float
    is_coordinator: bool = False


@dataclass(frozen=True)
class ProjectsParameters:
    """The strongest projects behind a reason, and how many there are in all."""

    projects: tuple[ProjectShare, ...]
    total: int


@dataclass(frozen=True)
class PopularityParameters:
    """How many past projects the organisation has."""

    projects: int


@dataclass(frozen=True)
class CriterionParameters:
    """A soft criterion and how the organisation stands to it: met, missed or unknown."""

    code: str
    state: str


Parameters = SentenceParameters | WordsParameters | ProjectsParameters | PopularityParameters | CriterionParameters


@dataclass(frozen=True)
class Reason:
    """One term of a score; `shown` are the points rounded so that the shown ones add up too."""

    kind: str
    points: float
    shown: Decimal
    parameters: Parameters


@dataclass(frozen=True)
class Change:
    """What would raise the score, and by how much."""

    kind: str
    points: float
    code: str = ""


@dataclass(frozen=True)
class Match:
    """One organisation in the ranking."""

    organisation: str
    row: int
    score: float
    shown: Decimal
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Exclusion:
    """How many candidates a hard criterion removes, and how many of them nothing else does."""

    code: str
    excluded: int
    only_this: int


@dataclass(frozen=True)
class Ranking:
    """One page of the ranked organisations, and what stood behind it."""

    matches: tuple[Match, ...]
    found: int
    considered: int
    exclusions: tuple[Exclusion, ...]
    words: tuple[str, ...]
    mix_version: str


def shown_points(points: list[float]) -> tuple[Decimal, list[Decimal]]:
    """Round a sum and its terms to one decimal so that the terms still add up (largest remainder).

    Every term moves by less than 0.1, and a term of 0 stays 0.

    >>> shown_points([10.04, 20.04, 0.04])
    (Decimal('30.1'), [Decimal('10.1'), Decimal('20.0'), Decimal('0.0')])
    """
    # ten decimals: what is behind them is the error of adding floats, not points
    tenths = [round(value * 10, 9) for value in points]
    whole = [floor(value) for value in tenths]
    total = round(sum(tenths))
    by_remainder = sorted(range(len(points)), key=lambda place: (whole[place] - tenths[place], place))
    for place in by_remainder[: total - sum(whole)]:
        whole[place] += 1
    return Decimal(total) / 10, [Decimal(value) / 10 for value in whole]
