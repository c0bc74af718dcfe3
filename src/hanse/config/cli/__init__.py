"""The `hanse` command. Django is set up first; only then may modules that know models be imported."""

from __future__ import annotations

import importlib
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError


def main() -> None:
    """Run the command line; what goes wrong ends with a sentence and a next step, not with a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.config.settings")
    try:
        django.setup()
        importlib.import_module("hanse.config.cli.collected").build()()
    except (ImproperlyConfigured, ValueError) as error:
        if os.environ.get("HANSE_DEBUG") == "1":
            raise
        sys.exit(f"{error}")
    except DatabaseError as error:
        if os.environ.get("HANSE_DEBUG") == "1":
            raise
        sys.exit(f"Database: {error}\nIs it running and up to date? Try `hanse migrate`.")
