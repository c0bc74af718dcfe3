"""Makes the basemap from Natural Earth; run it again only when borders change.

Natural Earth is in the public domain. Take `countries-50m.json` (TopoJSON) from the npm package `world-atlas`, then:

    python -m hanse.ui.basemap countries-50m.json

It writes `static/ui/europe.svg` and `europe_near.svg` (one path a country, in the projection of `projection.py`; the
second with finer lines) and `tables/europe.json` (their boxes).
Arcs are simplified before rings are put together, so that neighbours keep one border.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from hanse.ui.projection import HEIGHT, WIDTH, project

Point = tuple[float, float]
FOLDER = Path(__file__).parent
# file -> tolerance in map units (10 km): all of Europe is drawn from the light one, an enlarged country from the other.
FILES = {"europe.svg": 0.45, "europe_near.svg": 0.15}
SMALLEST = 0.25  # square units; smaller islands are left out, smallest countries kept
MARGIN = 15.0
WINDOW = (-32.0, 62.0, 25.0, 82.0)  # degrees: nothing outside it can be on the map
# ISO 3166-1 numeric -> the code that the European Commission uses (EL, UK)
MEMBERS = {
    "040": "AT", "056": "BE", "100": "BG", "191": "HR", "196": "CY", "203": "CZ", "208": "DK", "233": "EE", "246": "FI",
    "250": "FR", "276": "DE", "300": "EL", "348": "HU", "372": "IE", "380": "IT", "428": "LV", "440": "LT", "442": "LU",
    "470": "MT", "528": "NL", "616": "PL", "620": "PT", "642": "RO", "703": "SK", "705": "SI", "724": "ES", "752": "SE",
}  # fmt: skip
OTHERS = {
    "008": "AL", "012": "DZ", "020": "AD", "031": "AZ", "051": "AM", "070": "BA", "112": "BY", "234": "FO", "268": "GE",
    "352": "IS", "364": "IR", "368": "IQ", "376": "IL", "400": "JO", "398": "KZ", "422": "LB", "434": "LY", "438": "LI",
    "498": "MD", "492": "MC", "499": "ME", "504": "MA", "578": "NO", "643": "RU", "674": "SM", "682": "SA", "688": "RS",
    "756": "CH", "760": "SY", "788": "TN", "792": "TR", "804": "UA", "807": "MK", "818": "EG", "826": "UK", "831": "GG",
    "832": "JE", "833": "IM",
}  # fmt: skip
NAMED = {"Kosovo": "XK"}


def decoded_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    return arcs


def is_near(arc: list[Point]) -> bool:
    """Tell whether any part of an arc may be on the map; far ones would only be folded over it."""
    west, east, south, north = WINDOW
    return any(west <= lon <= east and south <= lat <= north for lon, lat in arc)


def distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a segment."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return float(((px - ax - share * (bx - ax)) ** 2 + (py - ay - share * (by - ay)) ** 2) ** 0.5)


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Return a line without the points that lie within the tolerance. Source: Douglas and Peucker (1973)."""
    keep = {0, len(points) - 1}
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        farthest = max(range(first + 1, last), key=lambda i: distance(points[i], points[first], points[last]))
        if distance(points[farthest], points[first], points[last]) > tolerance:
            keep.add(farthest)
            open_parts += [(first, farthest), (farthest, last)]
    return [points[i] for i in sorted(keep)]


def clipped(ring: list[Point]) -> list[Point]:
    """Return the part of a ring inside the map and a margin. Source: Sutherland and Hodgman (1974)."""
    for axis, bound, side in ((0, -MARGIN, 1), (0, WIDTH + MARGIN, -1), (1, -MARGIN, 1), (1, HEIGHT + MARGIN, -1)):
        kept: list[Point] = []
        for start, end in pairwise([*ring, ring[0]] if ring else []):
            start_in, end_in = side * (start[axis] - bound) >= 0, side * (end[axis] - bound) >= 0
            if start_in:
                kept.append(start)
            if start_in != end_in:
                share = (bound - start[axis]) / (end[axis] - start[axis])
                kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
        ring = kept
    return ring


def area(ring: list[Point]) -> float:
    """Return the area of a ring in square units."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2 if ring else 0.0


def path_of(ring: list[Point]) -> str:
    """Return a ring as SVG path data in steps of a tenth of a unit, each relative to the one before."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    tenths = [point for i, point in enumerate(tenths) if i == 0 or point != tenths[i - 1]]
    steps = [(tenths[0][0], tenths[0][1]), *((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths))]
    written = [f"{x}{'' if y < 0 else ' '}{y}" for x, y in steps]
    return f"m{written[0]}l{' '.join(written[1:])}z".replace(" -", "-")


def rings_of(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[Point]]:
    """Return the rings of a country on the map, each clipped."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = []
    for polygon in polygons:
        for ring in polygon:
            points = [point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]
            if points:
                rings.append(clipped(points))
    return [ring for ring in rings if len(ring) >= 3]


def make(topology: dict[str, Any], tolerance: float) -> tuple[str, dict[str, Any]]:
    """Return the SVG and the table of boxes: code -> [left, top, right, bottom] of the mainland and larger islands."""
    arcs = [
        simplified([project(lon, lat) for lon, lat in arc], tolerance) if is_near(arc) else []
        for arc in decoded_arcs(topology)
    ]
    groups: dict[str, list[str]] = {"members": [], "others": []}
    boxes = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        number, name = str(geometry.get("id", "")), geometry["properties"]["name"]
        code = MEMBERS.get(number) or OTHERS.get(number) or NAMED.get(name)
        if code is None or not geometry.get("arcs"):
            continue
        rings = sorted(rings_of(geometry, arcs), key=area, reverse=True)
        shown = [ring for i, ring in enumerate(rings) if i == 0 or area(ring) >= SMALLEST]
        if not shown:
            continue
        group = "members" if number in MEMBERS else "others"
        groups[group].append(f'<path id="{code}" d="{"".join(path_of(ring) for ring in shown)}"/>')
        large = [point for ring in shown if area(ring) >= area(shown[0]) / 30 for point in ring]
        xs, ys = [x for x, _ in large], [y for _, y in large]
        boxes[code] = [round(value, 1) for value in (min(xs), min(ys), max(xs), max(ys))]
    body = "".join(f'<g id="{group}">{"".join(paths)}</g>\n' for group, paths in groups.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * 10:g} {HEIGHT * 10:g}">\n{body}</svg>\n',
        boxes,
    )


def main(source: Path) -> None:
    """Write the files."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    boxes: dict[str, Any] = {}
    for name, tolerance in FILES.items():
        svg, boxes = make(topology, tolerance)
        (FOLDER / "static" / "ui" / name).write_text(svg, encoding="utf-8")
    table = {
        "source": "Natural Earth 1:50m (public domain), simplified",
        "members": sorted(MEMBERS.values()),
        "boxes": dict(sorted(boxes.items())),
    }
    (FOLDER / "tables" / "europe.json").write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
