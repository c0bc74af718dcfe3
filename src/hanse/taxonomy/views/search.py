"""What the reference lists add to the search of the whole site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hanse.core import registries
from hanse.core.registries import SearchResult
from hanse.taxonomy import selectors
from hanse.taxonomy.selectors import fold
from hanse.taxonomy.selectors.terms import terms_everywhere

# A page of a code list is seldom what a reader wants first: others stand above it.
EXACT, PARTIAL = 0.5, 0.2


@registries.search_results.register("taxonomy")
def reference_hits(user: Any, text: str, limit: int) -> Iterable[SearchResult]:
    """Return countries, regions and terms whose name or code has all the words. At most three queries."""
    if not selectors.query_words(text):
        return []
    return list(islice(_found(text, limit), limit))


def _found(text: str, limit: int) -> Iterator[SearchResult]:
    for country in selectors.countries(search=text)[:limit]:
        yield _result(text, country.label, reverse("taxonomy:country", args=[country.code]), country.code)
    for region in selectors.regions(search=text)[:limit]:
        yield _result(text, region.name, reverse("taxonomy:region", args=[region.code]), region.code)
    for term in terms_everywhere(text)[:limit]:
        address = reverse("taxonomy:term", args=[term.scheme, term.code])
        yield _result(text, term.label, address, term.get_scheme_display())


def _result(text: str, title: str, address: str, detail: str) -> SearchResult:
    score = EXACT if fold(title) == fold(text) else PARTIAL
    return SearchResult(title=title, url=address, kind=str(_("Reference lists")), text=str(detail), score=score)
