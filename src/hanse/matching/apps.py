"""Django's entry to the app."""

from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Needs, suggestions with reasons, introductions and collaborations."""

    name = "hanse.matching"

    def ready(self) -> None:
        """Connect receivers, jobs, panels and permissions."""
        for part in ("permissions", "tasks", "receivers", "personal_data", "views.panels"):
            import_module(f"hanse.matching.{part}")
