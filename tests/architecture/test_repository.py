"""What must not stand in the repository, and what the documents promise."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from hanse.config.cli.collected import build
from hanse.config.environment import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(
    r"/wor[k]/|/far[m]/|\"resolved\": *\"http|--(?:extra-)?index-url|https?://[^\s\"']+\.(?:whl|tar\.gz)"
)
TEXT = {".py", ".md", ".txt", ".toml", ".lock", ".html", ".css", ".js", ".json", ".csv", ".tsv", ""}


def tracked() -> list[Path]:
    """Return the files that git knows; without git, all of them."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\n") if name]


def test_no_file_names_a_machine_or_a_registry() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix in TEXT and path.is_file() and path.name != "test_repository.py"
        for match in PLACES.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert wrong == []


def test_no_lock_file_with_addresses_is_kept() -> None:
    assert [path for path in tracked() if path.name == "uv.lock"] == []


def test_no_file_is_larger_than_a_megabyte() -> None:
    assert [
        str(path.relative_to(ROOT)) for path in tracked() if path.is_file() and path.stat().st_size > 1_000_000
    ] == []


def commands() -> set[str]:
    """Return every `hanse` command with its group."""
    found = set()
    for name, command in get_command(build()).commands.items():  # type: ignore[attr-defined]
        children = getattr(command, "commands", None)
        found |= {f"{name} {child}" for child in children} if children else {name}
    return found


def test_every_command_and_setting_is_in_the_reference() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.md"))
    assert [name for name in sorted(commands()) if f"hanse {name}" not in text] == []
    assert [name for name in VARIABLES if f"`{name}`" not in text] == []


def test_every_command_that_the_documents_name_exists() -> None:
    known = commands()
    groups = {name.partition(" ")[0] for name in known}
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    wrong = []
    for page in pages:
        for words in re.findall(
            r"\bhanse ([a-z][a-z-]*(?: [a-z][a-z-]*)?)",
            " ".join(re.findall(r"```.*?```|`[^`]+`", page.read_text(encoding="utf-8"), re.DOTALL)),
        ):
            first, _, second = words.partition(" ")
            if first in groups and first not in known and second and f"{first} {second}" not in known:
                wrong.append(f"{page.relative_to(ROOT)}: hanse {words}")
    assert wrong == []
