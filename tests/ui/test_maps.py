"""Places fall where the projection says, markers join without losing a point, and the table fits the basemap."""

from __future__ import annotations

import json
import re
from math import cos, hypot, radians, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.ui import basemap, maps
from hanse.ui.projection import HEIGHT, WIDTH, is_inside, project, project_km

EARTH = 6371.007
POINTS = st.lists(st.tuples(st.floats(-25, 40), st.floats(34, 71)), max_size=60).map(
    lambda places: [maps.MapPoint(str(i), lon, lat) for i, (lon, lat) in enumerate(places)]
)


def test_the_centre_of_the_projection_is_its_origin():
    assert project_km(10, 52) == (0.0, 0.0)
    assert project(10, 52) == (180.0, 225.0)


def test_the_north_pole_lies_as_far_as_the_chord_over_38_degrees():
    # On the central meridian the distance is 2 R sin(c/2); c = 90 - 52 = 38 degrees, sin 19° = 0.3255681545.
    east, north = project_km(10, 90)
    assert east == pytest.approx(0, abs=1e-9)
    assert north == pytest.approx(2 * EARTH * 0.3255681545, abs=1e-3)


def test_a_place_on_the_equator_agrees_with_the_closed_form():
    # phi = 0 and a quarter turn: k' = sqrt(2), x = R sqrt(2), y = -R sqrt(2) * sin 52° * cos 90° = 0.
    east, north = project_km(100, 0)
    assert east == pytest.approx(EARTH * sqrt(2), abs=1e-6)
    assert north == pytest.approx(0, abs=1e-6)


def test_ljubljana_lies_where_it_was_worked_out_by_hand():
    # lon 14.5, lat 46.05: cos c = sin52 sin46.05 + cos52 cos46.05 cos4.5 = 0.567299 + 0.425932 = 0.993231;
    # k' = sqrt(2 / 1.993231) = 1.001696; x = R k' cos46.05 sin4.5 = 347.48; y = R k' (0.443241 - 0.545166) = -650.46.
    east, north = project_km(14.5, 46.05)
    assert east == pytest.approx(347.5, abs=0.5)
    assert north == pytest.approx(-650.5, abs=1.0)


@given(st.floats(-25, 45), st.floats(34, 71))
def test_the_projection_keeps_areas(lon: float, lat: float):
    step = 0.01
    (x0, y0), (x1, y1), (x2, y2) = project_km(lon, lat), project_km(lon + step, lat), project_km(lon, lat + step)
    on_map = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
    on_earth = EARTH**2 * radians(step) ** 2 * cos(radians(lat))
    assert on_map == pytest.approx(on_earth, rel=2e-3)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "inside"),
    [
        ("Valletta", 14.5, 35.9, True),
        ("Nicosia", 33.4, 35.2, True),
        ("North Cape", 25.8, 71.2, True),
        ("Lisbon", -9.1, 38.7, True),
        ("Reykjavik", -21.9, 64.1, True),
        ("Canary Islands", -16.3, 28.5, False),
        ("Cayenne", -52.3, 4.9, False),
    ],
)
def test_the_map_holds_europe(place: str, lon: float, lat: float, inside: bool):
    assert is_inside(*project(lon, lat)) is inside


@settings(deadline=None)
@given(POINTS)
def test_clusters_lose_and_double_no_point(points: list[maps.MapPoint]):
    found = [point for marker in maps.markers(points) for point in marker.ids]
    assert sorted(found) == sorted(point.id for point in points)


@settings(deadline=None)
@given(POINTS)
def test_clusters_do_not_lie_on_top_of_each_other(points: list[maps.MapPoint]):
    found = maps.markers(points)
    for i, first in enumerate(found):
        for second in found[i + 1 :]:
            assert hypot(first.x - second.x, first.y - second.y) >= 0.92 * (first.radius + second.radius) - 1e-9


@settings(deadline=None)
@given(POINTS)
def test_numbered_pins_are_all_there_in_their_order(points: list[maps.MapPoint]):
    pins = maps.numbered_pins(points)
    assert [(pin.text, pin.ids) for pin in pins] == [(str(i), (point.id,)) for i, point in enumerate(points, start=1)]


def test_two_pins_at_one_place_stand_side_by_side_with_a_line_to_it():
    first, second = maps.numbered_pins([maps.MapPoint("a", 10, 52), maps.MapPoint("b", 10, 52)])
    assert first.anchor is None
    assert second.anchor == (180.0, 225.0)
    assert hypot(first.x - second.x, first.y - second.y) >= 1.9 * maps.PIN - 1e-9


def test_a_cluster_has_its_number_and_the_country_it_lies_in():
    (marker,) = maps.markers([{"id": i, "lon": 23.7, "lat": 38, "country": "GR", "label": f"n{i}"} for i in range(6)])
    assert (marker.text, marker.count, marker.country, marker.label) == ("6", 6, "EL", "n0, n1, n2, n3 + 2")


