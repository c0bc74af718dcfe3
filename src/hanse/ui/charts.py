"""Geometry of bars: widths as SVG attributes, because the content security policy allows no style attribute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DEFAULT_SCALE = 40.0


def percent(value: Any, whole: Any = 100) -> str:
    """Return a share as an SVG width between '0%' and '100%', always with a point whatever the locale.

    >>> percent(31, 50), percent(-3), percent(7, 0), percent(None)
    ('62%', '0%', '0%', '0%')
    """
    try:
        share = float(value) / float(whole) * 100
    except (TypeError, ValueError, ZeroDivisionError):
        share = 0.0
    return f"{min(100.0, max(0.0, share)):.4g}%"


def part(item: Any, name: str, default: Any = "") -> Any:
    """Return a named part of a mapping or an object."""
    if isinstance(item, Mapping):
        return item.get(name, default)
    return getattr(item, name, default)


@dataclass(frozen=True)
class ReasonBar:
    """One reason: its words, the words in them that matched, its points and the width of its bar."""

    kind: str
    label: str
    points: float
    width: str
    is_against: bool
    matched: tuple[str, ...] = ()
    quoted: str = ""
    href: str = ""
    change: str = ""
    shown: Decimal | None = None


def full_bar(points: Iterable[float]) -> float:
    """Return how many points a full bar stands for: the most there are, at least 40.

    >>> full_bar([12.5, -3]), full_bar([55.0, 2])
    (40.0, 55.0)
    """
    return max([DEFAULT_SCALE, *(abs(float(one)) for one in points)])


def reason_bars(reasons: Iterable[Any], scale: float | None = None) -> list[ReasonBar]:
    """Return reasons as bars, in the order given.

    Args:
        reasons: mappings or objects with `label`, `points`, and where known `kind`, `matched`, `quoted` (the
            part of the label where words may be marked; '' = all of it), `href`, `change` (what would change it),
            `shown` (the points as written, rounded so that the written ones add up to the score).
        scale: points of a full bar; one scale for all cards of a page makes them comparable.
            None: the largest here, at least 40.
    """
    listed = list(reasons or ())
    sizes = [abs(float(part(reason, "points", 0) or 0)) for reason in listed]
    whole = scale or full_bar(sizes)
    return [
        ReasonBar(
            kind=str(part(reason, "kind")),
            label=str(part(reason, "label")),
            points=float(part(reason, "points", 0) or 0),
            width=percent(size, whole),
            is_against=float(part(reason, "points", 0) or 0) < 0,
            matched=tuple(part(reason, "matched", ()) or ()),
            quoted=str(part(reason, "quoted") or ""),
            href=str(part(reason, "href") or ""),
            change=str(part(reason, "change") or ""),
            shown=part(reason, "shown", None),
        )
        for reason, size in zip(listed, sizes, strict=True)
    ]


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart."""

    label: str
    value: Any
    width: str
    href: str = ""
    is_marked: bool = False


@dataclass(frozen=True)
class BarChart:
    """Rows of a bar chart, and the value of its longest bar."""

    rows: tuple[Bar, ...]
    largest: float


def bar_chart(rows: Iterable[Any]) -> BarChart:
    """Return horizontal bars, scaled to the largest value.

    Args:
        rows: mappings or objects with `label`, `value` (not negative), and where wanted `href`, `is_marked`.
    """
    listed = list(rows or ())
    largest = max([float(part(row, "value", 0) or 0) for row in listed], default=0.0)
    return BarChart(
        rows=tuple(
            Bar(
                label=str(part(row, "label")),
                value=part(row, "value", 0),
                width=percent(part(row, "value", 0), largest),
                href=str(part(row, "href") or ""),
                is_marked=bool(part(row, "is_marked", False)),
            )
            for row in listed
        ),
        largest=largest,
    )
