"""Sign-in by link, and the good-bye after closing an account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from hanse.accounts import selectors, services
from hanse.accounts.forms import SignInLinkForm
from hanse.core import throttle
from hanse.core.access import public


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def request_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link; the answer is the same whether the address is known or not."""
    form = SignInLinkForm(request.POST or None, initial={"email": request.GET.get("email", "")})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        throttle.check("accounts.link_by_client", throttle.client_key(request), limit=20, per_seconds=3600)
        throttle.check("accounts.link_by_address", email, limit=5, per_seconds=3600)
        wanted = request.POST.get("next", "")
        if person := selectors.person_by_address(email):
            next_path = wanted if get_adapter().is_safe_url(wanted) else ""
            services.send_sign_in_link(person=person, at=timezone.now(), next_path=next_path)
        return redirect("accounts:link_sent")
    facts = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/request_link.html", facts, status=422 if form.errors else 200)


@require_safe
@public
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say where to look now."""
    return render(request, "accounts/link_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@sensitive_variables("token")
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and sign in when it is pressed: a mail scanner that opens the link spends nothing."""
    throttle.check("accounts.use_link", throttle.client_key(request), limit=60, per_seconds=3600)
    if request.method != "POST":
        is_open = selectors.link_is_open(token, timezone.now())
        return render(request, "accounts/use_link.html", {"is_open": is_open}, status=200 if is_open else 409)
    user, next_path = services.use_sign_in_link(token=token, at=timezone.now())
    return sign_in(request, user, next_path)


def sign_in(request: HttpRequest, user: Any, next_path: str) -> HttpResponse:
    """Sign in through allauth's stages, so that a second factor is asked for where there is one."""
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=next_path or None))


@require_safe
@public
def closed(request: HttpRequest) -> HttpResponse:
    """Say good-bye."""
    return render(request, "accounts/closed.html")
