"""Django's entry to the template components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, theme, icons, charts and maps."""

    name = "hanse.ui"
