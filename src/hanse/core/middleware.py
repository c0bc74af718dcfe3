"""Addresses are cleaned on the way in; domain errors become answers, here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hanse.core.errors import DomainError

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
        """Pass the request on; Django calls `process_exception` where a view raises."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer to a domain error, None for any other exception."""
        if not isinstance(error, DomainError):
            return None
        words = {"message": str(error.message), "next_step": str(error.next_step)}
        if request.path.startswith("/api/"):
            return JsonResponse({**words, "field": error.field}, status=error.status)
        return render(request, "errors/domain.html", {**words, "status": error.status}, status=error.status)
