"""Django's entry to the app."""

from importlib import import_module

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """Countries, regions, sectors, technologies and other code lists, with versions: the shape that others copy."""

    name = "hanse.taxonomy"

    def ready(self) -> None:
        """Let the app add its lists to the search of the site."""
        import_module(f"{self.name}.views.search")
