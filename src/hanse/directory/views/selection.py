"""The selected list: put organisations on it from the results, look at it, take it along, empty it, undo that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hanse.core.access import public
from hanse.directory.selectors.filters import Filters
from hanse.directory.selectors.listing import rows_of
from hanse.directory.selectors.public_ids import listed_ids
from hanse.directory.views.links import page_context
from hanse.directory.views.selected_ids import BEFORE, MAX_SELECTED, select, selected_ids, undo


@public
@require_safe
def selected_list(request: HttpRequest) -> HttpResponse:
    """Show the selected organisations in the order in which they were added."""
    rows = rows_of(list(listed_ids(selected_ids(request)).values()))
    return render(
        request,
        "directory/list_selected.html",
        {
            **page_context(request, Filters(), reverse("directory:selected")),
            "rows": rows,
            "has_before": BEFORE in request.session,
            "csv_address": reverse("directory:selected_export", args=["csv"]),
            "xlsx_address": reverse("directory:selected_export", args=["xlsx"]),
        },
    )


@public
@require_POST
def change_selected(request: HttpRequest) -> HttpResponse:
    """Take over the ticks of one page: what is ticked is added, what was shown and is not ticked is removed."""
    shown = set(request.POST.getlist("shown"))
    ticked = [one for one in request.POST.getlist("organisation") if one in shown]
    before = selected_ids(request)
    kept = [one for one in before if one not in shown or one in ticked]
    added = [one for one in listed_ids(ticked[:MAX_SELECTED]) if one not in before]
    left_out = select(request, [*kept, *added])
    count = len(selected_ids(request))
    words = ngettext("%(n)d organisation on your list.", "%(n)d organisations on your list.", count) % {"n": count}
    messages.success(request, words)
    if left_out:
        messages.warning(
            request, _("The list is full: it holds %(n)d. The others were not added.") % {"n": MAX_SELECTED}
        )
    return _back(request)


@public
@require_POST
def clear_selected(request: HttpRequest) -> HttpResponse:
    """Empty the list; it can be brought back."""
    select(request, [])
    messages.success(request, _("Your list is empty. You can undo this below."))
    return HttpResponseRedirect(reverse("directory:selected"))


@public
@require_POST
def undo_selected(request: HttpRequest) -> HttpResponse:
    """Bring back the list as it was before the last change."""
    if undo(request):
        messages.success(request, _("Your list is as it was before."))
    return HttpResponseRedirect(reverse("directory:selected"))


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if is_ours and len(target) < 8000 else reverse("directory:selected"))
