"""`hanse taxonomy`: what it prints, and how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hanse.core.commandline import CommandTree
from hanse.taxonomy import commands
from hanse.taxonomy.models import LoadedTable, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanse(settings, tmp_path):
    """Run the command line with an operator's folder of its own."""
    settings.DATA_DIR = tmp_path
    tree = CommandTree()
    commands.register(tree)

    def run(*words: str):
        return CliRunner().invoke(tree.root, ["taxonomy", *words])

    return run


def nuts_download(folder: Path) -> Path:
    path = folder / "download.csv"
    path.write_text(
        "nuts_id,level,country,parent,name_latin,name,v2021,v2024,lon,lat\n"
        "LI,0,LI,,Liechtenstein,Liechtenstein,1,1,9.5,47.1\n"
        "LI0,1,LI,LI,Liechtenstein,Liechtenstein,1,1,9.5,47.1\n",
        encoding="utf-8",
    )
    return path


def test_load_prints_what_it_did_as_json(hanse):
    first = json.loads(hanse("load", "--only", "trl", "--json").stdout)
    second = json.loads(hanse("load", "--only", "trl", "--json").stdout)
    assert first == [{"name": "trl", "version": "Horizon Europe", "row_count": 9, "is_changed": True}]
    assert second == [{"name": "trl", "version": "Horizon Europe", "row_count": 9, "is_changed": False}]


def test_load_prints_a_table(hanse):
    result = hanse("load", "--only", "trl")
    assert result.exit_code == 0
    assert "trl" in result.stdout
    assert "loaded" in result.stdout


def test_load_of_an_unknown_table_fails_with_the_names_there_are(hanse):
    result = hanse("load", "--only", "nonsense")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "nace21" in result.stderr


def test_list_names_every_list_as_json(hanse):
    hanse("load", "--only", "countries")
    lists = {found["key"]: found for found in json.loads(hanse("list", "--json").stdout)}
    assert (lists["countries"]["count"], lists["nace2"]["count"]) == (250, 0)
    assert "countries" in hanse("list").stdout


def test_refresh_writes_the_operators_table_and_loads_it(hanse, tmp_path):
    hanse("load", "--only", "countries")
    result = hanse("refresh", "nuts", str(nuts_download(tmp_path)), "--json")
    assert [(row["name"], row["row_count"]) for row in json.loads(result.stdout)] == [("nuts", 1), ("nuts_mapping", 0)]
    assert (tmp_path / "taxonomy" / "nuts.tsv").is_file()
    assert list(Region.objects.values_list("code", flat=True)) == ["LI0"]
    assert LoadedTable.objects.get(name="nuts").row_count == 1


def test_refresh_from_a_wrong_file_fails_and_says_what_is_missing(hanse, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    for words in (["nuts", str(wrong)], ["nace", str(wrong), str(wrong)]):
        result = hanse("refresh", *words)
        assert result.exit_code == 1
        assert "lacks the columns" in result.stderr


def test_polygons_says_that_there_are_none(hanse, settings):
    settings.NUTS_DIR = ""
    assert "No NUTS polygons" in hanse("polygons").stdout
    assert json.loads(hanse("polygons", "--json").stdout) == []


def test_polygons_counts_the_regions_of_each_file(hanse, settings, tmp_path):
    settings.NUTS_DIR = str(tmp_path)
    shapes = {"type": "Topology", "objects": {"nuts": {"geometries": [{"id": "LI0"}, {"id": "MT0"}]}}, "arcs": []}
    (tmp_path / "nuts2024_1.topo.json").write_text(json.dumps(shapes))
    found = json.loads(hanse("polygons", "--json").stdout)
    assert [(item["version"], item["level"], item["region_count"]) for item in found] == [("2024", 1, 2)]
    assert "EuroGeographics" in hanse("polygons").stdout


def test_polygons_fails_on_a_broken_file(hanse, settings, tmp_path):
    settings.NUTS_DIR = str(tmp_path)
    (tmp_path / "nuts2021_3.topo.json").write_text("{}")
    result = hanse("polygons")
    assert result.exit_code == 1
    assert "HANSE_NUTS_DIR" in result.stderr


def test_polygons_reads_the_real_data_pack(hanse, settings, shared_data):
    settings.NUTS_DIR = str(shared_data / "nuts")
    found = {(item["version"], item["level"]): item for item in json.loads(hanse("polygons", "--json").stdout)}
    assert sorted(found) == [(v, n) for v, levels in (("2021", (0, 1, 2, 3)), ("2024", (1, 2, 3))) for n in levels]
    assert not any(item["problem"] for item in found.values())


def test_refresh_of_nace_from_the_real_downloads_loads_what_is_shipped(hanse, shared_data, tmp_path):
    hanse("load", "--only", "nace2", "--only", "nace21", "--only", "nace_mapping")
    folder = shared_data / "nace"
    downloads = [str(folder / "nace_rev2_multilingual.csv.gz"), str(folder / "nace_rev2_1_en_klass.csv")]
    result = hanse("refresh", "nace", *downloads, "--to", str(tmp_path / "own"), "--json")
    assert [(row["name"], row["row_count"], row["is_changed"]) for row in json.loads(result.stdout)] == [
        ("nace2", 996, False),
        ("nace21", 1047, False),
        ("nace_mapping", 705, False),
    ]
    assert {path.name for path in (tmp_path / "own").iterdir()} == {"nace2.tsv.gz", "nace21.tsv", "nace_mapping.tsv"}
