"""Django's entry to the app."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """Countries, regions, sectors, technologies and other code lists, with versions. The reference app: others copy its shape."""

    name = "hanse.taxonomy"
