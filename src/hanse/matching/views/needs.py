"""State a need, see who fits and why, narrow it down, keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hanse.core.access import access, public, signed_in
from hanse.core.errors import NotFound
from hanse.core.throttle import check, client_key
from hanse.directory.selectors.organisations import organisation_for
from hanse.directory.selectors.people import organisations_acted_for
from hanse.engines.candidates import criteria_from_json
from hanse.engines.languages import BY_CODE
from hanse.matching import selectors, services
from hanse.matching.forms import CriteriaForm, NeedForm, PublicNeedForm, SaveNeedForm
from hanse.matching.index import criterion_words, suggestions_for
from hanse.matching.views.criteria_fields import form_values, offered, posted
from hanse.ui.charts import full_bar

EXAMPLES = (
    _("We cast aluminium parts and want to cut the energy use of our furnaces by a third."),
    _("Our injection moulds wear out too fast; we look for a coating that lasts."),
    _("We want to find defects on our packaging line with a camera instead of by hand."),
)
# Who the door 'Find a technology centre' leads to, until the reader asks for others.
CENTRES = ["technology_centre", "university", "hub"]
PAGE = 10
MAX_PAGES = 20
VISITED = "needs"  # session key: needs stated before signing in
MAX_VISITED = 50


def visited(request: HttpRequest) -> list[str]:
    """Return the needs that were stated in this session."""
    return request.session.get(VISITED, [])


def actor(request: HttpRequest) -> Any:
    """Return the person who is signed in, None for a visitor."""
    return request.user.person if request.user.is_authenticated else None


@public
def new_need(request: HttpRequest) -> HttpResponse:
    """State a need; the criteria are folded below the text."""
    organisations = organisations_acted_for(actor(request), "state_needs") if actor(request) else []
    form_class = NeedForm if request.user.is_authenticated else PublicNeedForm
    if request.method == "POST":
        check("matching.need", client_key(request), limit=30, per_seconds=600)
        form = form_class(request.POST, organisations=organisations)
        if form.is_valid():
            need = services.create_need(
                text=form.cleaned_data["text"],
                criteria=form.criteria(),
                home_country=form.cleaned_data["home_country"],
                language=form.cleaned_data["text_language"],
                page_language=get_language()[:2],
                organisation=form.chosen_organisation,
                actor=actor(request),
                at=timezone.now(),
            )
            if need.author_id is None:
                request.session[VISITED] = [*visited(request), need.public_id][-MAX_VISITED:]
            return redirect("matching:need", need.public_id)
    else:
        initial = {"text": request.GET.get("text", "")[:2000], "kind": CENTRES, "must": ["kind"]}
        form = form_class(initial=initial, organisations=organisations)
    status = 422 if form.is_bound else 200
    return render(
        request, "matching/new_need.html", {"form": form, "examples": EXAMPLES, "is_new": True}, status=status
    )


@public
@require_GET
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who fits, and why: a list with reasons and a map."""
    found = selectors.need_for(request.user, public_id, visited(request))
    page = _page(request)
    answer = suggestions_for(found, limit=PAGE, offset=(page - 1) * PAGE)
    may_change = selectors.may_change(request.user, found, visited(request))
    aside = {entry.organisation_id for entry in found.shortlist.all()}
    context = {
        "need": found,
        "answer": answer,
        "page": page,
        "has_more": answer.found > page * PAGE and page < MAX_PAGES,
        "criteria": [
            (position, criterion_words(criterion), criterion)
            for position, criterion in enumerate(criteria_from_json(found.criteria))
        ],
        "offered": offered(found) if may_change else (),
        "points": _points(answer.items),
        "scale": full_bar(reason.points for item in (*answer.items, *answer.closest) for reason in item.reasons),
        "aside": aside,
        "may_change": may_change,
        "language": BY_CODE.get(found.language),
    }
    return render(request, "matching/need.html", context)


