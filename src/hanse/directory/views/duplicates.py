"""Likely duplicates: the queue, two entries side by side, merging field by field, and undoing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core.access import access
from hanse.core.errors import NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.views.sections import actor_of

REASONS = {
    "same_name_and_place": _("same name and place"),
    "same_web_domain": _("same web address"),
    "two_sources": _("from two sources"),
}


@access(permissions.MERGE_ORGANISATIONS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the pairs that look like one, the likeliest first."""
    state = "dismissed" if request.GET.get("state") == "dismissed" else "open"
    rows = selectors.duplicates_page(request.user, state=state, page=request.GET.get("page", 1))
    for row in rows.object_list:
        row.words = [REASONS.get(code, code) for code in row.reasons]  # type: ignore[attr-defined]
    here = reverse("directory:duplicates")
    tabs = [
        {"label": _("To be looked at"), "href": here, "is_current": state == "open"},
        {"label": _("Not the same"), "href": f"{here}?state=dismissed", "is_current": state == "dismissed"},
        {"label": _("Merged"), "href": reverse("directory:merges"), "is_current": False},
    ]
    return render(request, "directory/duplicates.html", {"rows": rows, "tabs": tabs, "state": state})


@access(permissions.MERGE_ORGANISATIONS)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look through the directory for pairs."""
    count = services.find_duplicates(at=timezone.now())
    words = ngettext("%(count)d new pair found.", "%(count)d new pairs found.", count) % {"count": count}
    messages.success(request, words if count else _("No new pair found."))
    return redirect("directory:duplicates")


@access(permissions.MERGE_ORGANISATIONS)
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compare two entries and merge them, field by field."""
    found = selectors.duplicate_for(request.user, public_id)
    fields = selectors.compared_fields(found.first, found.second)
    if request.method == "POST":
        kept, merged = (
            (found.first, found.second) if request.POST.get("keep") != "second" else (found.second, found.first)
        )
        # Fields that do not differ have no choice; the kept entry's value stays.
        other = "second" if kept is found.first else "first"
        from_merged = frozenset(field.key for field in fields if field.differs and request.POST.get(field.key) == other)
        services.merge_organisations(
            kept=kept, merged=merged, actor=actor_of(request), from_merged=from_merged, at=timezone.now()
        )
        messages.success(request, _("Merged. You can undo it in the list of merges."))
        return redirect("directory:organisation", kept.public_id)
    weights = selectors.weights_of(found.first, found.second)
    keeps_second = sum(weight.second for weight in weights) > sum(weight.first for weight in weights)
    context = {
        "pair": found,
        "fields": [(field, _better(field, keeps_second)) for field in fields],
        "weights": weights,
        "keeps_second": keeps_second,
        "words": [REASONS.get(code, code) for code in found.reasons],
        "crumbs": [{"label": _("Duplicates"), "href": reverse("directory:duplicates")}, {"label": _("Compare")}],
    }
    return render(request, "directory/duplicate.html", context)


@access(permissions.MERGE_ORGANISATIONS)
@require_POST
def decide(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Say that two entries are not the same, or look at them again."""
    found = selectors.duplicate_for(request.user, public_id)
    if verb == "dismiss":
        services.dismiss_duplicate(pair=found, actor=actor_of(request), at=timezone.now())
        messages.success(request, _("Noted: not the same."))
    elif verb == "reopen":
        services.reopen_duplicate(pair=found, actor=actor_of(request), at=timezone.now())
        messages.success(request, _("The pair is back in the list."))
    else:
        raise NotFound
    return redirect("directory:duplicates")


@access(permissions.MERGE_ORGANISATIONS)
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """List the merges, the latest first, each with its undo."""
    here = reverse("directory:duplicates")
    tabs = [
        {"label": _("To be looked at"), "href": here, "is_current": False},
        {"label": _("Not the same"), "href": f"{here}?state=dismissed", "is_current": False},
        {"label": _("Merged"), "href": reverse("directory:merges"), "is_current": True},
    ]
    rows = selectors.merges_page(request.user, page=request.GET.get("page", 1))
    return render(request, "directory/merges.html", {"rows": rows, "tabs": tabs})


@access(permissions.MERGE_ORGANISATIONS)
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring a merged entry back."""
    merge = services.undo_merge(
        merge=selectors.merge_for(request.user, public_id), actor=actor_of(request), at=timezone.now()
    )
    messages.success(request, _("Both entries are there again."))
    return redirect("directory:organisation", merge.merged.public_id)


def _better(field: selectors.ComparedField, keeps_second: bool) -> str:
    """Return which side is chosen at first: the one that has something, else the entry that stays."""
    if bool(field.first) != bool(field.second):
        return "first" if field.first else "second"
    return "second" if keeps_second else "first"
