"""Django's entry to the app."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only, hash-chained log of what was done, by whom and when."""

    name = "hanse.audit"

    def ready(self) -> None:
        """Register the app's permissions."""
        import_module(f"{self.name}.permissions")
