"""One's own account: details, consents, ways to sign in, closing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.accounts import selectors, services
from hanse.accounts.forms import CloseForm, ProfileForm
from hanse.core import throttle
from hanse.core.access import SignedInRequest, signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: SignedInRequest) -> HttpResponse:
    """Show and change one's own details."""
    person = request.user.person
    form = ProfileForm(request.POST or None, instance=selectors.own_details(person))
    if request.method == "POST" and form.is_valid():
        services.update_person(person=person, actor=person, at=timezone.now(), **form.cleaned_data)
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    return render(
        request, "accounts/settings.html", {"form": form, "tab": "settings"}, status=422 if form.errors else 200
    )


@never_cache
@require_safe
@signed_in
def consents(request: SignedInRequest) -> HttpResponse:
    """Show each purpose, what holds, and its history."""
    return render(
        request, "accounts/consents.html", {"lines": selectors.consent_lines(request.user.person), "tab": "consents"}
    )


@require_POST
@signed_in
def set_consent(request: SignedInRequest, purpose: str) -> HttpResponse:
    """Give or withdraw one consent."""
    person = request.user.person
    is_given = request.POST.get("is_given") == "1"
    services.set_consent(person=person, purpose=purpose, is_given=is_given, actor=person, at=timezone.now())
    messages.success(request, _("Your consent is noted.") if is_given else _("Your consent is withdrawn."))
    return redirect("accounts:consents")


@never_cache
@require_safe
@signed_in
def sign_in_methods(request: SignedInRequest) -> HttpResponse:
    """Show how one can sign in, with the way to change each."""
    methods = selectors.sign_in_methods(request.user.person)
    return render(request, "accounts/sign_in_methods.html", {"methods": methods, "tab": "sign_in"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def close(request: SignedInRequest) -> HttpResponse:
    """Close one's own account, after the password."""
    person = request.user.person
    if request.method == "POST":
        throttle.check("accounts.close", person.public_id, limit=10, per_seconds=900)
    form = CloseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.close_account(person=person, actor=person, at=timezone.now())
        logout(request)
        return redirect("accounts:closed")
    facts = {"form": form, "obstacles": services.obstacles_to_closing(person=person), "tab": "close"}
    return render(request, "accounts/close.html", facts, status=422 if form.errors else 200)
