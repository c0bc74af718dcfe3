"""NUTS: a list of codes with names and label points becomes the tables `nuts` and `nuts_mapping`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hanse.taxonomy.importers.downloads import one_line, read_csv
from hanse.taxonomy.selectors.folding import fold
from hanse.taxonomy.services import Table, write_table

Row = Mapping[str, str]

COLUMNS = ("nuts_id", "level", "country", "parent", "name_latin", "name", "v2021", "v2024", "lon", "lat")
SOURCE = "Eurostat, GISCO: NUTS and statistical regions, codes, names and label points"
LICENCE = "CC BY 4.0, (c) European Union"
SAME_NAME = "same-name"
SAME_NAME_AND_PARTS = "same-name-and-parts"
# A label point moves when a border does; the farthest move of a region that kept its name is 44 km (Pohjanmaa).
NEAR_KM = 50
_CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_GREEK_LOOKALIKES = str.maketrans("ABEHIKMNOPTXYZo", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖο")


def refresh_nuts(*, csv_path: Path, folder: Path) -> list[Path]:
    """Write the tables `nuts` and `nuts_mapping` from a download, and return their paths.

    Raises:
        Invalid: the file does not have the layout of the how-to page.
    """
    rows = read_csv(csv_path, columns=COLUMNS, is_valid=is_region)
    return [write_table(region_table(rows), folder), write_table(mapping_table(rows), folder)]


def is_region(row: Row) -> bool:
    """Tell whether a row is a country or region: a code that fits its level and parent, and a point on Earth."""
    code = row["nuts_id"]
    try:
        is_on_earth = abs(float(row["lon"])) <= 180 and abs(float(row["lat"])) <= 90
    except ValueError:
        return False
    fits = (
        _CODE.fullmatch(code)
        and row["level"] == str(len(code) - 2)
        and row["parent"] == (code[:-1] if code[2:] else "")
    )
    return bool(fits) and is_on_earth and row["country"] == code[:2] and bool(row["name_latin"].strip())


def region_table(rows: Iterable[Row]) -> Table:
    """Return the regions of level 1 to 3; level 0 are countries, which have a table of their own."""
    found = [
        {
            "code": row["nuts_id"],
            "level": row["level"],
            "country": row["country"],
            "parent": row["parent"] if row["level"] != "1" else "",
            "name": (name := one_line(row["name_latin"])),
            "native_name": "" if (native := in_one_script(one_line(row["name"]))) == name else native,
            "versions": " ".join(version for version in ("2021", "2024") if row[f"v{version}"] == "1"),
            "lon": row["lon"],
            "lat": row["lat"],
        }
        for row in rows
        if row["level"] != "0"
    ]
    found.sort(key=lambda row: row["code"])
    return Table("nuts", "2021, 2024", SOURCE, LICENCE, tuple(found[0]) if found else (), found)


def mapping_table(rows: Iterable[Row]) -> Table:
    """Return which region of 2024 took the place of one that only 2021 has; see `successors`."""
    found = [{"source": old, "target": new, "rule": rule} for old, (new, rule) in sorted(successors(rows).items())]
    return Table(
        "nuts_mapping", "2021 to 2024", f"derived from: {SOURCE}", LICENCE, ("source", "target", "rule"), found
    )


def successors(rows: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """Return old code -> (new code, rule) where one region only took the place of another.

    Level 3: same country, same name, one region of that name on each side, and label points at most `NEAR_KM` apart.
    Levels 1 and 2: the same, and every part of the old region went to, or stayed in, a part of the new one. So Centro
    (PT16), which lost two of its parts, has no successor although the name lives on.

    Checked once against the polygons of both versions: in each pair the new region holds the largest share of the old
    area: at least 72 % everywhere, at least 87 % in 42 of the 46 pairs of level 3, at least 95 % in both of level 2.
    """
    all_rows = list(rows)
    old = [row for row in all_rows if row["v2021"] == "1" and row["v2024"] != "1" and row["level"] != "0"]
    new = [row for row in all_rows if row["v2024"] == "1" and row["v2021"] != "1" and row["level"] != "0"]
    old_by_name, new_by_name = _by_name(old), _by_name(new)
    pairs: dict[str, str] = {}
    for key, sources in old_by_name.items():
        targets = new_by_name.get(key, [])
        if len(sources) == len(targets) == 1 and _distance_km(sources[0], targets[0]) <= NEAR_KM:
            pairs[sources[0]["nuts_id"]] = targets[0]["nuts_id"]
    level = {row["nuts_id"]: int(row["level"]) for row in old}
    found = {code: (target, SAME_NAME) for code, target in pairs.items() if level[code] == 3}
    parts: dict[str, list[str]] = defaultdict(list)
    for row in all_rows:
        if row["v2021"] == "1":
            parts[row["parent"]].append(row["nuts_id"])
    for code in sorted((code for code in pairs if level[code] < 3), key=lambda code: -level[code]):
        moved = [found.get(part, (part, ""))[0] for part in parts[code]]
        if moved and all(part.startswith(pairs[code]) for part in moved):
            found[code] = (pairs[code], SAME_NAME_AND_PARTS)
    return found


def in_one_script(name: str) -> str:
    """Return a Greek name without the Latin letters that the source has in their place, so that search finds it.

    >>> in_one_script("Aττική") == "Αττική", in_one_script("Attiki")
    (True, 'Attiki')
    """
    return " ".join(
        word.translate(_GREEK_LOOKALIKES) if any("GREEK" in unicodedata.name(letter, "") for letter in word) else word
        for word in name.split(" ")
    )


def _by_name(rows: Sequence[Row]) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["level"], row["country"], fold(row["name_latin"])].append(row)
    return found


def _distance_km(a: Row, b: Row) -> float:
    lat_a, lat_b = math.radians(float(a["lat"])), math.radians(float(b["lat"]))
    east = math.radians(float(a["lon"]) - float(b["lon"])) * math.cos((lat_a + lat_b) / 2)
    return 6371 * math.hypot(east, lat_a - lat_b)
