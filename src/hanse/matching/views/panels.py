"""What the matching adds to pages of other apps."""

from __future__ import annotations

from typing import Any

from hanse.core.registries import Panel, page_panels
from hanse.matching import selectors
from hanse.matching.index import semantic_state, stale_count


@page_panels.register("directory.organisation:needs")
def public_needs(request: Any, organisation: Any) -> Panel | None:
    """The open needs that an organisation shows on its profile."""
    needs = list(selectors.public_needs_of(organisation)[:5])
    return Panel("matching/_public_needs.html", {"needs": needs}, order=40) if needs else None


@page_panels.register("portal.how_matching_works:state")
def state(request: Any, record: Any) -> Panel:
    """What is compared at this moment."""
    counts = selectors.compared_counts()
    context = {"organisations": counts[0], "projects": counts[1], "semantic": semantic_state(), "stale": stale_count()}
    return Panel("matching/_state.html", context)
