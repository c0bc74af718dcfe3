"""The public home, a person's own page, search over everything, and the pages that explain the site."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hanse.core.access import SignedInRequest, public, signed_in
from hanse.core.registries import panels_for
from hanse.core.throttle import FormTrap
from hanse.portal import selectors

SOON = {
    "funding": (
        _("Funding"),
        _("Open calls for vouchers and micro-grants, with a check in a minute whether you may apply."),
    ),
    "check": (_("Check your maturity"), _("Twelve questions, a road map, and the help that fits it.")),
    "events": (_("Events"), _("Brokerage events with a timetable that wastes nobody's day.")),
    "practices": (_("Good practices"), _("What worked elsewhere, and how to bring it to your region.")),
    "results": (_("Results"), _("Where the money went and what came of it, down to the record.")),
}
MAX_QUERY = 200


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """State a need at once, or take one of the three doors."""
    return render(
        request,
        "portal/home.html",
        {"figures": selectors.home_figures(), "trap": FormTrap().trap, "is_home": True},
    )


@signed_in
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    """What waits for me, my organisations, my needs and introductions."""
    page = selectors.my_page(request.user.person)
    return render(
        request, "portal/me.html", {"page": page, "panels": panels_for("portal.me", request, request.user.person)}
    )


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Search over all that the reader may see."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    groups = selectors.search(request.user, text) if text else []
    return render(request, "portal/search.html", {"text": text, "groups": groups})


@public
@require_GET
def how_matching_works(request: HttpRequest) -> HttpResponse:
    """The method in plain words, and the state of the index."""
    return render(
        request, "portal/how_matching_works.html", {"panels": panels_for("portal.how_matching_works", request, None)}
    )


@public
@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be taken along, and under which licence."""
    return render(request, "portal/open_data.html", {"sources": selectors.sources()})


@public
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What this site is."""
    return render(request, "portal/about.html")


@public
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, and for how long."""
    return render(request, "portal/privacy.html")


@public
@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """What one agrees to with an account."""
    return render(request, "portal/terms.html")


@public
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


def soon(key: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the page of a part that is not built yet: what it will do, and what one can do meanwhile."""
    title, text = SOON[key]

    @public
    @require_GET
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, "portal/soon.html", {"title": title, "text": text})

    return page
