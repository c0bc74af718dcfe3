"""Pages of the reference lists: all are open to everybody, and none changes anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hanse.core.access import public
from hanse.taxonomy import selectors
from hanse.taxonomy.views.countries import countries, country
from hanse.taxonomy.views.regions import region, regions
from hanse.taxonomy.views.terms import term, terms

__all__ = ["countries", "country", "index", "region", "regions", "term", "terms"]


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every list with its size, version and source."""
    return render(request, "taxonomy/index.html", {"lists": selectors.code_lists()})
