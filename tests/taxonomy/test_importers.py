"""Refreshing the tables from an operator's own download."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from hanse.core.errors import Invalid
from hanse.taxonomy.importers import nace, nuts, refresh_nace, refresh_nuts
from hanse.taxonomy.services import SHIPPED
from hanse.taxonomy.services.table_files import find_table, parse_table, table_content

NUTS_HEADER = "nuts_id,level,country,parent,name_latin,name,v2021,v2024,lon,lat"


def nuts_row(
    code: str, name: str, *, in_2021: int, in_2024: int, lon: float = 5.0, lat: float = 52.0
) -> dict[str, str]:
    return {
        "nuts_id": code,
        "level": str(len(code) - 2),
        "country": code[:2],
        "parent": code[:-1],
        "name_latin": name,
        "name": name,
        "v2021": str(in_2021),
        "v2024": str(in_2024),
        "lon": str(lon),
        "lat": str(lat),
    }


def content(name: str, folder: Path) -> bytes:
    path = find_table(name, [folder])
    assert path is not None
    return table_content(path)


def test_refreshing_nuts_from_the_real_download_gives_the_shipped_tables(shared_data, tmp_path):
    refresh_nuts(csv_path=shared_data / "nuts" / "nuts_codes.csv", folder=tmp_path)
    for name in ("nuts", "nuts_mapping"):
        assert content(name, tmp_path) == content(name, SHIPPED)


def test_refreshing_nace_from_the_real_downloads_gives_the_shipped_tables(shared_data, tmp_path):
    refresh_nace(
        rev2=shared_data / "nace" / "nace_rev2_multilingual.csv.gz",
        rev21=shared_data / "nace" / "nace_rev2_1_en_klass.csv",
        folder=tmp_path,
    )
    for name in ("nace2", "nace21", "nace_mapping"):
        assert content(name, tmp_path) == content(name, SHIPPED)


def test_nuts_leaves_countries_out_and_keeps_quoted_commas(tmp_path):
    source = tmp_path / "nuts.csv"
    source.write_text(
        f'{NUTS_HEADER}\nXX,0,XX,,Land,Land,1,1,1.0,2.0\nXX1,1,XX,XX,"One, two",Eins,1,0,1.0,2.0\n',
        encoding="utf-8-sig",
    )
    refresh_nuts(csv_path=source, folder=tmp_path / "out")
    rows = parse_table("nuts", content("nuts", tmp_path / "out")).rows
    assert [dict(row) for row in rows] == [
        {
            "code": "XX1",
            "level": "1",
            "country": "XX",
            "parent": "",
            "name": "One, two",
            "native_name": "Eins",
            "versions": "2021",
            "lon": "1.0",
            "lat": "2.0",
        }
    ]


def test_a_region_of_the_same_name_nearby_is_the_successor():
    rows = [nuts_row("XX111", "Höhe", in_2021=1, in_2024=0), nuts_row("XX211", "HOHE", in_2021=0, in_2024=1, lat=52.3)]
    assert nuts.successors(rows) == {"XX111": ("XX211", "same-name")}


@pytest.mark.parametrize(
    "change",
    [
        nuts_row("XX211", "Höhe", in_2021=0, in_2024=1, lat=54.0),
        nuts_row("XX211", "Tiefe", in_2021=0, in_2024=1),
        nuts_row("YY211", "Höhe", in_2021=0, in_2024=1),
        nuts_row("XX21", "Höhe", in_2021=0, in_2024=1),
        nuts_row("XX211", "Höhe", in_2021=1, in_2024=1),
    ],
    ids=["far away", "another name", "another country", "another level", "there before"],
)
def test_a_region_that_is_far_or_differs_is_no_successor(change):
    assert nuts.successors([nuts_row("XX111", "Höhe", in_2021=1, in_2024=0), change]) == {}


def test_a_name_that_two_regions_took_has_no_successor():
    rows = [
        nuts_row("XX111", "Höhe", in_2021=1, in_2024=0),
        nuts_row("XX211", "Höhe", in_2021=0, in_2024=1),
        nuts_row("XX212", "Höhe", in_2021=0, in_2024=1),
    ]
    assert nuts.successors(rows) == {}


def test_a_large_region_has_a_successor_only_when_all_its_parts_went_along():
    moved = [
        nuts_row("XX11", "Mitte", in_2021=1, in_2024=0),
        nuts_row("XX12", "Mitte", in_2021=0, in_2024=1),
        nuts_row("XX111", "West", in_2021=1, in_2024=0),
        nuts_row("XX121", "West", in_2021=0, in_2024=1),
    ]
    assert nuts.successors(moved)["XX11"] == ("XX12", "same-name-and-parts")
    lost = [*moved, nuts_row("XX112", "Ost", in_2021=1, in_2024=0), nuts_row("XX131", "Ost", in_2021=0, in_2024=1)]
    assert "XX11" not in nuts.successors(lost)


def titles(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in pairs]


def test_same_code_and_title_win_over_a_title_elsewhere():
    old = titles(("10.1", "Making hats"), ("10.2", "Making ropes"))
    new = titles(("10.1", "Making hats."), ("10.3", "Making ropes"))
    assert nace.successors(old, new) == {"10.1": ("10.1", "same-code-and-title"), "10.2": ("10.3", "same-unique-title")}


def test_a_title_that_stands_twice_or_at_another_level_leads_nowhere():
    assert nace.successors(titles(("10.1", "Hats")), titles(("10.2", "Hats"), ("10.3", "Hats"))) == {}
    assert nace.successors(titles(("10.1", "Hats")), titles(("10.11", "Hats"))) == {}
    assert nace.successors(titles(("10.1", "Hats"), ("10.2", "Hats")), titles(("10.3", "Hats"))) == {}


def test_a_target_that_kept_its_own_predecessor_is_not_given_to_another():
    old = titles(("10.1", "Hats"), ("10.2", "Hats"))
    assert nace.successors(old, titles(("10.1", "Hats"))) == {"10.1": ("10.1", "same-code-and-title")}


def test_nace_titles_lose_line_breaks_and_the_lost_apostrophe_comes_back():
    assert nace.rev21_table(
        [
            {"code": "C", "parentCode": "", "level": "1", "name": "Manufacturing"},
            {"code": "16", "parentCode": "C", "level": "2", "name": "Builders?  carpentry"},
            {"code": "16.001", "parentCode": "16", "level": "5", "name": "a national row"},
        ]
    ).rows == [
        {"code": "C", "parent": "", "name": "Manufacturing"},
        {"code": "16", "parent": "C", "name": "Builders' carpentry"},
    ]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"code;level\nA;1\n", "lacks the columns"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"", "lacks the columns"),
    ],
)
def test_a_download_of_another_layout_is_refused_and_nothing_is_written(tmp_path, raw, words):
    source = tmp_path / "download.csv"
    source.write_bytes(raw)
    with pytest.raises(Invalid, match=words):
        refresh_nuts(csv_path=source, folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_or_torn_download_is_refused(tmp_path):
    with pytest.raises(Invalid, match="cannot be read"):
        refresh_nuts(csv_path=tmp_path / "absent.csv", folder=tmp_path)
    torn = tmp_path / "torn.csv.gz"
    torn.write_bytes(gzip.compress(b"x" * 5000)[:20])
    with pytest.raises(Invalid, match="cannot be read"):
        refresh_nuts(csv_path=torn, folder=tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        "XX1,one,XX,XX,A,A,1,1,1.0,2.0",
        "XX1,1,XX,XX,A,A,1,1,east,2.0",
        "XX1,1,XX,XX,A,A,1,1,181,2.0",
        "XX1,1,YY,XX,A,A,1,1,1.0,2.0",
        "XX11,2,XX,XX,A,A,1,1,1.0,2.0",
        "xx1,1,xx,xx,A,A,1,1,1.0,2.0",
        "XX1,1,XX,XX, ,A,1,1,1.0,2.0",
        "XX1",
    ],
)
def test_a_row_with_an_impossible_value_is_refused_with_its_line(tmp_path, row):
    source = tmp_path / "nuts.csv"
    source.write_text(f"{NUTS_HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(Invalid, match="line 2"):
        refresh_nuts(csv_path=source, folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()
