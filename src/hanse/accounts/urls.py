"""Addresses below /account/: our own pages, and allauth's with the access that we declare for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from allauth.account import urls as allauth_urls
from allauth.mfa import urls as mfa_urls
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from hanse.accounts.views import entrance, own, people
from hanse.core import throttle
from hanse.core.access import public, signed_in
from hanse.core.registries import demo_accounts

# Third-party pages that a visitor needs; every other one is for those who have signed in.
PUBLIC_NAMES = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_trust",
}
# Forms of visitors that make us send mail: requests an hour from one address.
LIMITS = {"account_signup": 30, "account_reset_password": 20}
View = Callable[..., HttpResponse]


def declared(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return third-party addresses with the same names and paths, each view declaring who may open it."""
    found: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            assert isinstance(pattern.pattern, RoutePattern)
            found.append(path(str(pattern.pattern), include(declared(pattern.url_patterns))))
        else:
            view = _limited(pattern.callback, pattern.name) if pattern.name in LIMITS else pattern.callback
            declare = public if pattern.name in PUBLIC_NAMES else signed_in
            found.append(URLPattern(pattern.pattern, declare(_own_function(view)), pattern.default_args, pattern.name))
    return found


def _own_function(view: View) -> View:
    """Wrap a view, so that a declaration never changes somebody else's function."""

    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if context := getattr(response, "context_data", None):
            context.pop("site", None)  # would hide what our pages call by this name
            context["demo_accounts"] = demo_accounts.values() if settings.DEMO else ()
        return response

    return page


def _limited(view: View, name: str) -> View:
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST":
            throttle.check(name, throttle.client_key(request), limit=LIMITS[name], per_seconds=3600)
        return view(request, *args, **kwargs)

    return page


own_patterns = [
    path("", own.settings, name="settings"),
    path("consents/", own.consents, name="consents"),
    path("consents/<slug:purpose>/", own.set_consent, name="set_consent"),
    path("sign-in/", own.sign_in_methods, name="sign_in_methods"),
    path("close/", own.close, name="close"),
    path("closed/", entrance.closed, name="closed"),
    path("link/", entrance.request_link, name="request_link"),
    path("link/sent/", entrance.link_sent, name="link_sent"),
    path("link/<slug:token>/", entrance.use_link, name="use_link"),
    path("people/", people.people, name="people"),
    path("people/<slug:public_id>/", people.person, name="person"),
    path("people/<slug:public_id>/role/", people.give_role, name="give_role"),
    path("people/<slug:public_id>/role/end/", people.end_role, name="end_role"),
    path("people/<slug:public_id>/close/", people.close_person, name="close_person"),
]
urlpatterns = [
    *declared(allauth_urls.urlpatterns),
    path("two-factor/", include(declared(mfa_urls.urlpatterns))),
    path("", include((own_patterns, "accounts"))),
]
