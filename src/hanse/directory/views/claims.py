"""Claiming a profile, and the queue in which managers decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core import throttle
from hanse.core.access import access, signed_in
from hanse.core.errors import Conflict, NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.people import CLAIM_STATES, ClaimForm, ClaimState, ReasonForm
from hanse.directory.views.sections import actor_of, crumbs

CLAIMS_A_DAY = 10


@access(permissions.CLAIM_ORGANISATION)
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a profile is one's own, with what shows it."""
    organisation = selectors.organisation_for(request.user, public_id)
    person = actor_of(request)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        throttle.check("directory.claim", person.public_id, limit=CLAIMS_A_DAY, per_seconds=86_400)
        try:
            services.claim_organisation(organisation=organisation, actor=person, at=timezone.now(), **form.cleaned_data)
        except Conflict as error:
            form.add_error(None, f"{error.message} {error.next_step}")
        else:
            messages.success(request, _("Your claim is with the secretariat. You get a mail as soon as it is decided."))
            return redirect("directory:claim", public_id)
    context = {
        "organisation": organisation,
        "form": form,
        "waiting": selectors.open_claim_of(person, organisation),
        "is_strong": selectors.is_strong_evidence(person, organisation),
        "crumbs": crumbs(organisation, _("Claim this profile")),
    }
    return render(request, "directory/claim.html", context, status=422 if form.errors else 200)


@access(permissions.DECIDE_CLAIM)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the claims, those that wait longest first."""
    form = ClaimState(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() and form.cleaned_data["state"] else "open"
    rows = selectors.claims_page(request.user, state=state, page=request.GET.get("page", 1))
    tabs = [
        {"label": label, "href": f"{reverse('directory:claim_queue')}?state={value}", "is_current": value == state}
        for value, label in CLAIM_STATES
        if value != "withdrawn"
    ]
    return render(request, "directory/claim_queue.html", {"rows": rows, "tabs": tabs, "state": state})


@signed_in
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept or refuse a claim (managers), or take one's own back."""
    found = selectors.claim_for(request.user, public_id)
    verb = request.POST.get("verb", "")
    who: dict[str, Any] = {"claim": found, "actor": actor_of(request), "at": timezone.now()}
    if verb == "withdraw":
        services.withdraw_claim(**who)
        messages.success(request, _("Your claim is withdrawn."))
        return redirect("directory:organisation", found.organisation.public_id)
    if verb == "accept":
        services.accept_claim(**who)
        messages.success(request, _("%(person)s looks after the profile now.") % {"person": found.person})
    elif verb == "refuse":
        form = ReasonForm(request.POST)
        services.refuse_claim(reason=form.cleaned_data["reason"] if form.is_valid() else "", **who)
        messages.success(request, _("The claim is refused; the claimant reads your reason."))
    else:
        raise NotFound
    return redirect("directory:claim_queue")
