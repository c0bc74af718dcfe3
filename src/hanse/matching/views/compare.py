"""Up to four organisations side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hanse.core.access import public
from hanse.matching import selectors
from hanse.matching.index import Suggestion, compared
from hanse.matching.views.needs import visited


@public
@require_GET
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """The organisations that were set aside for a need, fact by fact and reason by reason."""
    need = selectors.need_for(request.user, public_id, visited(request))
    items = compared(need)
    columns = [
        {"label": item.organisation.name, "href": reverse("directory:organisation", args=[item.organisation.public_id])}
        for item in items
    ]
    context = {"need": need, "items": items, "columns": columns, "rows": _rows(items)}
    return render(request, "matching/compare.html", context)


def _rows(items: tuple[Suggestion, ...]) -> list[dict[str, Any]]:
    def row(label: str, cells: list[Any]) -> dict[str, Any]:
        return {"label": label, "cells": cells, "differs": len({str(cell) for cell in cells}) > 1}

    organisations = [item.organisation for item in items]
    kinds = sorted({reason.kind for item in items for reason in item.reasons})
    titles = {
        "semantic": _("Points for meaning"),
        "words": _("Points for words"),
        "evidence": _("Points for similar projects"),
        "subjects": _("Points for the subjects of similar projects"),
        "popularity": _("Points for being found often"),
        "criterion": _("Points for your wishes"),
    }
    points = [
        row(
            titles[kind],
            [sum(reason.shown for reason in item.reasons if reason.kind == kind) or None for item in items],
        )
        for kind in kinds
    ]
    return [
        row(_("Score of 100"), [item.shown for item in items]),
        *points,
        row(_("Kind"), [organisation.get_kind_display() for organisation in organisations]),
        row(
            _("Country"), [organisation.country.label if organisation.country else "" for organisation in organisations]
        ),
        row(_("Place"), [organisation.city for organisation in organisations]),
        row(_("Takes requests"), [organisation.get_availability_display() for organisation in organisations]),
        row(_("Readiness levels"), [_levels(organisation) for organisation in organisations]),
        row(_("Verified"), [organisation.verified_at is not None for organisation in organisations]),
    ]


def _levels(organisation: Any) -> str:
    return f"{organisation.trl_from}–{organisation.trl_to}" if organisation.trl_from else ""
