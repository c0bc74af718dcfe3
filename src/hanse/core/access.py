"""Every URL declares who may open it: `access("app.permission")`, `signed_in` or `public`; a test fails any other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from hanse.core.errors import NotFound

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_IN = "signed in"


class SignedInRequest(HttpRequest):
    """A request behind `signed_in` or `access`: `request.user.person` is the reader."""

    user: Any


def _declare(view: View, permission: str) -> View:
    view.required_permission = permission  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Open a page to everybody; what a record hides is decided in its selector."""
    return _declare(view, PUBLIC)


def signed_in(view: View) -> View:
    """Open a page to anybody who has signed in; others are sent to the sign-in page and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _declare(cast(View, guarded), SIGNED_IN)


def access(permission: str) -> Callable[[View], View]:
    """Open a page to those with a permission that needs no record, and declare one that the selector and service check.

    A permission whose predicate takes a record is checked where the record is read; here it is enough that somebody is
    signed in. One about the person alone (it stands in `PLATFORM_PERMISSIONS`) is checked at once.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if permission in PLATFORM_PERMISSIONS and not request.user.has_perm(permission):
                # An outsider learns nothing about staff pages, not even that they exist.
                raise NotFound
            return view(request, *args, **kwargs)

        return _declare(cast(View, guarded), permission)

    return decorate


PLATFORM_PERMISSIONS: set[str] = set()


def platform_permission(name: str) -> str:
    """Register a permission that hangs on the person alone; `access` checks it before the view runs."""
    PLATFORM_PERMISSIONS.add(name)
    return name
