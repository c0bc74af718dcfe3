"""Matching over the API: the same answer as the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from hanse.core.access import public
from hanse.core.throttle import check, client_key
from hanse.engines.languages import detect
from hanse.matching.index import match_json, suggest

MAX_TEXT = 50_000  # characters, as on the page
router = Router(tags=["matches"])


class Asked(Schema):
    """A need: text in any EU language, and how many answers (1 to 50)."""

    text: str = Field(max_length=MAX_TEXT)
    limit: int = Field(10, ge=1, le=50)


class ReasonOut(Schema):
    """One reason; the points of all reasons add up to the score."""

    kind: str
    label: str
    points: float


class MatchOut(Schema):
    """One organisation that fits."""

    organisation: str
    name: str
    country: str
    score: float
    reasons: list[ReasonOut]


@router.post(
    "",
    response={200: list[MatchOut], 422: dict[str, Any], 429: dict[str, Any]},
    summary="Organisations that fit a need, with reasons",
)
@public
def matches(request: HttpRequest, asked: Asked) -> list[dict[str, Any]]:
    """Return the organisations that fit best, best first."""
    check("matching.api", client_key(request), limit=60, per_seconds=600)
    text = asked.text.replace("\x00", "")
    return match_json(suggest(text, language=detect(text).language or "en", limit=asked.limit))
