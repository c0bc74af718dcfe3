"""A route map for the look alone, so that its tests hang on no other app."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def stand_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [
    path("", include(([path("", stand_in, name="home"), path("funding/", stand_in, name="funding")], "portal"))),
    path("find/", include(([path("", stand_in, name="new_need")], "matching"))),
    path("sign-in/", stand_in, name="account_login"),
    path("boom/", boom),
    path("design/", include("hanse.ui.urls")),
]
handler404 = "hanse.ui.errors.not_found"
handler500 = "hanse.ui.errors.server_error"
