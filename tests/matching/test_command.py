"""`hanse match` on the command line."""

from __future__ import annotations

import json

import pytest
from matching.conftest import FURNACES, World
from typer.testing import CliRunner

from hanse.config.cli.collected import build


def run(*arguments: str):
    return CliRunner().invoke(build(), list(arguments))


def test_json_is_a_list_whose_points_add_up(indexed: World) -> None:
    result = run("match", FURNACES, "--json", "--limit", "3")
    rows = json.loads(result.stdout)
    assert result.exit_code == 0 and rows[0]["name"] == "Heat Works Lab"
    assert all(
        sum(reason["points"] for reason in row["reasons"]) == pytest.approx(row["score"], abs=1e-9) for row in rows
    )


def test_filters_narrow_the_list(indexed: World) -> None:
    rows = json.loads(run("match", FURNACES, "--json", "--abroad-of", "PL").stdout)
    assert rows and "PL" not in {row["country"] for row in rows}
    assert {row["country"] for row in json.loads(run("match", FURNACES, "--json", "--country", "PL").stdout)} == {"PL"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--country", "Poland!"),
        ("--kind", "wizard"),
        ("--technology", "phlogiston"),
        ("--language", "tlh"),
        ("--limit", "0"),
    ],
)
def test_a_wrong_option_ends_with_two_and_a_sentence(indexed: World, arguments: tuple[str, str]) -> None:
    result = run("match", FURNACES, *arguments)
    assert result.exit_code == 2


def test_nothing_found_is_an_empty_list(indexed: World) -> None:
    assert json.loads(run("match", "🙂", "--json").stdout) == []


def test_square_brackets_in_names_are_shown_as_they_are(indexed: World) -> None:
    indexed.heat.name = "Heat Works Lab [demo]"
    indexed.heat.save()
    assert "[demo]" in run("match", FURNACES, "--limit", "1").stdout
