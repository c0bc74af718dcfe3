"""Django's entry to the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People with or without a login, platform roles, consent, sign-in."""

    name = "hanse.accounts"
