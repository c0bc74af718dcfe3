"""Tables are read line by line: encodings, delimiters, quotes, line breaks inside cells, broken and cut files."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.files import organisations_xlsx

from hanse.directory.importers.files import UnreadableFile
from hanse.directory.importers.sheets import xlsx_table
from hanse.directory.importers.tables import Broken, Columns, Line, Table, csv_table


def table_of(path: Path, content: bytes, **options: int) -> Table:
    path.write_bytes(content)
    return csv_table(lambda: path.open("rb"), path.name, **options)


def cells(table: Table) -> list[tuple[int, list[str]]]:
    return [(line.number, list(line.cells.values())) for line in table.lines() if isinstance(line, Line)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_and_without_a_mark_is_read(tmp_path, encoding):
    table = table_of(tmp_path / "t.csv", "a;b\nŁódź;Ω\n".encode(encoding))
    assert (table.header, cells(table), table.warnings) == (["a", "b"], [(2, ["Łódź", "Ω"])], [])


def test_windows_1252_is_read_with_a_warning_that_names_the_line(tmp_path):
    table = table_of(tmp_path / "t.csv", "a;b\nx;y\nMünchen;ä\n".encode("cp1252"))
    assert cells(table)[1] == (3, ["München", "ä"])
    assert table.warnings == ["t.csv is not UTF-8 (line 3); it is read as Windows-1252."]


def test_a_file_cut_inside_a_letter_is_still_utf_8(tmp_path):
    table = table_of(tmp_path / "t.csv", "a;b\nx;Ł".encode()[:-1])
    assert table.looked.encoding == "utf-8-sig"
    assert table.warnings == ["t.csv ends in the middle of a letter: it seems cut off."]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_out_from_the_header(tmp_path, delimiter):
    text = f'"a, or; b"{delimiter}"c"\n1{delimiter}2\n'
    assert cells(table_of(tmp_path / "t.csv", text.encode())) == [(2, ["1", "2"])]


def test_line_numbers_stay_right_behind_line_breaks_in_cells(tmp_path):
    table = table_of(tmp_path / "t.csv", b'a;b\n"one\ntwo\nthree";x\n\nlast;y\n')
    assert cells(table) == [(2, ["one\ntwo\nthree", "x"]), (6, ["last", "y"])]


def test_doubled_quotes_are_one_quote(tmp_path):
    assert cells(table_of(tmp_path / "t.csv", b'a;b\n"say ""hi""";1\n')) == [(2, ['say "hi"', "1"])]


def test_a_row_with_too_few_fields_is_broken_and_the_next_one_is_read(tmp_path):
    rows = list(table_of(tmp_path / "t.csv", b"a;b\nonly\nx;y\n").lines())
    assert rows == [Broken(2, "It has 1 fields where the header has 2."), Line(3, {"a": "x", "b": "y"})]


def test_empty_fields_beyond_the_header_do_no_harm(tmp_path):
    assert cells(table_of(tmp_path / "t.csv", b"a;b\nx;y;;\n")) == [(2, ["x", "y"])]


def test_text_behind_a_closing_quote_breaks_one_row_only(tmp_path):
    rows = list(table_of(tmp_path / "t.csv", b'a;b\n"x"x;y\n1;2\n').lines())
    assert isinstance(rows[0], Broken)
    assert rows[0].reason == "Text follows a closing quote; inside a field, quotes must be doubled."
    assert rows[1] == Line(3, {"a": "1", "b": "2"})


def test_a_file_cut_inside_a_quoted_field_is_told(tmp_path):
    rows = list(table_of(tmp_path / "t.csv", b'a;b\n1;2\n"three;fo').lines())
    assert rows[1] == Broken(3, "The file ends inside a quoted field: it was cut off, or a closing quote is missing.")


def test_a_field_without_end_is_told(tmp_path):
    rows = list(table_of(tmp_path / "t.csv", b'a;b\n"' + b"x" * 140_000 + b'";2\n').lines())
    assert rows[0] == Broken(2, "A field is longer than 131,072 characters; a closing quote seems to be missing.")


def test_control_characters_are_taken_out(tmp_path):
    assert cells(table_of(tmp_path / "t.csv", b"a;b\nx\x01\x00\x0b;y\n")) == [(2, ["x", "y"])]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "t.csv is empty."),
        (b"\x00\x01\x02\x03", "t.csv is no text file."),
        (b"PK\x03\x04rest", "t.csv is no text file."),
        (b"\n\n", "t.csv has no header line with column names."),
        (b"a;a\n1;2\n", "t.csv has these columns twice: a."),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(tmp_path, content, message):
    with pytest.raises(UnreadableFile) as refused:
        table_of(tmp_path / "t.csv", content)
    assert str(refused.value) == message


def test_a_file_beyond_the_limit_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="larger than 1 MB"):
        table_of(tmp_path / "t.csv", b"a;b\n" + b"x;y\n" * 300_000, max_bytes=1_000_000)


def test_columns_are_renamed_and_unknown_ones_named_with_a_guess(tmp_path):
    table = table_of(tmp_path / "t.csv", b"KEY;Full Name;cuntry\n1;2;3\n")
    Columns(
        required=["key"], known=["key", "name", "country"], synonyms={"full name": "name"}, ignores_unknown=False
    ).apply(table)
    assert [line.cells for line in table.lines() if isinstance(line, Line)] == [{"key": "1", "name": "2"}]
    assert table.warnings == ["t.csv: columns not known and left out: cuntry. did you mean country by cuntry?"]


def test_a_missing_column_is_one_error_that_says_what_is_expected(tmp_path):
    table = table_of(tmp_path / "t.csv", b"a;b\n1;2\n")
    with pytest.raises(UnreadableFile) as refused:
        Columns(required=["key", "name"], known=["key", "name", "a"]).apply(table)
    assert str(refused.value.message) == "t.csv lacks the columns: key, name. Not known: b."
    assert str(refused.value.next_step) == "Expected: key, name, a (needed: key, name). Nothing was written."


def test_a_sheet_gives_whole_numbers_days_and_empty_cells(tmp_path):
    from datetime import datetime

    path = organisations_xlsx(
        tmp_path / "t.xlsx", [[], ["key", "staff", "day", "more"], ["a", 5.0, datetime(2026, 1, 2), None], ["b"]]
    )
    table = xlsx_table(path)
    assert table.header == ["key", "staff", "day", "more"]
    assert cells(table) == [(3, ["a", "5", "2026-01-02", ""]), (4, ["b", "", "", ""])]


def test_half_a_workbook_is_refused(tmp_path):
    path = organisations_xlsx(tmp_path / "t.xlsx", [["key"], ["a"]])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(UnreadableFile, match="no ZIP archive, or only half of one"):
        xlsx_table(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableFile, match="no XLSX workbook"):
        xlsx_table(tmp_path / "t.xlsx")
