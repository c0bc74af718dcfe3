"""Django's entry to the app."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """Countries, regions, sectors, technologies and other code lists, with versions: the shape that others copy."""

    name = "hanse.taxonomy"
