"""Maps as SVG, drawn on the server: the basemap by reference, markers with links, and a list of what lies outside."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil, cos, hypot, pi, sin, sqrt
from pathlib import Path
from typing import Any

from hanse.ui.charts import part
from hanse.ui.projection import HEIGHT, WIDTH, is_inside, project

__all__ = ["Drawing", "MapPoint", "Marker", "draw", "markers", "numbered_pins", "project"]
TABLE = Path(__file__).parent / "tables" / "europe.json"
EU_CODES = {"GR": "EL", "GB": "UK"}
PIN = 11.0  # radius of a pin, in units of the whole map
LARGEST = 19.0
WIDE = 0.65  # size of markers on a map that fills a page
LETTER = (1.08, 1.08, 1.08, 0.9, 0.72)  # height of the text in radii, by its length
SHADES = 5
GOLDEN_TURN = pi * (3 - sqrt(5))


@dataclass(frozen=True)
class MapPoint:
    """Something to show: an id, a place in degrees, a name, where known address and country; `weight` things in all."""

    id: str
    lon: float
    lat: float
    label: str = ""
    href: str = ""
    country: str = ""
    weight: int = 1


@dataclass(frozen=True)
class Marker:
    """A circle on the map: one point, or all that would lie on top of each other."""

    x: float
    y: float
    radius: float
    text: str
    points: tuple[MapPoint, ...]
    anchor: tuple[float, float] | None = None  # the true place, where a pin had to move aside

    @property
    def count(self) -> int:
        """How many things this marker stands for."""
        return sum(point.weight for point in self.points)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the points."""
        return tuple(point.id for point in self.points)

    @property
    def label(self) -> str:
        """The names of the points, at most four and the number of the others."""
        names = [
            point.label for point in self.points[:4] if point.label and (point.weight == 1 or len(self.points) == 1)
        ]
        rest = self.count - (len(names) if len(self.points) > 1 else self.count)
        return ", ".join(names) + (f" + {rest}" if rest else "")

    @property
    def country(self) -> str:
        """The country of all its points, '' where they differ."""
        codes = {eu_code(point.country) for point in self.points}
        return codes.pop() if len(codes) == 1 else ""

    @property
    def href(self) -> str:
        """The address of its one point, '' for a cluster."""
        return self.points[0].href if len(self.points) == 1 else ""

    @property
    def svg(self) -> dict[str, str]:
        """Numbers as SVG takes them, whatever the locale."""
        anchor = self.anchor or (self.x, self.y)
        values = {
            "x": self.x,
            "y": self.y,
            "r": self.radius,
            "size": self.radius * LETTER[min(len(self.text), 4)],
            "ax": anchor[0],
            "ay": anchor[1],
        }
        return {name: f"{value:.1f}" for name, value in values.items()} | {"ty": f"{self.y + self.radius * 0.38:.1f}"}


@dataclass(frozen=True)
class Shade:
    """A country with a value: its step of 1 to 5."""

    code: str
    value: float
    step: int


@dataclass(frozen=True)
class Drawing:
    """A map ready to be written: the view, the countries to bring forward, markers, and what is not on it."""

    view_box: str
    markers: tuple[Marker, ...]
    outside: tuple[MapPoint, ...]
    raised: tuple[str, ...] = ()
    shades: tuple[Shade, ...] = ()
    focus: str = ""
    points: tuple[MapPoint, ...] = field(default=())

    @property
    def basemap(self) -> str:
        """The file with the lines of the countries: a finer one where a country is enlarged."""
        return "ui/europe_near.svg" if self.focus else "ui/europe.svg"

    @property
    def outside_count(self) -> int:
        """How many points lie outside the view."""
        return sum(point.weight for point in self.outside)


@cache
def table() -> dict[str, Any]:
    """Return the codes of the members and the boxes of all countries on the basemap."""
    return dict(json.loads(TABLE.read_text(encoding="utf-8")))


def eu_code(code: str) -> str:
    """Return a country code as the European Commission writes it: EL and UK for ISO's GR and GB."""
    upper = (code or "").upper()
    return EU_CODES.get(upper, upper)


def as_point(item: Any) -> MapPoint:
    """Return a mapping or an object with id, lon and lat as a point."""
    if isinstance(item, MapPoint):
        return item
    return MapPoint(
        str(part(item, "id")), float(part(item, "lon")), float(part(item, "lat")),
        str(part(item, "label")), str(part(item, "href") or ""), str(part(item, "country") or ""),
        int(part(item, "weight", 1) or 1),
    )  # fmt: skip


def _merged(x: float, y: float, points: Sequence[MapPoint], unit: float) -> Marker:
    count = sum(point.weight for point in points)
    radius = PIN * unit if count == 1 else min(LARGEST, PIN + 2.2 * count**0.4) * unit
    return Marker(x, y, radius, short_count(count) if count > 1 else "", tuple(points))


def short_count(count: int) -> str:
    """Return a number that fits into a circle: four characters at most.

    >>> short_count(999), short_count(1_250), short_count(48_900), short_count(1_000_000)
    ('999', '1.2k', '48k', '1M')
    """
    if count < 1000:
        return str(count)
    if count < 1_000_000:
        return f"{count // 100 / 10:g}k" if count < 10_000 else f"{count // 1000}k"
    return f"{count // 1_000_000}M"