@public
def change_need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change text and criteria."""
    found = selectors.need_for(request.user, public_id, visited(request))
    may_change = selectors.may_change(request.user, found, visited(request))
    if not may_change:
        raise NotFound
    if request.method == "POST":
        form = NeedForm(request.POST)
        if form.is_valid():
            services.change_need(
                need=found,
                actor=actor(request),
                may_change=may_change,
                text=form.cleaned_data["text"],
                criteria=form.criteria(),
                home_country=form.cleaned_data["home_country"],
                language=form.cleaned_data["text_language"],
                page_language=get_language()[:2],
            )
            return redirect("matching:need", public_id)
    else:
        form = NeedForm(initial=form_values(found))
    status = 422 if form.is_bound else 200
    return render(
        request, "matching/new_need.html", {"form": form, "need": found, "examples": (), "is_new": False}, status=status
    )


@public
@require_POST
def drop_criterion(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one criterion off; sent twice, or from an old page, it takes no other one along."""
    found = selectors.need_for(request.user, public_id, visited(request))
    position = request.POST.get("position", "")
    criteria = criteria_from_json(found.criteria)
    place = next((place for place in range(len(criteria)) if str(place) == position), None)
    if place is not None and request.POST.get("criterion", criteria[place].code) != criteria[place].code:
        place = None
    if place is not None:
        services.change_need(
            need=found,
            actor=actor(request),
            may_change=selectors.may_change(request.user, found, visited(request)),
            text=found.text,
            criteria=[*criteria[:place], *criteria[place + 1 :]],
            home_country=found.home_country,
            language=found.language,
        )
    return redirect("matching:need", public_id)


@public
@require_POST
def add_criterion(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add what was chosen under one chip; the address of the page stays the same."""
    found = selectors.need_for(request.user, public_id, visited(request))
    form = CriteriaForm(posted(request.POST, found))
    added = form.criteria() if form.is_valid() else ()
    if added:
        services.change_need(
            need=found,
            actor=actor(request),
            may_change=selectors.may_change(request.user, found, visited(request)),
            text=found.text,
            criteria=[*criteria_from_json(found.criteria), *added],
            home_country=form.cleaned_data["home_country"],
            language=found.language,
        )
    else:
        said = [text for texts in form.errors.values() for text in texts]
        messages.warning(request, str(said[0]) if said else _("Choose something first."))
    return redirect("matching:need", public_id)


@public
@require_POST
def set_aside(request: HttpRequest, public_id: str, organisation_id: str) -> HttpResponse:
    """Put an organisation on the list to compare, or take it off."""
    found = selectors.need_for(request.user, public_id, visited(request))
    services.toggle_shortlisted(
        need=found,
        organisation=organisation_for(request.user, organisation_id),
        actor=actor(request),
        may_change=selectors.may_change(request.user, found, visited(request)),
        at=timezone.now(),
    )
    return redirect(f"{reverse('matching:need', args=[public_id])}#{organisation_id}")


@access("matching.state_need")
def save_need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a need under a title, and say who may see it."""
    found = selectors.need_for(request.user, public_id, visited(request))
    organisations = organisations_acted_for(actor(request), "state_needs")
    initial = {
        "title": found.title or found.text[:80],
        "organisation": found.organisation.public_id if found.organisation else "",
        "visibility": found.visibility if found.is_saved else "private",
    }
    form = SaveNeedForm(request.POST or None, initial=initial, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        services.save_need(
            need=found,
            actor=actor(request),
            may_change=selectors.may_change(request.user, found, visited(request)),
            title=form.cleaned_data["title"],
            organisation=form.chosen_organisation,
            visibility=form.cleaned_data["visibility"],
        )
        messages.success(request, _("Saved. You find it under your needs."))
        return redirect("matching:need", public_id)
    return render(
        request, "matching/save_need.html", {"form": form, "need": found}, status=422 if form.is_bound else 200
    )


@access("matching.change_need")
@require_POST
def end_need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close, reopen or delete a need."""
    found = selectors.need_for(request.user, public_id, visited(request))
    move = request.POST.get("move")
    if move == "delete":
        services.delete_need(need=found, actor=actor(request))
        messages.success(request, _("The need is deleted."))
        return redirect("matching:needs")
    if move == "reopen":
        services.reopen_need(need=found, actor=actor(request))
    else:
        services.close_need(need=found, actor=actor(request), at=timezone.now())
        messages.success(request, _("Closed. You can reopen it at any time."))
    return redirect("matching:need", public_id)


@signed_in
@require_GET
def needs(request: HttpRequest) -> HttpResponse:
    """My needs and those of my organisations."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "").replace("\x00", "")[:200]
    rows = selectors.needs_of(actor(request), state=state if state in ("open", "closed") else "", text=text)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "matching/needs.html", {"page": page, "state": state, "text": text})


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return (
        min(int(given), MAX_PAGES) if given.isdecimal() and given.isascii() and 0 < len(given) < 4 and int(given) else 1
    )


def _points(items: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": str(item.rank),
            "lon": item.organisation.lon,
            "lat": item.organisation.lat,
            "label": f"{item.rank}. {item.organisation.name}",
            "href": f"#{item.organisation.public_id}",
            "country": item.organisation.country_id or "",
        }
        for item in items
        if item.organisation.lon is not None and item.organisation.lat is not None
    ]
