"""`hanse bench matching DIR`: which organisation fits this need, measured on past projects."""

import typer

from hanse.bench.matching.command import matching


def register(bench: typer.Typer) -> None:
    """Add the command to `hanse bench`."""
    bench.command("matching")(matching)
