"""Searches as the addresses that a page of the directory leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hanse.directory.selectors.facets import Text
from hanse.directory.selectors.filters import SORTS, Filters
from hanse.directory.selectors.listing import Chip
from hanse.directory.views.selected_ids import MAX_SELECTED, selected_ids

SORT_WORDS = {
    "name": _("by name"),
    "relevance": _("best match first"),
    "newest": _("newest"),
    "projects": _("most projects"),
}


@dataclass(frozen=True)
class SearchLink:
    """A way to another search: its words, its address, how many it finds, whether one is there already."""

    label: Text
    href: str
    count: int = 0
    is_on: bool = False


def chip_links(chips: Iterable[Chip], path: str) -> list[SearchLink]:
    """Return the searches without one condition each."""
    return [SearchLink(chip.label, chip.without.address(path), chip.count) for chip in chips]


def sort_links(filters: Filters, path: str) -> list[SearchLink]:
    """Return the orders; by relevance only where there are keywords."""
    offered = [sort for sort in SORTS if sort != "relevance" or filters.text]
    return [
        SearchLink(SORT_WORDS[sort], replace(filters, sort=sort, page=1).address(path), is_on=sort == filters.order)
        for sort in offered
    ]


def page_context(request: HttpRequest, filters: Filters, path: str) -> dict[str, object]:
    """Return what the list, its map and the selected list share."""
    return {
        "filters": filters,
        "path": path,
        "area_text": dict(filters.pairs()).get("area", ""),
        "list_address": filters.address(reverse("directory:list")),
        "map_address": filters.address(reverse("directory:map")),
        "selected": set(selected_ids(request)),
        "max_selected": MAX_SELECTED,
    }
