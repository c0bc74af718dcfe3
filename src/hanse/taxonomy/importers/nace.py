"""NACE: the titles of Rev. 2 and Rev. 2.1 become the tables `nace2`, `nace21` and `nace_mapping`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from hanse.taxonomy.importers.downloads import one_line, read_csv
from hanse.taxonomy.selectors.folding import fold
from hanse.taxonomy.services import Table, write_table

Row = Mapping[str, str]

REV2_COLUMNS = ("code", "level", "lang", "title")
REV21_COLUMNS = ("code", "parentCode", "level", "name")
SOURCE = "Eurostat, RAMON: NACE Rev. 2, titles"
SOURCE_21 = "Eurostat: NACE Rev. 2.1, titles"
LICENCE = "(c) European Union, reuse with attribution (Decision 2011/833/EU)"
SAME_CODE_AND_TITLE = "same-code-and-title"
SAME_UNIQUE_TITLE = "same-unique-title"

# The source writes section titles in capitals; only German cannot be put into sentence case by rule.
GERMAN_SECTIONS = {
    "A": "Land- und Forstwirtschaft, Fischerei",
    "B": "Bergbau und Gewinnung von Steinen und Erden",
    "C": "Verarbeitendes Gewerbe/Herstellung von Waren",
    "D": "Energieversorgung",
    "E": "Wasserversorgung; Abwasser- und Abfallentsorgung und Beseitigung von Umweltverschmutzungen",
    "F": "Baugewerbe/Bau",
    "G": "Handel; Instandhaltung und Reparatur von Kraftfahrzeugen",
    "H": "Verkehr und Lagerei",
    "I": "Gastgewerbe/Beherbergung und Gastronomie",
    "J": "Information und Kommunikation",
    "K": "Erbringung von Finanz- und Versicherungsdienstleistungen",
    "L": "Grundstücks- und Wohnungswesen",
    "M": "Erbringung von freiberuflichen, wissenschaftlichen und technischen Dienstleistungen",
    "N": "Erbringung von sonstigen wirtschaftlichen Dienstleistungen",
    "O": "Öffentliche Verwaltung, Verteidigung; Sozialversicherung",
    "P": "Erziehung und Unterricht",
    "Q": "Gesundheits- und Sozialwesen",
    "R": "Kunst, Unterhaltung und Erholung",
    "S": "Erbringung von sonstigen Dienstleistungen",
    "T": (
        "Private Haushalte mit Hauspersonal; Herstellung von Waren und Erbringung von Dienstleistungen durch private "
        "Haushalte für den Eigenbedarf ohne ausgeprägten Schwerpunkt"
    ),
    "U": "Exterritoriale Organisationen und Körperschaften",
}
# An apostrophe that was lost on the way: "builders? carpentry".
_CODE = re.compile(r"[A-Z]|\d\d(\.\d\d?)?")
_LOST_APOSTROPHE = re.compile(r"(?<=s)\?(?=\s)")


def refresh_nace(*, rev2: Path, rev21: Path, folder: Path) -> list[Path]:
    """Write the tables `nace2`, `nace21` and `nace_mapping` from two downloads, and return their paths.

    Raises:
        Invalid: a file does not have the layout of the how-to page.
    """
    old = rev2_table(read_csv(rev2, columns=REV2_COLUMNS, is_valid=is_rev2_title))
    new = rev21_table(read_csv(rev21, columns=REV21_COLUMNS, is_valid=is_rev21_title))
    return [write_table(table, folder) for table in (old, new, mapping_table(old, new))]


def is_rev2_title(row: Row) -> bool:
    """Tell whether a row is the title of a code of Rev. 2 in one language; the source lacks a few titles."""
    return bool(_CODE.fullmatch(row["code"])) and len(row["lang"]) == 2 and row["level"] == str(level_of(row["code"]))


def is_rev21_title(row: Row) -> bool:
    """Tell whether a row is a code of Rev. 2.1; level 5 is national, and left out later."""
    if row["level"] == "5":
        return True
    return bool(_CODE.fullmatch(row["code"])) and row["level"] == str(level_of(row["code"])) and bool(row["name"])


def rev2_table(rows: Iterable[Row]) -> Table:
    """Return Rev. 2 with its titles in every language; explanatory notes are left out."""
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    levels: dict[str, str] = {}
    for row in rows:
        levels[row["code"]] = row["level"]
        titles[row["code"]][row["lang"]] = _title(row)
    languages = sorted({lang for names in titles.values() for lang in names} - {"en"})
    sections = _sections(titles)
    found = [
        {
            "code": code,
            "parent": parent_of(code, sections),
            "name": titles[code].get("en") or code,
            **{f"name_{lang}": titles[code].get(lang, "") for lang in languages},
        }
        for code in _in_tree_order(levels, sections)
    ]
    return Table("nace2", "Rev. 2", SOURCE, LICENCE, tuple(found[0]) if found else (), found)


def rev21_table(rows: Iterable[Row]) -> Table:
    """Return Rev. 2.1 in English, without the national level that some downloads carry (level 5)."""
    kept = {row["code"]: row for row in rows if row["level"] in {"1", "2", "3", "4"}}
    sections = {code: row["parentCode"] for code, row in kept.items() if row["level"] == "2"}
    levels = {code: row["level"] for code, row in kept.items()}
    found = [
        {
            "code": code,
            "parent": parent_of(code, sections),
            "name": _LOST_APOSTROPHE.sub("'", one_line(kept[code]["name"])),
        }
        for code in _in_tree_order(levels, sections)
    ]
    return Table("nace21", "Rev. 2.1", SOURCE_21, LICENCE, ("code", "parent", "name"), found)


def mapping_table(old: Table, new: Table) -> Table:
    """Return which code of Rev. 2.1 stands for one of Rev. 2; see `successors`."""
    found = [
        {"source": f"nace2:{source}", "target": f"nace21:{target}", "rule": rule}
        for source, (target, rule) in successors(old.rows, new.rows).items()
    ]
    return Table(
        "nace_mapping", "Rev. 2 to Rev. 2.1", f"derived from: {SOURCE}", LICENCE, ("source", "target", "rule"), found
    )


def successors(old: Iterable[Row], new: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """Return code of Rev. 2 -> (code of Rev. 2.1, rule), where the titles leave no doubt.

    1. Same code and same title. 2. Else a title that stands once at this level in Rev. 2 and once in Rev. 2.1, where
    no other code took the target by rule 1. Titles are compared without case, accents and punctuation. Codes whose
    title changed are left out: the two revisions split and merged many, and only the official table may say how.
    """
    old_titles = {row["code"]: (level_of(row["code"]), _plain(row["name"])) for row in old}
    new_titles = {row["code"]: (level_of(row["code"]), _plain(row["name"])) for row in new}
    same = {code for code, title in old_titles.items() if new_titles.get(code) == title}
    found = {code: (code, SAME_CODE_AND_TITLE) for code in same}
    old_count, new_count = Counter(old_titles.values()), Counter(new_titles.values())
    by_title = {title: code for code, title in new_titles.items() if new_count[title] == 1}
    for code, title in old_titles.items():
        target = by_title.get(title)
        if code not in same and old_count[title] == 1 and target is not None and target not in same:
            found[code] = (target, SAME_UNIQUE_TITLE)
    return {code: found[code] for code in old_titles if code in found}


def level_of(code: str) -> int:
    """Return 1 for a section, 2 for a division, 3 for a group, 4 for a class.

    >>> [level_of(code) for code in ("C", "24", "24.5", "24.53")]
    [1, 2, 3, 4]
    """
    return 1 if code.isalpha() else {2: 2, 4: 3, 5: 4}[len(code)]


def parent_of(code: str, sections: Mapping[str, str]) -> str:
    """Return the code above: empty for a section, the section of a division, else the code shortened by one place."""
    level = level_of(code)
    if level == 1:
        return ""
    return sections[code] if level == 2 else code[: 4 if level == 4 else 2]


def _title(row: Row) -> str:
    title = one_line(row["title"])
    if level_of(row["code"]) == 1 and row["lang"] == "de":
        return GERMAN_SECTIONS.get(row["code"], title)
    letters = [letter for letter in title if letter.isalpha()]
    if letters and sum(letter.isupper() for letter in letters) > 0.8 * len(letters):
        return title[:1] + title[1:].lower()
    return title


def _sections(titles: Iterable[str]) -> dict[str, str]:
    """Return division -> section for Rev. 2, whose file has no column for it: the sections follow one another.

    Source: Regulation (EC) No 1893/2006, Annex I.
    """
    last = {"A": 3, "B": 9, "C": 33, "D": 35, "E": 39, "F": 43, "G": 47, "H": 53, "I": 56, "J": 63, "K": 66, "L": 68}
    last |= {"M": 75, "N": 82, "O": 84, "P": 85, "Q": 88, "R": 93, "S": 96, "T": 98, "U": 99}
    divisions = [code for code in titles if level_of(code) == 2]
    return {code: next(section for section, end in last.items() if int(code) <= end) for code in divisions}


def _in_tree_order(codes: Iterable[str], sections: Mapping[str, str]) -> list[str]:
    """Return the codes with each section before its divisions, each division before its groups."""
    return sorted(codes, key=lambda code: (code, "") if level_of(code) == 1 else (sections[code[:2]], code))


def _plain(title: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold(title)).split())
