"""Django's entry to the app."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Needs, suggestions with reasons, introductions and collaborations."""

    name = "hanse.matching"
