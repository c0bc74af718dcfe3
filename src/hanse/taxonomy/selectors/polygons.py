"""The optional data pack of NUTS polygons, which only an operator whose licence allows it may load."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from hanse.taxonomy.selectors.regions import VERSIONS


@dataclass(frozen=True)
class PolygonFile:
    """One TopoJSON file of the data pack."""

    path: Path
    version: str
    level: int
    region_count: int
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {**asdict(self), "path": str(self.path)}


def polygon_path(version: str, level: int) -> Path | None:
    """Return the file of a version (`2021`, `2024`) and level (0-3); None where the operator has not loaded it."""
    if not settings.NUTS_DIR:
        return None
    path = Path(settings.NUTS_DIR) / f"nuts{version}_{level}.topo.json"
    return path if path.is_file() else None


def polygon_files() -> list[PolygonFile]:
    """Return the files of the data pack that are there, with the number of regions or what is wrong."""
    found = ((version, level, polygon_path(version, level)) for version in VERSIONS for level in range(4))
    return [_examined(path, version, level) for version, level, path in found if path is not None]


def _examined(path: Path, version: str, level: int) -> PolygonFile:
    try:
        shapes = json.loads(path.read_bytes())["objects"]["nuts"]["geometries"]
        return PolygonFile(path, version, level, len([shape["id"] for shape in shapes]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        return PolygonFile(path, version, level, 0, f"{type(error).__name__}: {error}")
