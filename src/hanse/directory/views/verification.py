"""Vouching for entries: the queue of those that nobody has looked at, and the verb."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hanse.core.access import access
from hanse.core.errors import NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.people import QueueFilter
from hanse.directory.views.sections import actor_of


@access(permissions.VERIFY_ORGANISATION)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the entries that wait for somebody to vouch for them."""
    form = QueueFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows, before = selectors.unverified_page(
        request.user,
        text=wanted.get("q", ""),
        kind=wanted.get("kind", ""),
        country=wanted.get("country", ""),
        show=wanted.get("show", ""),
        before=request.GET.get("before", ""),
    )
    query = request.GET.copy()
    query["before"] = before
    following = f"?{query.urlencode()}" if before else ""
    return render(request, "directory/verification_queue.html", {"rows": rows, "form": form, "following": following})


@access(permissions.VERIFY_ORGANISATION)
@require_POST
def decide(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Verify an entry, or take that back."""
    organisation = selectors.organisation_for(request.user, public_id)
    who: dict[str, Any] = {"organisation": organisation, "actor": actor_of(request), "at": timezone.now()}
    if verb == "give":
        services.verify_organisation(**who)
        messages.success(request, _("%(name)s is verified.") % {"name": organisation.name})
    elif verb == "withdraw":
        services.withdraw_verification(**who)
        messages.success(request, _("The verification of %(name)s is withdrawn.") % {"name": organisation.name})
    else:
        raise NotFound
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("directory:organisation", public_id)
