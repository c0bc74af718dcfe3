"""An invitation as its reader sees it, by the mail's link or signed in; and sending it again or taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hanse.core.access import access, public, signed_in
from hanse.directory import permissions, selectors, services
from hanse.directory.views.sections import actor_of


@public
@never_cache
@require_http_methods(["GET", "POST"])
def invitation_by_link(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link; joining needs an account, declining does not."""
    found = selectors.invitation_by_link(public_id, services.hash_of(token))
    return _answer(request, found, token)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an invitation to the person whose proven address was invited."""
    found = selectors.invitation_for_invited(actor_of(request), public_id)
    return _answer(request, found, "")


@access(permissions.MANAGE_PEOPLE)
@require_POST
def resend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send an invitation again."""
    found = selectors.invitation_of_insider(request.user, public_id)
    services.resend_invitation(invitation=found, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("Sent again; the link in the older mail does not work any more."))
    return _back(found)


@access(permissions.MANAGE_PEOPLE)
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an invitation back."""
    found = selectors.invitation_of_insider(request.user, public_id)
    services.withdraw_invitation(invitation=found, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("The invitation is withdrawn."))
    return _back(found)


def _answer(request: HttpRequest, found: Any, token: str) -> HttpResponse:
    person = actor_of(request) if request.user.is_authenticated else None
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer == "accept" and person is not None:
        services.accept_invitation(invitation=found, actor=person, token=token, at=timezone.now())
        messages.success(request, _("Welcome to %(name)s.") % {"name": found.organisation.name})
        return redirect("directory:organisation", found.organisation.public_id)
    if request.method == "POST" and answer == "decline":
        services.decline_invitation(invitation=found, actor=person, token=token, at=timezone.now())
        found = _reread(found, token, person)
    row = found.onboarding_row
    onwards = urlencode({"next": request.path, "email": found.email})
    context = {
        "invitation": found,
        "organisation": found.organisation,
        "cluster": row.batch.cluster if row is not None else None,
        "is_over": bool(found.accepted_at or found.declined_at or found.withdrawn_at)
        or found.expires_at < timezone.now(),
        "is_other_address": person is not None and person.user.email != found.email,
        "sign_in": f"{reverse('account_login')}?{onwards}",
        "sign_up": f"{reverse('account_signup')}?{onwards}",
    }
    return render(request, "directory/invitation.html", context)


def _reread(found: Any, token: str, person: Any) -> Any:
    if token:
        return selectors.invitation_by_link(found.public_id, services.hash_of(token))
    return selectors.invitation_for_invited(person, found.public_id)


def _back(found: Any) -> HttpResponse:
    row = found.onboarding_row
    if row is not None:
        return redirect("directory:onboarding_batch", row.batch.public_id)
    return redirect("directory:people", found.organisation.public_id)
