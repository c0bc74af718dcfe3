"""A cluster brings its members in: the file, what would become of each line, the sending, and where each stands."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core import throttle
from hanse.core.access import access
from hanse.core.errors import Invalid, NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.people import OnboardingFileForm, OnboardingTextForm
from hanse.directory.views.sections import actor_of, crumbs, organisation_with, page

FILES_A_DAY = 20
WORDS = {
    "waiting": _("Invited, no answer yet"),
    "expired": _("Invitation expired"),
    "accepted": _("Joined"),
    "declined": _("Declined"),
    "withdrawn": _("Withdrawn"),
    "linked": _("Linked, not confirmed yet"),
    "confirmed": _("Linked and confirmed"),
    "refused": _("Not usable"),
}
TONES = {
    "accepted": "done",
    "confirmed": "done",
    "waiting": "waiting",
    "linked": "waiting",
    "refused": "warn",
    "expired": "warn",
}


@access(permissions.ONBOARD_MEMBERS)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a file, show what would become of each line, and on the second step send the invitations."""
    cluster = organisation_with(request, public_id, permissions.ONBOARD_MEMBERS)
    person = actor_of(request)
    form = OnboardingFileForm()
    context = page(request, cluster, "onboarding", _("Bring members in"), form=form)
    if request.method == "POST" and "text" in request.POST:
        sent = OnboardingTextForm(request.POST)
        if not sent.is_valid():
            raise Invalid(_("The list is too long."), next_step=_("Split it into parts of at most 1,000 lines."))
        throttle.check("directory.onboarding", person.public_id, limit=FILES_A_DAY, per_seconds=86_400)
        rows = services.rows_of(sent.cleaned_data["text"])
        name = sent.cleaned_data["file_name"]
        made = services.start_onboarding(cluster=cluster, actor=person, rows=rows, file_name=name, at=timezone.now())
        messages.success(request, _("The invitations are on their way."))
        return redirect("directory:onboarding_batch", made.public_id)
    if request.method == "POST":
        form = context["form"] = OnboardingFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                text = services.decoded(form.cleaned_data["file"].read(services.MOST_BYTES + 1))
                plan = services.plan_onboarding(cluster=cluster, actor=person, rows=services.rows_of(text))
            except Invalid as error:
                form.add_error("file", f"{error.message} {error.next_step}")
            else:
                counts = Counter(str(row.outcome) for row in plan)
                send = OnboardingTextForm(initial={"text": text, "file_name": form.cleaned_data["file"].name[:200]})
                return render(
                    request,
                    "directory/onboarding_preview.html",
                    {**context, "plan": plan, "counts": dict(counts), "send": send},
                )
    context["batches"] = selectors.onboarding_batches(cluster)
    return render(request, "directory/onboarding.html", context, status=422 if form.errors else 200)


@access(permissions.ONBOARD_MEMBERS)
@require_safe
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show where each line of a file stands."""
    found = selectors.onboarding_batch_for(request.user, public_id)
    statuses = selectors.onboarding_statuses(found)
    counts = Counter(status.code for status in statuses)
    items = [
        {"label": _("Bring members in"), "href": reverse("directory:onboarding", args=[found.cluster.public_id])},
        {"label": found.file_name},
    ]
    context = {
        "batch": found,
        "rows": [(status, WORDS[status.code], TONES.get(status.code, "stopped")) for status in statuses],
        "counts": [(WORDS[code], count) for code, count in counts.most_common()],
        "open_count": counts["waiting"] + counts["expired"],
        "crumbs": [crumbs(found.cluster, "x")[-2], *items],
    }
    return render(request, "directory/onboarding_batch.html", context)


@access(permissions.ONBOARD_MEMBERS)
@require_safe
def export(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the lines of a file with where they stand, as CSV."""
    found = selectors.onboarding_batch_for(request.user, public_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="members-{found.public_id}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(["line", "name", "email", "status", "reason"])
    for status in selectors.onboarding_statuses(found):
        row = status.row
        writer.writerow(
            [row.line, _plain(row.organisation_name), _plain(row.email), WORDS[status.code], _plain(row.reason)]
        )
    return answer


@access(permissions.ONBOARD_MEMBERS)
@require_POST
def resend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send all invitations of a file again that nobody has answered."""
    found = selectors.onboarding_batch_for(request.user, public_id)
    throttle.check("directory.onboarding", actor_of(request).public_id, limit=FILES_A_DAY, per_seconds=86_400)
    count = 0
    for status in selectors.onboarding_statuses(found):
        if status.invitation is not None and status.code in ("waiting", "expired"):
            services.resend_invitation(invitation=status.invitation, actor=actor_of(request), at=timezone.now())
            count += 1
    words = ngettext("%(count)d invitation sent again.", "%(count)d invitations sent again.", count)
    messages.success(request, words % {"count": count})
    return redirect("directory:onboarding_batch", public_id)


@access(permissions.MANAGE_PEOPLE)
@require_POST
def decide_link(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Confirm a membership of a cluster in the firm's name, or end it from either side."""
    link = selectors.cluster_link_for(request.user, public_id)
    who: dict[str, Any] = {"link": link, "actor": actor_of(request), "at": timezone.now()}
    if verb == "confirm":
        services.confirm_cluster_membership(**who)
        messages.success(request, _("The membership is confirmed."))
    elif verb == "end":
        services.end_cluster_membership(**who)
        messages.success(request, _("The membership has ended."))
    else:
        raise NotFound
    is_member = request.user.has_perm(permissions.MANAGE_PEOPLE, link.member)
    return redirect("directory:organisation", (link.member if is_member else link.cluster).public_id)


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
