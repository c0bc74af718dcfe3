"""All commands: `register(tree)` of every app's `commands`, and `register(bench)` of every benchmark."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.util import find_spec

import typer
from django.conf import settings

from hanse import bench as benchmarks
from hanse.config.cli import operate
from hanse.core.commandline import CommandTree


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
    return tree.root
