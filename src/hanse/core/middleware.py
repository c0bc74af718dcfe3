"""Addresses are cleaned and sizes checked on the way in; domain errors become answers, here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hanse.core.errors import DomainError, TooLarge

MAX_BODY_BYTES = 25_000_000  # the largest table that is taken, and the form around it
ENCODED_NUL = re.compile("%00|\x00")


class CleanAddressMiddleware:
    """Take NUL out of path and query before anybody reads them: PostgreSQL refuses it, and no address of ours has one.

    A path that held one names no page (404); in a query it counts as a blank. Taking it out without a trace would let
    two halves of another one meet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean the address and pass the request on."""
        request.path = request.path.replace("\x00", "\ufffd")
        request.path_info = request.path_info.replace("\x00", "\ufffd")
        request.META["QUERY_STRING"] = ENCODED_NUL.sub("%20", request.META.get("QUERY_STRING", ""))
        return self.get_response(request)


class DomainErrorMiddleware:
    """Answer a `DomainError` with its status: a page, a fragment for htmx, or JSON below /api/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; Django calls `process_exception` where a view raises.

        What is too large is refused before the check against forged requests reads it, and so writes it to disk.
        """
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdecimal() and (len(length) > 18 or int(length) > MAX_BODY_BYTES):
            return self._answer(request, TooLarge())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to a domain error, None for any other exception."""
        return self._answer(request, error) if isinstance(error, DomainError) else None

    def _answer(self, request: HttpRequest, error: DomainError) -> HttpResponse:
        words = {"message": str(error.message), "next_step": str(error.next_step)}
        if request.path.startswith("/api/"):
            return JsonResponse({**words, "field": error.field}, status=error.status)
        return render(request, "errors/domain.html", {**words, "status": error.status}, status=error.status)


class PrivateAnswerMiddleware:
    """Tell caches between the site and its readers that what somebody who signed in sees is for that person alone.

    Not `no-store`: the way back in the browser keeps what was written in a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and mark the answer; one that never asked who is reading is the same for all."""
        answer = self.get_response(request)
        if not answer.has_header("Cache-Control") and request.session.accessed and request.user.is_authenticated:
            answer["Cache-Control"] = "private"
        return answer
