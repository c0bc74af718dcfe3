"""Makes the project's table files from an operator's own downloads."""

from hanse.taxonomy.importers.nace import refresh_nace
from hanse.taxonomy.importers.nuts import refresh_nuts

__all__ = ["refresh_nace", "refresh_nuts"]
