"""Django's entry to the app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Mail, the in-site inbox, reminders and digests."""

    name = "hanse.notify"
