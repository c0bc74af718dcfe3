"""Domain errors become answers here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hanse.core.errors import DomainError


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
