"""Pages of imports, for programme managers: upload a table, see what would become of each row, take it, look back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core.access import access
from hanse.core.errors import Invalid
from hanse.directory import permissions
from hanse.directory.forms.imports import ImportFileForm
from hanse.directory.importers import uploads, without_formula
from hanse.directory.selectors import imports as selectors

ROWS_A_PAGE = 50
OUTCOMES = {
    "created": (_("New"), "done"),
    "updated": (_("Changed"), "open"),
    "unchanged": (_("Unchanged"), "draft"),
    "kept": (_("Kept as it is"), "waiting"),
    "refused": (_("Not taken"), "warn"),
}
STATES = {"running": "waiting", "finished": "done", "failed": "stopped", "taken": "done"}


@access(permissions.IMPORT_ORGANISATIONS)
@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """Show all imports and take a file to look at."""
    form = ImportFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actor = request.user.person  # type: ignore[union-attr]
            run = uploads.check_upload(file=file, name=file.name, actor=actor, at=timezone.now())
        except Invalid as error:
            form.add_error("file", f"{error.message} {error.next_step}")
        else:
            return redirect("directory:import_run", run.public_id)
    page = Paginator(selectors.import_runs(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "rows": page, "states": STATES}
    return render(request, "directory/imports.html", context, status=422 if form.errors else 200)


@access(permissions.IMPORT_ORGANISATIONS)
@require_safe
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one import: counts, what became of each row (or which were not taken), and the yes it may wait for."""
    found = selectors.import_run_or_404(public_id)
    rows = uploads.report_rows(found)
    only = request.GET.get("outcome", "")
    if only in OUTCOMES:
        rows = [row for row in rows if row["outcome"] == only]
    told = [{**row, "word": OUTCOMES[row["outcome"]][0], "tone": OUTCOMES[row["outcome"]][1]} for row in rows]
    listed = told or ([] if only else selectors.refusals_of(found))
    context = {
        "run": found,
        "rows": Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "has_report": bool(told) or bool(only),
        "tone": STATES[found.state],
        "may_confirm": bool(uploads.kept_file(found)),
        "crumbs": [{"label": _("Imports"), "href": reverse("directory:imports")}, {"label": found.file_name}],
        "tabs": _tabs(found, only) if told or only else [],
    }
    return render(request, "directory/import.html", context)


def _tabs(found: object, only: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = [{"label": _("All rows"), "href": "?", "is_current": not only}]
    for outcome in ("created", "updated", "unchanged", "refused"):
        count = getattr(found, f"{outcome}_count")
        if count:
            words = OUTCOMES[outcome][0]
            items.append({"label": words, "href": f"?outcome={outcome}", "count": count, "is_current": only == outcome})
    return items


@access(permissions.IMPORT_ORGANISATIONS)
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the rows of a file that was looked at."""
    found = selectors.import_run_or_404(public_id)
    actor = request.user.person  # type: ignore[union-attr]
    done = uploads.confirm_upload(run=found, actor=actor, at=timezone.now())
    messages.success(request, _("The table is taken. It stands in the directory within a minute."))
    return redirect("directory:import_run", done.public_id)


@access(permissions.IMPORT_ORGANISATIONS)
@require_safe
def report(request: HttpRequest, public_id: str) -> StreamingHttpResponse:
    """Answer the report as CSV: each row of an upload, or the rows not taken of another import."""
    found = selectors.import_run_or_404(public_id)
    lines = uploads.report_csv(found) if uploads.report_rows(found) else _refusals(selectors.refusal_table(found))
    answer = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{found.public_id}.csv"'
    return answer


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


def _refusals(rows: Iterator[tuple[str, int, str, str]]) -> Iterator[str]:
    for row in [("part", "line", "key", "reason"), *rows]:
        out = io.StringIO()
        csv.writer(out).writerow([without_formula(str(cell)) for cell in row])
        yield out.getvalue()
