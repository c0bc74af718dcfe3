"""The directory as a list and as a map; both keep every filter in the address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hanse.core.access import public
from hanse.core.jobs import enqueue_on_commit
from hanse.directory import index
from hanse.directory.selectors.filters import Filters, read_filters
from hanse.directory.selectors.listing import Words, chips, facet_options, listing
from hanse.directory.selectors.map_points import map_of
from hanse.directory.selectors.unindexed import unindexed_page
from hanse.directory.views.export import XLSX_ROWS
from hanse.directory.views.links import chip_links, page_context, sort_links

REFRESH = "hanse.directory.tasks.refresh_facets"


@public
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the organisations that fit, and what else one may choose."""
    filters = read_filters(request.GET)
    path = reverse("directory:list")
    if address := _cleaner_address(request, filters, path):
        return HttpResponseRedirect(address)
    now = index.current()
    if now is None:
        return _unindexed(request, filters, path)
    found = listing(now.view, filters)
    context = {
        **page_context(request, filters, path),
        "page": found,
        "chips": chip_links(found.chips, path),
        "suggestions": chip_links(found.suggestions, path),
        "sorts": sort_links(filters, path),
        "matched": filters.text.split(),
        "here_address": filters.address(path, with_page=True),
        "share_address": request.build_absolute_uri(filters.address(path, with_page=True)),
        "csv_address": filters.address(reverse("directory:export", args=["csv"])),
        "xlsx_address": filters.address(reverse("directory:export", args=["xlsx"])) if found.total <= XLSX_ROWS else "",
    }
    return render(request, "directory/list.html", context)


@public
@require_safe
def organisation_map(request: HttpRequest) -> HttpResponse:
    """Show where the organisations that fit are."""
    filters = read_filters(request.GET)
    path = reverse("directory:map")
    if address := _cleaner_address(request, filters, path):
        return HttpResponseRedirect(address)
    now = index.current()
    if now is None:
        return HttpResponseRedirect(filters.address(reverse("directory:list")))
    drawn = map_of(now.view, filters, list_path=reverse("directory:list"))
    words = Words(filters)
    anywhere = filters.without("country").without("region").without("area")
    context = {
        **page_context(request, filters, path),
        "map": drawn,
        "facets": facet_options(now.view.answer(filters.query), filters, words),
        "chips": chip_links(chips(filters, words), path),
        "zoom": f"{path}?{urlencode([*anywhere.pairs(), ('country', '')])}",
        "back": anywhere.address(path) if drawn.focus else "",
    }
    return render(request, "directory/list_map.html", context)


def _unindexed(request: HttpRequest, filters: Filters, path: str) -> HttpResponse:
    """Answer from the database while the first index is made."""
    enqueue_on_commit(REFRESH)
    page = unindexed_page(filters, after=request.GET.get("after", ""))
    following = urlencode([*filters.pairs(), ("after", page.after)]) if page.after else ""
    context = {
        **page_context(request, filters, path),
        "page": page,
        "chips": chip_links(chips(filters, Words(filters)), path),
        "next_address": f"{path}?{following}" if following else "",
    }
    return render(request, "directory/list_unindexed.html", context)


def _cleaner_address(request: HttpRequest, filters: Filters, path: str) -> str:
    """Return the canonical address where a form wrote empty parameters; '' where the address may stay as it is."""
    has_blank = any(value == "" for _, values in request.GET.lists() for value in values)
    # What was not understood is named on the page, and that takes the address as it came.
    return filters.address(path, with_page=True) if has_blank and not filters.ignored else ""
