"""Django's entry to the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that join several apps: the public home, a person's own page, search."""

    name = "hanse.portal"
