"""Loading: once for each content, all or nothing, and nothing that records refer to disappears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hanse.core.errors import Invalid
from hanse.taxonomy.models import LoadedTable, Region, RegionMapping, Scheme, Term, TermMapping
from hanse.taxonomy.services import SHIPPED, Table, load_tables, write_table
from hanse.taxonomy.services.rows import load_region_mapping, load_term_mapping
from hanse.taxonomy.services.table_files import find_table, parse_table, table_content

pytestmark = pytest.mark.django_db

COLUMNS = ("code", "parent", "name", "name_de")


def small_list(*codes: str, version: str = "1", name: str = "s3") -> Table:
    rows = [{"code": code, "parent": code.rpartition(".")[0], "name": f"Name {code}", "name_de": ""} for code in codes]
    return Table(name, version, "a test", "none", COLUMNS, rows)


def test_loading_twice_changes_nothing_the_second_time():
    first = load_tables(folders=[SHIPPED], only=["trl", "i40"])
    stamp = LoadedTable.objects.get(name="trl").loaded_at
    second = load_tables(folders=[SHIPPED], only=["trl", "i40"])
    assert [(result.name, result.row_count, result.is_changed) for result in first] == [
        ("i40", 10, True),
        ("trl", 9, True),
    ]
    assert [(result.name, result.row_count, result.is_changed) for result in second] == [
        ("i40", 10, False),
        ("trl", 9, False),
    ]
    assert LoadedTable.objects.get(name="trl").loaded_at == stamp


def test_loading_unchanged_tables_asks_the_database_once(django_assert_max_num_queries):
    load_tables(folders=[SHIPPED], only=["trl", "i40", "s3"])
    with django_assert_max_num_queries(3):  # with the savepoint of the transaction
        load_tables(folders=[SHIPPED], only=["trl", "i40", "s3"])


def test_force_loads_an_unchanged_table_again():
    load_tables(folders=[SHIPPED], only=["trl"])
    assert load_tables(folders=[SHIPPED], only=["trl"], force=True)[0].is_changed is True
    assert Term.objects.filter(scheme=Scheme.TRL).count() == 9


def test_loading_notes_version_source_and_the_given_time(tmp_path):
    write_table(small_list("a"), tmp_path)
    at = datetime(2026, 1, 2, tzinfo=UTC)
    load_tables(folders=[tmp_path], only=["s3"], at=at)
    table = LoadedTable.objects.get(name="s3")
    assert (table.version, table.source, table.row_count, table.loaded_at) == ("1", "a test", 1, at)


def test_a_changed_table_updates_adds_and_retires_terms(tmp_path):
    write_table(small_list("a", "a.b", "c"), tmp_path)
    load_tables(folders=[tmp_path], only=["s3"])
    write_table(small_list("a", "a.d", version="2"), tmp_path)
    load_tables(folders=[tmp_path], only=["s3"])
    found = Term.objects.filter(scheme="s3").order_by("code").values_list("code", "is_active", "version", "parent_id")
    assert list(found) == [
        ("a", True, "2", None),
        ("a.b", False, "1", "s3:a"),
        ("a.d", True, "2", "s3:a"),
        ("c", False, "1", None),
    ]


def test_a_region_that_left_the_table_stays_but_is_valid_in_no_version(tmp_path):
    load_tables(folders=[SHIPPED], only=["countries", "nuts"])
    path = find_table("nuts", [SHIPPED])
    assert path is not None
    shipped = parse_table("nuts", table_content(path))
    write_table(replace(shipped, rows=[row for row in shipped.rows if row["country"] != "LI"]), tmp_path)
    load_tables(folders=[tmp_path], only=["nuts"])
    assert set(Region.objects.filter(country="LI").values_list("in_2021", "in_2024")) == {(False, False)}
    assert Region.objects.get(code="PL911").in_2024 is True


def test_the_operators_table_stands_before_the_shipped_one(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    write_table(small_list("own"), tmp_path / "taxonomy")
    assert load_tables(only=["s3"])[0].row_count == 1
    (tmp_path / "taxonomy" / "s3.tsv").unlink()
    assert load_tables(only=["s3"])[0].row_count == 10


def test_an_unknown_table_is_refused_with_the_names_there_are():
    with pytest.raises(Invalid) as refusal:
        load_tables(only=["nonsense"])
    assert "nonsense" in str(refusal.value.message)
    assert "nace21" in str(refusal.value.next_step)


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(Invalid, match="missing"):
        load_tables(folders=[tmp_path], only=["trl"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"#version\t1\ncode\tname\na\tb\tc\n", "line 3: 3 columns instead of 2"),
        (b"#version\t1\n", "no header line"),
        (b"code\tname\n\xff\xfe\tx\n", "not UTF-8"),
        (b"code\tparent\tname\nb\ta\tB\na\t\tA\n", "before its parent"),
        (b"code\tparent\nb\t\n", "broken"),
    ],
)
def test_a_broken_table_is_refused_with_the_reason_and_changes_nothing(tmp_path, content, words):
    load_tables(folders=[SHIPPED], only=["s3"])
    (tmp_path / "s3.tsv").write_bytes(content)
    with pytest.raises(Invalid, match=words):
        load_tables(folders=[tmp_path], only=["s3"])
    assert Term.objects.filter(scheme="s3", is_active=True).count() == 10


def test_a_torn_gzip_file_is_refused(tmp_path):
    path = find_table("nace2", [SHIPPED])
    assert path is not None
    (tmp_path / "nace2.tsv.gz").write_bytes(path.read_bytes()[:1000])
    with pytest.raises(Invalid, match="cannot be read"):
        load_tables(folders=[tmp_path], only=["nace2"])


def test_a_large_table_is_packed_and_a_small_one_is_not(tmp_path):
    small = small_list("a")
    large = replace(small, rows=[{**small.rows[0], "code": f"a{n}", "name": "x" * 100} for n in range(3000)])
    assert write_table(small, tmp_path).name == "s3.tsv"
    assert write_table(large, tmp_path).name == "s3.tsv.gz"
    assert [path.name for path in tmp_path.iterdir()] == ["s3.tsv.gz"]


def test_the_same_table_gives_the_same_bytes(tmp_path):
    path = find_table("nace2", [SHIPPED])
    assert path is not None
    again = write_table(parse_table("nace2", table_content(path)), tmp_path)
    assert again.read_bytes() == path.read_bytes()


def test_a_cell_with_a_line_break_is_never_written(tmp_path):
    table = replace(small_list("a"), rows=[{"code": "a", "parent": "", "name": "two\nlines", "name_de": ""}])
    with pytest.raises(ValueError, match="line break"):
        write_table(table, tmp_path)


def test_mappings_loaded_again_are_replaced_and_not_doubled():
    load_tables(folders=[SHIPPED])
    assert load_region_mapping(shipped("nuts_mapping")) == 48
    assert load_term_mapping(shipped("nace_mapping")) == 705
    kept = RegionMapping.objects.count(), TermMapping.objects.filter(source__scheme="nace2").count()
    assert kept == (48, 705)


def shipped(name: str) -> Table:
    path = find_table(name, [SHIPPED])
    assert path is not None
    return parse_table(name, table_content(path))
