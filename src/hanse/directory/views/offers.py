"""Offers and labels: each a list, a form for a new one, a form for each, and deleting with undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core.access import access
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.profile import LabelForm, OfferForm
from hanse.directory.views.edit import deleted_here, remember_deleted
from hanse.directory.views.sections import actor_of, organisation_with, page
from hanse.directory.views.stale_edits import conflict_page, saved

EDIT = permissions.EDIT_ORGANISATION


@access(EDIT)
@require_safe
def offers(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the offers with their forms."""
    organisation = organisation_with(request, public_id, EDIT)
    rows = selectors.offers_of(organisation)
    context = page(
        request,
        organisation,
        "edit_offers",
        _("Offers"),
        rows=rows,
        deleted=deleted_here(request, organisation, "offer"),
    )
    return render(request, "directory/edit_offers.html", context)


@access(EDIT)
@require_http_methods(["GET", "POST"])
def new_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add an offer."""
    organisation = organisation_with(request, public_id, EDIT)

    def save(values: dict[str, Any], base: dict[str, Any] | None) -> Any:
        return services.add_offer(organisation=organisation, actor=actor_of(request), values=values, at=timezone.now())

    return _form_page(request, organisation, OfferForm(request.POST or None), save, "edit_offers", _("A new offer"))


@access(EDIT)
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Change an offer."""
    organisation = organisation_with(request, public_id, EDIT)
    record = selectors.offer_for(request.user, record_id)

    def save(values: dict[str, Any], base: dict[str, Any] | None) -> Any:
        return services.update_offer(offer=record, actor=actor_of(request), values=values, base=base, at=timezone.now())

    form = OfferForm(request.POST or None, offer=record)
    return _form_page(
        request,
        organisation,
        form,
        save,
        "edit_offers",
        _("An offer"),
        lambda: selectors.offer_for(request.user, record_id),
    )


@access(EDIT)
@require_POST
def delete_offer(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Delete an offer; the list offers to bring it back."""
    organisation = organisation_with(request, public_id, EDIT)
    record = selectors.offer_for(request.user, record_id)
    values = services.delete_offer(offer=record, actor=actor_of(request), at=timezone.now())
    remember_deleted(request, organisation, "offer", values)
    return redirect("directory:edit_offers", public_id)


@access(EDIT)
@require_safe
def labels(request: HttpRequest, public_id: str) -> HttpResponse:
    """List labels and accreditations with their forms."""
    organisation = organisation_with(request, public_id, EDIT)
    today = timezone.localdate()
    rows = [(label, selectors.expired(label, today)) for label in selectors.accreditations_of(organisation)]
    context = page(
        request,
        organisation,
        "edit_labels",
        _("Labels"),
        rows=rows,
        deleted=deleted_here(request, organisation, "label"),
    )
    return render(request, "directory/edit_labels.html", context)


@access(EDIT)
@require_http_methods(["GET", "POST"])
def new_label(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a label."""
    organisation = organisation_with(request, public_id, EDIT)

    def save(values: dict[str, Any], base: dict[str, Any] | None) -> Any:
        return services.add_accreditation(
            organisation=organisation, actor=actor_of(request), values=values, at=timezone.now()
        )

    return _form_page(request, organisation, LabelForm(request.POST or None), save, "edit_labels", _("A new label"))


@access(EDIT)
@require_http_methods(["GET", "POST"])
def label(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Change a label."""
    organisation = organisation_with(request, public_id, EDIT)
    record = selectors.accreditation_for(request.user, record_id)

    def save(values: dict[str, Any], base: dict[str, Any] | None) -> Any:
        return services.update_accreditation(
            accreditation=record, actor=actor_of(request), values=values, base=base, at=timezone.now()
        )

    form = LabelForm(request.POST or None, accreditation=record)
    return _form_page(
        request,
        organisation,
        form,
        save,
        "edit_labels",
        _("A label"),
        lambda: selectors.accreditation_for(request.user, record_id),
    )


@access(EDIT)
@require_POST
def delete_label(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Delete a label; the list offers to bring it back."""
    organisation = organisation_with(request, public_id, EDIT)
    record = selectors.accreditation_for(request.user, record_id)
    values = services.delete_accreditation(accreditation=record, actor=actor_of(request), at=timezone.now())
    remember_deleted(request, organisation, "label", values)
    return redirect("directory:edit_labels", public_id)


def _form_page(
    request: HttpRequest,
    organisation: Any,
    form: Any,
    save: Callable[[dict[str, Any], dict[str, Any] | None], Any],
    section: str,
    title: str | Promise,
    reread: Callable[[], Any] | None = None,
) -> HttpResponse:
    context = page(request, organisation, section, title, form=form, section=section)
    if request.method == "POST" and form.is_valid():
        try:
            if saved(form, save):
                messages.success(request, _("Saved."))
                return redirect(f"directory:{section}", organisation.public_id)
        except services.StaleEdit as error:
            assert reread is not None
            return conflict_page(request, form, error, reread(), context)
    return render(request, "directory/edit_record.html", context, status=422 if form.errors else 200)