def test_a_place_that_stands_for_many_counts_them_all():
    points = [
        {"id": "DE", "lon": 10, "lat": 51, "weight": 1250, "country": "DE"},
        {"id": "x", "lon": 10.1, "lat": 51, "label": "Lab", "country": "DE"},
    ]
    (marker,) = maps.markers(points)
    assert (marker.count, marker.text, marker.ids, marker.label) == (1251, "1.2k", ("DE", "x"), "Lab + 1250")
    assert maps.draw([{"id": "far", "lon": -52.3, "lat": 4.9, "weight": 7}]).outside_count == 7


@pytest.mark.parametrize(
    ("count", "text"), [(2, "2"), (999, "999"), (1250, "1.2k"), (48_900, "48k"), (1_000_000, "1M")]
)
def test_a_large_number_is_written_short(count: int, text: str):
    assert maps.short_count(count) == text


def test_a_drawing_says_what_is_not_on_it():
    points = [maps.MapPoint("a", 2, 48, country="FR"), maps.MapPoint("b", -52.3, 4.9, country="FR")]
    drawing = maps.draw(points)
    assert [point.id for point in drawing.outside] == ["b"]
    assert drawing.view_box == f"0.0 0.0 {WIDTH} {HEIGHT}"


def test_points_without_a_place_are_left_out():
    drawing = maps.draw([{"id": "a", "lon": None, "lat": None}, {"id": "b", "lon": 2, "lat": 48}])
    assert [point.id for point in drawing.points] == ["b"]


def test_a_number_stays_with_its_result_where_another_is_outside():
    drawing = maps.draw([maps.MapPoint("far", -52.3, 4.9), maps.MapPoint("near", 2, 48)], numbered=True)
    assert [(pin.text, pin.ids) for pin in drawing.markers] == [("2", ("near",))]


def test_an_enlarged_country_shows_its_own_points():
    drawing = maps.draw([maps.MapPoint("a", 22, 39, country="EL"), maps.MapPoint("b", 2, 48)], focus="gr")
    assert drawing.focus == "EL"
    assert [point.id for point in drawing.outside] == ["b"]
    assert drawing.markers[0].radius < maps.PIN


def test_a_map_that_fills_a_page_has_smaller_markers_and_the_same_view():
    points = [maps.MapPoint("a", 10, 52), maps.MapPoint("b", 12.2, 52)]
    small, wide = maps.draw(points), maps.draw(points, wide=True)
    assert small.view_box == wide.view_box
    assert [marker.count for marker in small.markers] == [2]
    assert [marker.count for marker in wide.markers] == [1, 1]
    assert wide.markers[0].radius == pytest.approx(maps.PIN * maps.WIDE)


def test_an_unknown_country_shows_europe():
    assert maps.draw([], focus="<x>").view_box == f"0.0 0.0 {WIDTH} {HEIGHT}"
    assert maps.draw([], focus="<x>").focus == ""


def test_shades_are_five_steps_up_to_the_largest():
    assert [(shade.code, shade.step) for shade in maps.shades({"DE": 40, "FR": 20, "GR": 1, "US": 99, "IT": 0})] == [
        ("DE", 5),
        ("EL", 1),
        ("FR", 3),
    ]


def test_countries_outside_the_union_come_forward_where_they_hold_points():
    assert maps.draw([maps.MapPoint("a", 8, 47, country="CH"), maps.MapPoint("b", 2, 48, country="FR")]).raised == (
        "CH",
    )


@pytest.mark.parametrize("name", basemap.FILES)
def test_the_basemap_and_the_table_hold_the_same_countries(name: str):
    svg = (basemap.FOLDER / "static" / "ui" / name).read_text(encoding="utf-8")
    codes = set(re.findall(r'<path id="([A-Z]{2})"', svg))
    assert codes == set(maps.table()["boxes"])
    assert set(basemap.MEMBERS.values()) <= codes
    assert len(basemap.MEMBERS) == 27
    assert len(svg.encode()) < 60_000


@pytest.mark.parametrize(("name", "tolerance"), basemap.FILES.items())
def test_the_basemap_comes_out_of_the_source_again(shared_data, name: str, tolerance: float):
    topology = json.loads((shared_data / "world_atlas" / "countries-50m.json").read_text(encoding="utf-8"))
    svg, _boxes = basemap.make(topology, tolerance)
    assert svg == (basemap.FOLDER / "static" / "ui" / name).read_text(encoding="utf-8")


def test_a_straight_line_is_simplified_to_its_ends():
    assert basemap.simplified([(0, 0), (1, 0.01), (2, 0), (3, 5)], 0.1) == [(0, 0), (2, 0), (3, 5)]


def test_a_ring_is_cut_at_the_edge_of_the_map():
    ring = basemap.clipped([(-100, 0), (10, 0), (10, 10), (-100, 10)])
    assert sorted(ring) == [(-15.0, 0.0), (-15.0, 10.0), (10, 0), (10, 10)]
    assert basemap.area(ring) == 250


def test_a_path_is_written_in_tenths_each_from_the_last():
    assert basemap.path_of([(1, 1), (2, 1), (2, 0.5), (2, 0.5)]) == "m10 10l10 0 0-5z"
