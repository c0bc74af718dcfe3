"""Mandates on both sides: those that the firm gave, those that the agent holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from hanse.core.access import access
from hanse.core.errors import Conflict, Invalid, NotAllowed, NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.people import MandateForm, ScopesForm
from hanse.directory.views.sections import actor_of, organisation_with, page

VERBS = {
    "accept": _("The mandate is in force."),
    "decline": _("The mandate is declined."),
    "end": _("The mandate has ended."),
}


@access(permissions.VIEW_MANDATES)
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest, public_id: str) -> HttpResponse:
    """List an organisation's mandates; its owner gives one, its adviser asks for one."""
    organisation = organisation_with(request, public_id, permissions.VIEW_MANDATES)
    may_give = permissions.allows(organisation.reader, permissions.GIVE_MANDATE, organisation)
    may_ask = permissions.allows(organisation.reader, permissions.ASK_MANDATE, organisation)
    is_asking = request.POST.get("side", "ask" if may_ask else "give") == "ask"
    form = MandateForm(request.POST or None)
    partners: list[Any] = []
    if request.method == "POST" and form.is_valid():
        if not (may_ask if is_asking else may_give):
            raise NotAllowed
        partners = selectors.organisations_named(request.user, form.cleaned_data["partner"])
        if len(partners) == 1 and _is_made(request, organisation, partners[0], form, is_asking):
            words = _("The firm's owners are asked.") if is_asking else _("The mandate is in force.")
            messages.success(request, words)
            return redirect("directory:mandates", public_id)
        if not partners:
            form.add_error("partner", _("No organisation of this name is listed. Paste the address of its profile."))
    given, held = selectors.mandates_of(organisation)
    context = page(
        request,
        organisation,
        "mandates",
        _("Mandates"),
        given=given,
        held=held,
        clusters=selectors.cluster_links_of(organisation),
        form=form,
        may_give=may_give,
        may_ask=may_ask,
        is_asking=is_asking,
        partners=[
            (row, request.build_absolute_uri(reverse("directory:organisation", args=[row.public_id])))
            for row in partners[:10]
        ]
        if len(partners) > 1
        else [],
        today=timezone.localdate(),
    )
    return render(request, "directory/mandates.html", context, status=422 if form.errors else 200)


@access(permissions.VIEW_MANDATES)
@require_POST
def decide(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Accept, decline or end a mandate."""
    if verb not in VERBS:
        raise NotFound
    mandate = selectors.mandate_for(request.user, public_id)
    who: dict[str, Any] = {"mandate": mandate, "actor": actor_of(request), "at": timezone.now()}
    if verb == "accept":
        form = ScopesForm(request.POST)
        services.accept_mandate(scopes=form.cleaned_data["scopes"] if form.is_valid() else [], **who)
    elif verb == "decline":
        services.decline_mandate(**who)
    else:
        services.end_mandate(**who)
    messages.success(request, VERBS[verb])
    is_firm = request.user.has_perm(permissions.VIEW_MANDATES, mandate.firm)
    return redirect("directory:mandates", (mandate.firm if is_firm else mandate.agent).public_id)


def _is_made(request: HttpRequest, organisation: Any, partner: Any, form: MandateForm, is_asking: bool) -> bool:
    asked = {name: form.cleaned_data[name] for name in ("scopes", "note", "ends_on")}
    sides = {"agent": organisation, "firm": partner} if is_asking else {"agent": partner, "firm": organisation}
    verb = services.ask_mandate if is_asking else services.give_mandate
    try:
        verb(actor=actor_of(request), at=timezone.now(), **sides, **asked)
    except (Invalid, Conflict) as error:
        form.add_error(error.field if error.field in form.fields else "partner", f"{error.message} {error.next_step}")
        return False
    return True
