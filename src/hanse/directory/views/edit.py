"""Making an organisation and changing its basics and terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core import throttle
from hanse.core.access import access
from hanse.core.errors import Invalid, NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.basics import BasicsForm, NewOrganisationForm
from hanse.directory.forms.profile import TermsForm
from hanse.directory.views.sections import actor_of, organisation_with, page
from hanse.directory.views.stale_edits import conflict_page, saved
from hanse.taxonomy.selectors import region_choices

UNDO = "directory_undo"
NEW_A_DAY = 20


@access(permissions.CREATE_ORGANISATION)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an organisation, after a look at those that it may be already."""
    form = NewOrganisationForm(request.POST or None, parents=selectors.organisations_edited_by(request.user))
    lookalikes: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        lookalikes = selectors.lookalikes_of(
            name=values["name"], website=values["website"], country=values["country_id"]
        )
        if not lookalikes or form.cleaned_data["is_checked"]:
            throttle.check("directory.new", actor_of(request).public_id, limit=NEW_A_DAY, per_seconds=86_400)
            try:
                made = services.create_organisation(actor=actor_of(request), values=values, at=timezone.now())
            except Invalid as error:
                form.add_error(
                    error.field if error.field in form.fields else None, f"{error.message} {error.next_step}"
                )
            else:
                messages.success(request, _("The entry is made. Say next what you do, so that others find you."))
                return redirect("directory:edit", made.public_id)
        else:
            form.data = {**request.POST.dict(), "is_checked": "on"}
    context = {"form": form, "lookalikes": lookalikes, "title": _("A new organisation")}
    return render(request, "directory/new.html", context, status=422 if form.errors else 200)


@access(permissions.CREATE_ORGANISATION)
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """Answer the choices of a region field after another country was chosen."""
    choices = region_choices(request.GET["country"]) if request.GET.get("country") else []
    return render(request, "directory/_regions.html", {"choices": choices})


@access(permissions.EDIT_ORGANISATION)
@require_http_methods(["GET", "POST"])
def basics(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change name, texts, place, size and availability."""
    organisation = organisation_with(request, public_id, permissions.EDIT_ORGANISATION)
    form = BasicsForm(
        request.POST or None, organisation=organisation, parents=selectors.organisations_edited_by(request.user)
    )
    context = page(request, organisation, "edit", _("Basics"), form=form)
    if request.method == "POST" and form.is_valid():

        def save(values: dict[str, Any], base: dict[str, Any] | None) -> Any:
            return services.update_organisation(
                organisation=organisation, actor=actor_of(request), values=values, base=base, at=timezone.now()
            )

        try:
            if saved(form, save):
                messages.success(request, _("Saved."))
                return redirect("directory:edit", public_id)
        except services.StaleEdit as error:
            return conflict_page(request, form, error, selectors.organisation_for(request.user, public_id), context)
    return render(request, "directory/edit_basics.html", context, status=422 if form.errors else 200)


@access(permissions.EDIT_ORGANISATION)
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose sectors, technologies, languages and target countries."""
    organisation = organisation_with(request, public_id, permissions.EDIT_ORGANISATION)
    held, targets = selectors.chosen_words(organisation)
    form = TermsForm(request.POST or None, held=held, targets=targets)
    if request.method == "POST" and form.is_valid():
        shown, shown_targets = form.base_values()
        who: dict[str, Any] = {"organisation": organisation, "actor": actor_of(request), "at": timezone.now()}
        services.set_terms(schemes=form.schemes, term_ids=form.term_ids(), base=shown, **who)
        services.set_target_countries(targets=form.targets(), base=shown_targets, **who)
        messages.success(request, _("Saved."))
        return redirect("directory:edit_terms", public_id)
    context = page(request, organisation, "edit_terms", _("What we do"), form=form)
    return render(request, "directory/edit_terms.html", context, status=422 if form.errors else 200)


def remember_deleted(request: HttpRequest, organisation: Any, kind: str, values: dict[str, Any]) -> None:
    """Keep what was deleted in the session, so that one click brings it back."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    request.session[UNDO] = {"organisation": organisation.public_id, "kind": kind, "values": plain}


def deleted_here(request: HttpRequest, organisation: Any, kind: str) -> str:
    """Return the title of what was deleted last on this page, '' for nothing."""
    kept = request.session.get(UNDO) or {}
    if kept.get("organisation") == organisation.public_id and kept.get("kind") == kind:
        return str(kept["values"]["title"])
    return ""


@access(permissions.EDIT_ORGANISATION)
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring back the offer, label or project that was deleted last."""
    organisation = organisation_with(request, public_id, permissions.EDIT_ORGANISATION)
    kept = request.session.pop(UNDO, None)
    if not kept or kept["organisation"] != public_id:
        raise NotFound
    days = {"valid_from", "valid_until", "starts_on", "ends_on"}
    values = {
        name: date.fromisoformat(value) if name in days and value else value for name, value in kept["values"].items()
    }
    add, section = {
        "offer": (services.add_offer, "edit_offers"),
        "label": (services.add_accreditation, "edit_labels"),
        "reference": (services.add_reference, "edit_references"),
    }[kept["kind"]]
    add(organisation=organisation, actor=actor_of(request), values=values, at=timezone.now())
    messages.success(request, _("It is back."))
    return redirect(f"directory:{section}", public_id)
