"""Foreign formats become calls of services; one package a format."""

from hanse.directory.importers.cordis import import_cordis
from hanse.directory.importers.demo import load_demo
from hanse.directory.importers.edih import import_edih
from hanse.directory.importers.files import UnreadableFile
from hanse.directory.importers.intake import Summary, Watcher
from hanse.directory.importers.organisations import import_organisations
from hanse.directory.importers.values import without_formula
from hanse.directory.services.demo_accounts import DemoAccount
from hanse.directory.services.imports import RowOutcome

__all__ = [
    "DemoAccount",
    "RowOutcome",
    "Summary",
    "UnreadableFile",
    "Watcher",
    "import_cordis",
    "import_edih",
    "import_organisations",
    "load_demo",
    "without_formula",
]
