"""The route map of the public API, version 1: which app answers under which path."""

from ninja import NinjaAPI

from hanse.directory.api import router as directory
from hanse.matching.api import router as matching
from hanse.taxonomy.api import router as taxonomy

api = NinjaAPI(title="Hanse", version="1", docs_url=None, urls_namespace="api")
api.add_router("/reference", taxonomy)
api.add_router("/organisations", directory)
api.add_router("/matches", matching)
