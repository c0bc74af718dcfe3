"""Points gathered into the cells of a grid."""

from __future__ import annotations

import numpy as np

from hanse.engines.facets.cells import Cell, cells_of


def test_points_of_one_cell_are_one_mark_at_their_mean() -> None:
    cells = cells_of(np.array([7, 3, 9]), np.array([10.0, 11.0, 25.0]), np.array([50.0, 51.0, 60.0]), size_deg=2.0)
    assert cells == [
        Cell(10.5, 50.5, 2, 3, (10.0, 50.0, 11.0, 51.0)),
        Cell(25.0, 60.0, 1, 9, (25.0, 60.0, 25.0, 60.0)),
    ]


def test_no_points_are_no_cells() -> None:
    assert cells_of(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), size_deg=1.0) == []
