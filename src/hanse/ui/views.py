"""The two pages of the look itself: what the reader prefers, and the catalogue of components."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hanse.core.access import public
from hanse.ui import catalogue, navigation
from hanse.ui.context import THEME_COOKIE, THEMES

YEAR_S = 365 * 24 * 3600


@public
@require_GET
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember theme or language in a cookie and go back; a link suffices, since only this reader's look changes."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = navigation.address("portal:home") or "/"
    answer = HttpResponseRedirect(target)
    theme = request.GET.get("theme", "")
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR_S, samesite="Lax", secure=request.is_secure())
    elif theme == "device":
        answer.delete_cookie(THEME_COOKIE, samesite="Lax")
    language = request.GET.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_S, samesite="Lax", secure=request.is_secure()
        )
    return answer


@public
@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state: the page on which the look is judged."""
    return render(request, "ui/design.html", catalogue.samples(request.GET))
