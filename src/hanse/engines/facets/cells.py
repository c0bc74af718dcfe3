"""Gather points into the cells of a grid, so that a map of a million has some dozens of marks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Cell:
    """Points that lie close together.

    Attributes:
        lon, lat: mean of the points, degrees.
        count: how many points.
        first: id of one of them, the one with the smallest id; all that is needed where count is 1.
        box: west, south, east, north of the points, degrees.
    """

    lon: float
    lat: float
    count: int
    first: int
    box: tuple[float, float, float, float]


def cells_of(
    ids: npt.NDArray[np.int64], lons: npt.NDArray[np.floating], lats: npt.NDArray[np.floating], *, size_deg: float
) -> list[Cell]:
    """Return the cells that hold a point, the fullest first.

    Args:
        ids, lons, lats: of each point, shape (points,); degrees.
        size_deg: height of a cell; its width is half as much again, as a degree of longitude is shorter in Europe.
    """
    if not len(ids):
        return []
    across = np.floor(lons.astype(np.float64) / (size_deg * 1.5)).astype(np.int64)
    up = np.floor(lats.astype(np.float64) / size_deg).astype(np.int64)
    key = (across - across.min()) * (up.max() - up.min() + 1) + (up - up.min())
    # The grid is small: counting into all of it is much quicker than sorting a million keys.
    filled = np.bincount(key)
    cells = np.flatnonzero(filled)
    count = filled[cells]
    row_of = np.zeros(len(filled), np.int64)
    row_of[cells] = np.arange(len(cells))
    where = row_of[key]

    def least(values: npt.NDArray, sign: int = 1) -> npt.NDArray:
        edge = np.full(len(cells), np.iinfo(np.int64).max if values.dtype == np.int64 else np.inf, values.dtype)
        np.minimum.at(edge, where, sign * values)
        return sign * edge

    lon, lat = np.bincount(where, lons) / count, np.bincount(where, lats) / count
    west, south, east, north = least(lons), least(lats), least(lons, -1), least(lats, -1)
    first = least(ids)
    return [
        Cell(
            float(lon[at]),
            float(lat[at]),
            int(count[at]),
            int(first[at]),
            (float(west[at]), float(south[at]), float(east[at]), float(north[at])),
        )
        for at in np.lexsort((first, -count)).tolist()
    ]
