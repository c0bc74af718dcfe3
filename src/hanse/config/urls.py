"""The route map of pages: which app answers under which path."""

from django.urls import include, path

from hanse.config.api import api

urlpatterns = [
    path("", include("hanse.portal.urls")),
    path("", include("hanse.matching.urls")),
    path("directory/", include("hanse.directory.urls")),
    path("reference/", include("hanse.taxonomy.urls")),
    path("inbox/", include("hanse.notify.urls")),
    path("audit/", include("hanse.audit.urls")),
    path("account/", include("hanse.accounts.urls")),
    path("design/", include("hanse.ui.urls")),
    path("api/v1/", api.urls),
]
handler400 = "hanse.ui.errors.bad_request"
handler403 = "hanse.ui.errors.forbidden"
handler404 = "hanse.ui.errors.not_found"
handler500 = "hanse.ui.errors.server_error"
