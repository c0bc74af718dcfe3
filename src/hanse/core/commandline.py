"""The tree of `hanse` commands, to which each app adds its own, and what all of them share."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

errors = Console(stderr=True)
output = Console()


class CommandTree:
    """The root command and its groups; a group is made when an app first asks for it."""

    def __init__(self) -> None:
        self.root = typer.Typer(
            name="hanse",
            no_args_is_help=True,
            pretty_exceptions_enable=False,
            help="The open one-stop shop for SME innovation.",
        )
        self._groups: dict[str, typer.Typer] = {}

    def group(self, name: str, help_text: str = "") -> typer.Typer:
        """Return the group `hanse NAME`, made on the first call; the first help text given stays."""
        if name not in self._groups:
            self._groups[name] = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=help_text)
            self.root.add_typer(self._groups[name], name=name)
        return self._groups[name]


def progress() -> Progress:
    """Return a progress display on standard error, so that standard output stays data."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
    )


def print_json(value: Any) -> None:
    """Write one JSON value to standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def fail(message: str, *, next_step: str = "", code: int = 1) -> NoReturn:
    """Say on standard error what went wrong and what to do, and end with `code` (1: failed, 2: wrong use)."""
    errors.print(f"[bold red]{message}[/]", highlight=False)
    if next_step:
        errors.print(next_step, highlight=False)
    raise typer.Exit(code)
