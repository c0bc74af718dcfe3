"""Django's entry to the app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Organisations, their people, offers, references, labels, and the ties between them."""

    name = "hanse.directory"
