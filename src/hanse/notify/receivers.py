"""What the header of every page shows of this app."""

from __future__ import annotations

from django.http import HttpRequest

from hanse.core.registries import header_facts
from hanse.notify import selectors
from hanse.ui import navigation


@header_facts.register("notify")
def unread(request: HttpRequest) -> dict[str, int]:
    """Return the number of unread notices of the signed-in person; one query."""
    person = getattr(request.user, "person", None) if request.user.is_authenticated else None
    return {"unread": selectors.unread_count(person) if person else 0}


navigation.register_count("notify:inbox", lambda request: unread(request)["unread"])
