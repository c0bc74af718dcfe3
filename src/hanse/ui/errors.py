"""Pages for what goes wrong outside a view's own words: every answer says what happened and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.core.access import public

Text = str | Promise


def _answer(request: HttpRequest, status: int, message: Text, next_step: Text) -> HttpResponse:
    words = {"message": str(message), "next_step": str(next_step)}
    if request.path.startswith("/api/"):
        return JsonResponse({**words, "field": ""}, status=status)
    name = "404.html" if status == 404 else "errors/domain.html"
    return render(request, name, {**words, "status": status}, status=status)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request could not be read."""
    return _answer(
        request, 400, _("We could not read this request."), _("Go back, reload the page, and send the form once more.")
    )


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the reader may not do this."""
    return _answer(
        request,
        403,
        _("You may not do this."),
        _("Sign in with another account, or ask the owner of the organisation."),
    )


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: no such page, or not for this reader; the two look the same."""
    return _answer(
        request,
        404,
        _("This page does not exist, or is not open to you."),
        _("Check the address, or sign in with the account that may see it."),
    )


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form came without its token: an old page, or cookies that are blocked."""
    return _answer(
        request,
        403,
        _("This form has been open too long, or your browser blocks cookies."),
        _("Go back, reload the page, and send the form once more. Hanse sets no cookies that follow you."),
    )


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a static template: whatever failed, this page needs neither database nor session."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"message": "Something went wrong on our side.", "next_step": "Try again in a minute.", "field": ""},
            status=500,
        )
    return HttpResponseServerError(loader.get_template("500.html").render())
