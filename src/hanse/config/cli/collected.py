"""All commands: `register(tree)` of every app's `commands`, and `register(bench)` of every benchmark."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from hanse import bench as benchmarks
from hanse.config.cli import operate, reference
from hanse.core.commandline import CommandTree, output


def build() -> typer.Typer:
    """Return the root command with every command of every installed app."""
    tree = CommandTree()
    operate.register(tree)
    for app in settings.HANSE_APPS:
        if find_spec(f"{app}.commands"):
            importlib.import_module(f"{app}.commands").register(tree)
    group = tree.group("bench", "Measure: each prints a table, or one JSON object with --json.")
    for module in pkgutil.iter_modules(benchmarks.__path__):
        found = importlib.import_module(f"{benchmarks.__name__}.{module.name}")
        if hasattr(found, "register"):
            found.register(group)

    @tree.root.command("reference")
    def write_reference(
        folder: Annotated[Path, typer.Argument(help="Where the pages go.")] = Path("docs/reference"),
    ) -> None:
        """Write the reference of settings, commands and permissions."""
        for page in reference.write(tree.root, folder):
            output.print(str(page))

    return tree.root
