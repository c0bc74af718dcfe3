"""The log as the secretariat reads it, and as a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hanse.audit import selectors
from hanse.audit.forms import EventFilterForm
from hanse.audit.permissions import VIEW_LOG
from hanse.core.access import SignedInRequest, access

COLUMNS = ("seq", "at", "actor", "action", "subject_kind", "subject_id", "data", "hash")


@never_cache
@require_safe
@access(VIEW_LOG)
def log(request: SignedInRequest) -> HttpResponse:
    """List events, newest first."""
    form = EventFilterForm(request.GET)
    form.is_valid()
    wanted = _filter(form)
    page = selectors.event_page(request.user, wanted, before=form.cleaned_data.get("before"))
    query = request.GET.copy()
    query.pop("before", None)
    export = query.urlencode()
    query["before"] = str(page.next_before or "")
    facts = {
        "form": form,
        "page": page,
        "actions": selectors.known_actions(),
        "kinds": selectors.known_subject_kinds(),
        "is_filtered": wanted != selectors.EventFilter(),
        "next_address": f"?{query.urlencode()}" if page.next_before else "",
        "export_query": export,
    }
    return render(request, "audit/log.html", facts)


@require_safe
@access(VIEW_LOG)
def export(request: SignedInRequest) -> StreamingHttpResponse:
    """Send the filtered log as CSV, however long it is."""
    form = EventFilterForm(request.GET)
    form.is_valid()
    events = selectors.matching_events(request.user, _filter(form))

    def rows() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield writer.writerow(COLUMNS)
        for event in events.iterator(chunk_size=2000):
            data = json.dumps(event.data, ensure_ascii=False, sort_keys=True)
            cells = (event.actor_id, event.action, event.subject_kind, event.subject_id, data)
            yield writer.writerow([event.seq, event.at.isoformat(), *map(_cell, cells), event.hash])

    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
    return StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8", headers=headers)


class _Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def _cell(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _filter(form: EventFilterForm) -> selectors.EventFilter:
    wanted = form.cleaned_data
    return selectors.EventFilter(
        text=wanted.get("q", ""),
        actor=wanted.get("actor", ""),
        action=wanted.get("action", ""),
        subject_kind=wanted.get("kind", ""),
        subject=wanted.get("subject", ""),
        since=wanted.get("since"),
        until=wanted.get("until"),
    )
