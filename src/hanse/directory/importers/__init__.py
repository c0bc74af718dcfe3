"""Foreign formats become calls of services; one package a format."""

from hanse.directory.importers.cordis import import_cordis

__all__ = ["import_cordis"]
