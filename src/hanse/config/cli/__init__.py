"""The `hanse` command: collects `register(tree)` of every app's `commands` and `register(bench)` of every benchmark."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from importlib.util import find_spec

import typer

from hanse.config.cli import operate
from hanse.core.commandline import CommandTree


def build() -> typer.Typer:
    """Return the root command with every command of every installed app."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.config.settings")
    import django
    from django.conf import settings

    django.setup()
    tree = CommandTree()
    operate.register(tree)
    for app in settings.HANSE_APPS:
        if find_spec(f"{app}.commands"):
            importlib.import_module(f"{app}.commands").register(tree)
    bench = tree.group("bench", "Measure: each prints a table, or one JSON object with --json.")
    package = importlib.import_module("hanse.bench")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"hanse.bench.{module.name}").register(bench)
    return tree.root


def main() -> None:
    """Run the command line; domain errors end with a sentence and a next step, not a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError

    try:
        build()()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"Settings: {error}\n")
        sys.exit(2)
    except DatabaseError as error:
        from django.conf import settings

        if settings.DEBUG:
            raise
        sys.stderr.write(f"Database: {error}\nIs it running and migrated? Try `hanse migrate`.\n")
        sys.exit(1)

