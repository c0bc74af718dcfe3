"""Django's entry to the core."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core: no pages and no vocabulary of its own."""

    name = "hanse.core"

    def ready(self) -> None:
        """Put the core's own upkeep on the timetable."""
        import_module("hanse.core.jobs.upkeep")