def markers(points: Iterable[Any], unit: float = 1.0) -> list[Marker]:
    """Return markers for points; points that would overlap become one marker with their number.

    First by a grid (linear in the points), then cluster with cluster until none overlap. None is lost or counted twice.

    Args:
        points: mappings or objects with id, lon, lat (degrees), and where known label, href, country.
        unit: size of a marker's unit in map units; smaller on an enlarged map.
    """
    cells: dict[tuple[int, int], list[tuple[float, float, MapPoint]]] = defaultdict(list)
    size = 2 * PIN * unit
    for item in points:
        point = as_point(item)
        x, y = project(point.lon, point.lat)
        cells[int(x // size), int(y // size)].append((x, y, point))
    found = [
        _merged(
            sum(x for x, _, _ in cell) / len(cell),
            sum(y for _, y, _ in cell) / len(cell),
            [p for _, _, p in cell],
            unit,
        )
        for _, cell in sorted(cells.items())
    ]
    while pair := _overlapping(found):
        first, second = (found[i] for i in pair)
        whole = first.count + second.count
        x = (first.x * first.count + second.x * second.count) / whole
        y = (first.y * first.count + second.y * second.count) / whole
        found = [marker for i, marker in enumerate(found) if i not in pair]
        found.append(_merged(x, y, [*first.points, *second.points], unit))
    return sorted(found, key=lambda marker: (-marker.radius, marker.x, marker.y))


def _overlapping(found: Sequence[Marker]) -> tuple[int, int] | None:
    for i, first in enumerate(found):
        for j in range(i + 1, len(found)):
            if hypot(first.x - found[j].x, first.y - found[j].y) < 0.92 * (first.radius + found[j].radius):
                return i, j
    return None


def numbered_pins(points: Iterable[Any], unit: float = 1.0) -> list[Marker]:
    """Return one pin a point, numbered from 1 in the order given; a pin that would cover another moves aside."""
    pins: list[Marker] = []
    radius = PIN * unit
    for rank, item in enumerate(points, start=1):
        point = as_point(item)
        x0, y0 = project(point.lon, point.lat)
        for step in range(400):
            away = radius * 0.55 * sqrt(step)
            x, y = x0 + away * cos(step * GOLDEN_TURN), y0 + away * sin(step * GOLDEN_TURN)
            if all(hypot(x - pin.x, y - pin.y) >= 1.9 * radius for pin in pins):
                break
        pins.append(Marker(x, y, radius, str(rank), (point,), (x0, y0) if step else None))
    return pins


def view_of(code: str) -> tuple[float, float, float, float]:
    """Return left, top, width, height of a country with air around it, as wide as the map is; Europe if unknown."""
    if code not in table()["boxes"]:
        return 0.0, 0.0, WIDTH, HEIGHT
    left, top, right, bottom = table()["boxes"][code]
    height = max((bottom - top) * 1.2, (right - left) * 1.2 * HEIGHT / WIDTH, 20.0)
    width = height * WIDTH / HEIGHT
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height


def shades(values: Mapping[str, float]) -> tuple[Shade, ...]:
    """Return countries in five equal steps up to the largest value; countries that the basemap lacks are left out."""
    known = {
        eu_code(code): float(value) for code, value in values.items() if eu_code(code) in table()["boxes"] and value
    }
    largest = max(known.values(), default=0.0)
    return tuple(
        Shade(code, value, max(1, ceil(value / largest * SHADES))) for code, value in sorted(known.items()) if value > 0
    )


def draw(
    points: Iterable[Any],
    *,
    focus: str = "",
    numbered: bool = False,
    shaded: Mapping[str, float] | None = None,
    wide: bool = False,
) -> Drawing:
    """Return a map of Europe, or of one country.

    Args:
        points: mappings or objects with id, lon, lat (degrees), and where known label, href, country; those without a
            place are left out.
        focus: code of a country to enlarge.
        numbered: one pin a point with its rank, instead of clusters.
        shaded: country code -> value, drawn as five steps of colour.
        wide: the map fills a page, so that smaller markers suffice and fewer need to join.
    """
    placed = [
        as_point(item)
        for item in points or ()
        if part(item, "lon", None) is not None and part(item, "lat", None) is not None
    ]
    code = eu_code(focus)
    left, top, width, height = view_of(code)
    scale = width / WIDTH
    unit = scale * (WIDE if wide else 1)

    def is_shown(point: MapPoint) -> bool:
        x, y = project(point.lon, point.lat)
        return is_inside((x - left) / scale, (y - top) / scale)

    inside = [point for point in placed if is_shown(point)]
    if numbered:
        ranks = {point.id: rank for rank, point in enumerate(placed, start=1)}
        drawn = [_renumbered(pin, ranks) for pin in numbered_pins(inside, unit)]
    else:
        drawn = markers(inside, unit)
    members = set(table()["members"])
    counts = Counter(eu_code(point.country) for point in inside)
    return Drawing(
        view_box=f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}",
        markers=tuple(drawn),
        outside=tuple(point for point in placed if not is_shown(point)),
        raised=tuple(sorted(country for country in counts if country in table()["boxes"] and country not in members)),
        shades=shades(shaded or {}),
        focus=code if code in table()["boxes"] else "",
        points=tuple(placed),
    )


def _renumbered(pin: Marker, ranks: Mapping[str, int]) -> Marker:
    return Marker(pin.x, pin.y, pin.radius, str(ranks[pin.points[0].id]), pin.points, pin.anchor)
