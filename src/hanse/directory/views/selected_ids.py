"""The list of organisations that a visitor has put together: public ids in the session."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

KEY, BEFORE = "directory_selected", "directory_selected_before"
MAX_SELECTED = 500


def selected_ids(request: HttpRequest) -> list[str]:
    """Return the public ids in the order in which they were added."""
    return [str(one) for one in request.session.get(KEY, [])]


def select(request: HttpRequest, ids: Iterable[str]) -> int:
    """Select these, at most MAX_SELECTED, keep those before for an undo, say how many were left out."""
    wanted = list(dict.fromkeys(ids))
    before = selected_ids(request)
    kept = wanted[:MAX_SELECTED]
    if kept != before:
        request.session[BEFORE] = before
        request.session[KEY] = kept
    return len(wanted) - len(kept)


def undo(request: HttpRequest) -> bool:
    """Put back what was selected before the last change; return whether there was something to put back."""
    if BEFORE not in request.session:
        return False
    request.session[KEY], request.session[BEFORE] = request.session[BEFORE], selected_ids(request)
    return True
