"""Django's entry to the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only, hash-chained log of what was done, by whom and when."""

    name = "hanse.audit"
