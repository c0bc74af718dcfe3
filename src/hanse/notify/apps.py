"""Django's entry to the app."""

from importlib import import_module

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Mail, the in-site inbox, reminders and digests."""

    name = "hanse.notify"

    def ready(self) -> None:
        """Let the app add its jobs and header facts to the registries."""
        for part in ("permissions", "tasks", "receivers"):
            import_module(f"{self.name}.{part}")
