"""Django's entry to the core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core: no pages and no vocabulary of its own."""

    name = "hanse.core"
