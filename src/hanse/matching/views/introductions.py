"""Ask for an introduction, answer it, follow it, and record what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hanse.core.access import access, signed_in
from hanse.core.errors import Invalid
from hanse.core.throttle import check
from hanse.directory.selectors.organisations import organisation_for
from hanse.directory.selectors.people import organisations_acted_for
from hanse.matching import selectors, services
from hanse.matching.forms import AskForm, CollaborationForm, DeclineForm, MessageForm
from hanse.matching.index import snapshot
from hanse.matching.views.needs import actor, visited

SIDES = ("sent", "received")
STATES = ("open", "accepted", "declined", "withdrawn")


@access("matching.state_need")
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask one organisation, from its profile or from the results of a need (`?need=`)."""
    organisation = organisation_for(request.user, public_id)
    person = actor(request)
    needs = list(selectors.needs_of(person, state="open")[:30])
    chosen = request.GET.get("need", "")
    if chosen and chosen not in {need.public_id for need in needs}:
        needs.insert(0, selectors.need_for(request.user, chosen, visited(request)))
    about = next((need for need in needs if need.public_id == chosen), needs[0] if needs else None)
    form = AskForm(
        request.POST or None,
        needs=needs,
        organisations=organisations_acted_for(person, "ask_introductions"),
        advisers=selectors.advisers_for(person),
        initial={
            "need": about.public_id if about else "",
            "organisation": about.organisation.public_id if about and about.organisation else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        check("matching.introduction", person.public_id, limit=20, per_seconds=3600)
        introduction = _asked(request, form, organisation, person)
        messages.success(request, _("Sent. You are told as soon as they answer."))
        return redirect("matching:introduction", introduction.public_id)
    context = {"form": form, "organisation": organisation, "reaches_nobody": not selectors.people_reached(organisation)}
    return render(request, "matching/ask.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, form: AskForm, organisation: Any, person: Any) -> Any:
    now = timezone.now()
    need = form.chosen_need
    if need is None:
        need = services.create_need(
            text=form.cleaned_data["need_text"],
            criteria=(),
            page_language=get_language()[:2],
            organisation=form.chosen_organisation,
            actor=person,
            at=now,
        )
    elif need.author_id is None and need.public_id in visited(request):
        need = services.save_need(
            need=need, actor=person, may_change=True, title=need.text[:80], organisation=None, visibility="private"
        )
    score, reasons = snapshot(need, organisation)
    return services.ask_introduction(
        need=need,
        organisation=organisation,
        message=form.cleaned_data["message"],
        actor=person,
        asker_organisation=form.chosen_organisation,
        adviser=form.chosen_adviser,
        has_consented=form.cleaned_data["consent"],
        score=score,
        reasons=reasons,
        at=now,
    )


@signed_in
@require_GET
def introductions(request: HttpRequest) -> HttpResponse:
    """Introductions that concern me: sent, received, or where I read along."""
    side, state = request.GET.get("side", ""), request.GET.get("state", "")
    rows = selectors.introductions_of(
        actor(request), side=side if side in SIDES else "", state=state if state in STATES else ""
    )
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(
        request, "matching/introductions.html", {"page": page, "side": side, "state": state, "states": STATES}
    )


@access("matching.see_introduction")
@require_GET
def introduction(request: HttpRequest, public_id: str) -> HttpResponse:
    """One introduction: the need, the reasons, the conversation, and what can be done now."""
    found, turn = selectors.introduction_for(request.user, public_id)
    return render(request, "matching/introduction.html", _context(found, turn))


def _context(found: Any, turn: Any, **forms: Any) -> dict[str, Any]:
    given = {
        "message_form": MessageForm(),
        "decline_form": DeclineForm(),
        "collaboration_form": CollaborationForm(initial={"title": str(found.need)[:200]}),
    }
    steps = [
        {
            "at": entry.at,
            "title": f"{entry.author or _('The site')} {entry.get_kind_display()}",
            "text": entry.text,
            "who": "",
        }
        for entry in found.entries.all()
    ]
    return {
        "introduction": found,
        "turn": turn,
        "steps": steps,
        "collaboration": getattr(found, "collaboration", None),
        **given,
        **forms,
    }


@access("matching.see_introduction")
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept, decline, ask back, reply or withdraw."""
    found, turn = selectors.introduction_for(request.user, public_id)
    move, person, now = request.POST.get("move", ""), actor(request), timezone.now()
    form = DeclineForm(request.POST) if move == "decline" else MessageForm(request.POST)
    name = "decline_form" if move == "decline" else "message_form"
    if not form.is_valid():
        return render(request, "matching/introduction.html", _context(found, turn, **{name: form}), status=422)
    common = {"introduction": found, "actor": person, "message": form.cleaned_data["message"], "at": now}
    try:
        if move == "accept":
            services.accept_introduction(**common)
        elif move == "decline":
            services.decline_introduction(reason=form.cleaned_data["reason"], **common)
        elif move == "question":
            services.ask_question(**common)
        elif move == "reply":
            services.reply_to_question(**common)
        elif move == "withdraw":
            services.withdraw_introduction(**common)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, f"{error.message} {error.next_step}")
        return render(request, "matching/introduction.html", _context(found, turn, **{name: form}), status=422)
    messages.success(request, _("Done. The other side is told."))
    return redirect("matching:introduction", public_id)


@access("matching.record_collaboration")
@require_POST
def collaboration(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what came of an introduction, or confirm what the other side recorded."""
    found, turn = selectors.introduction_for(request.user, public_id)
    if request.POST.get("move") == "confirm" and getattr(found, "collaboration", None):
        services.confirm_collaboration(collaboration=found.collaboration, actor=actor(request), at=timezone.now())
        messages.success(request, _("Confirmed. It now counts as a reference."))
        return redirect("matching:introduction", public_id)
    form = CollaborationForm(request.POST)
    if form.is_valid():
        try:
            services.record_collaboration(
                introduction=found, actor=actor(request), at=timezone.now(), **form.cleaned_data
            )
        except Invalid as error:
            form.add_error(error.field or None, str(error.message))
        else:
            messages.success(request, _("Recorded. The other side can confirm it."))
            return redirect("matching:introduction", public_id)
    return render(request, "matching/introduction.html", _context(found, turn, collaboration_form=form), status=422)


@access("matching.oversee_introductions")
@require_GET
def oversight(request: HttpRequest) -> HttpResponse:
    """Who waits for whom, and for how long: for the secretariat."""
    state, text = request.GET.get("state", "open"), request.GET.get("q", "").replace("\x00", "")[:200]
    rows = selectors.oversight_list(state=state if state in STATES else "", text=text)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "matching/oversight.html", {"page": page, "state": state, "text": text, "states": STATES})
