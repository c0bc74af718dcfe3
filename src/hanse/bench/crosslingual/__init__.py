"""`hanse bench crosslingual DIR`: find the English sector text that belongs to a title or text in another language."""

import typer

from hanse.bench.crosslingual.command import crosslingual


def register(bench: typer.Typer) -> None:
    """Add the command to `hanse bench`."""
    bench.command("crosslingual")(crosslingual)
