"""Django's entry to the app."""

from importlib import import_module

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Organisations, their people, offers, references, labels, and the ties between them."""

    name = "hanse.directory"

    def ready(self) -> None:
        """Let the app add its permissions, jobs, reactions and personal data to the registries."""
        for part in ("permissions", "tasks", "receivers", "personal_data"):
            import_module(f"{self.name}.{part}")
