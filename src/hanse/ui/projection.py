"""Where a place lies on the map: Lambert azimuthal equal-area on the sphere, centre 10° E 52° N.

European statistics use this projection, on the ellipsoid.

Source: Snyder, Map Projections: A Working Manual (USGS 1395, 1987), equations 24-2, 22-4 and 22-5.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt

CENTRE_LON, CENTRE_LAT = 10.0, 52.0
EARTH_KM = 6371.007  # radius of the sphere with the Earth's area
KM_PER_UNIT = 10.0
WEST_KM, NORTH_KM = -1800.0, 2250.0
WIDTH, HEIGHT = 410.0, 420.0


def project_km(lon: float, lat: float) -> tuple[float, float]:
    """Return kilometres east and north of the centre.

    Args:
        lon, lat: degrees, east and north positive.
    Raises:
        ZeroDivisionError: the antipode of the centre has no place.

    >>> project_km(10, 52)
    (0.0, 0.0)
    """
    phi, phi0, turn = radians(lat), radians(CENTRE_LAT), radians(lon - CENTRE_LON)
    factor = EARTH_KM * sqrt(2 / (1 + sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(turn)))
    return factor * cos(phi) * sin(turn), factor * (cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(turn))


def project(lon: float, lat: float) -> tuple[float, float]:
    """Return the place on the map, in its units (10 km): x from the left edge, y from the top."""
    east, north = project_km(lon, lat)
    return (east - WEST_KM) / KM_PER_UNIT, (NORTH_KM - north) / KM_PER_UNIT


def is_inside(x: float, y: float) -> bool:
    """Tell whether a place lies on the map of Europe."""
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT
