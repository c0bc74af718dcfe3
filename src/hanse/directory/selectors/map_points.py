"""What the map of the directory shows: each organisation while they are few, gathered marks when they are many."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from hanse.directory.models import Organisation
from hanse.directory.selectors.filters import Filters
from hanse.engines.facets.cells import Cell, cells_of
from hanse.engines.facets.view import View
from hanse.ui.maps import MapPoint

LISTED = 150
SINGLE = 400  # organisations that are drawn one by one
EUROPE_CELL_DEG, COUNTRY_CELL_DEG = 3.0, 0.4
EDGE_DEG = 0.0001  # a box holds the points on its edge although it is written with four decimals


@dataclass(frozen=True)
class MapOfResults:
    """Points to draw, the country to enlarge ('' for Europe), how many are found and how many of them have no place."""

    points: list[MapPoint]
    focus: str
    total: int
    without_place: int

    @property
    def lists(self) -> bool:
        """Whether the points are few enough to be written below the map too."""
        return len(self.points) <= LISTED

    @property
    def is_gathered(self) -> bool:
        """Whether marks stand for many organisations."""
        return any(point.weight > 1 for point in self.points)


def map_of(view: View, filters: Filters, *, list_path: str) -> MapOfResults:
    """Return the map of what fits. At most one query, whatever is found.

    Args:
        list_path: address of the list; a gathered mark leads to its part of the list.
    """
    answer = view.answer(filters.query)
    ids, lons, lats = answer.points()
    countries = filters.chosen.get("country", ())
    focus = countries[0] if len(countries) == 1 else ""
    without_place = answer.total - len(ids)
    if len(ids) <= SINGLE:
        places = {pk: (lon, lat) for pk, lon, lat in zip(ids.tolist(), lons.tolist(), lats.tolist(), strict=True)}
        return MapOfResults(_single(places), focus, answer.total, without_place)
    cells = cells_of(ids, lons, lats, size_deg=COUNTRY_CELL_DEG if focus else EUROPE_CELL_DEG)
    return MapOfResults([_gathered(cell, filters, list_path) for cell in cells], focus, answer.total, without_place)


def _single(places: dict[int, tuple[float, float]]) -> list[MapPoint]:
    found = (
        Organisation.objects.filter(pk__in=places).values_list("pk", "public_id", "name", "country_id").order_by("name")
    )
    return [
        MapPoint(public_id, *places[pk], name, reverse("directory:organisation", args=[public_id]), country or "")
        for pk, public_id, name, country in found
    ]


def _gathered(cell: Cell, filters: Filters, list_path: str) -> MapPoint:
    west, south, east, north = cell.box
    box = (west - EDGE_DEG, south - EDGE_DEG, east + EDGE_DEG, north + EDGE_DEG)
    label = ngettext("%(n)d organisation here", "%(n)d organisations here", cell.count) % {"n": cell.count}
    href = filters.within(tuple(round(degrees, 4) for degrees in box)).address(list_path)  # type: ignore[arg-type]
    return MapPoint(f"cell-{cell.first}", cell.lon, cell.lat, label, href, weight=cell.count)
