"""Past projects that an organisation tells of itself, beside those of public sources."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.core.access import access
from hanse.core.errors import Invalid
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.profile import ReferenceForm
from hanse.directory.views.edit import deleted_here, remember_deleted
from hanse.directory.views.sections import actor_of, organisation_with, page

EDIT = permissions.EDIT_ORGANISATION


@access(EDIT)
@require_safe
def references(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the past projects; imported ones cannot be changed here."""
    organisation = organisation_with(request, public_id, EDIT)
    rows = selectors.references_of(organisation, request.GET.get("page", 1))
    context = page(
        request,
        organisation,
        "edit_references",
        _("Past projects"),
        rows=rows,
        deleted=deleted_here(request, organisation, "reference"),
    )
    return render(request, "directory/edit_references.html", context)


@access(EDIT)
@require_http_methods(["GET", "POST"])
def new_reference(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a project."""
    organisation = organisation_with(request, public_id, EDIT)
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"organisation": organisation, "actor": actor_of(request), "at": timezone.now()}
        if _is_saved(form, lambda values, role: services.add_reference(values=values, role=role, **who)):
            messages.success(request, _("Saved."))
            return redirect("directory:edit_references", public_id)
    return _page(request, organisation, form, _("A new project"))


@access(EDIT)
@require_http_methods(["GET", "POST"])
def reference(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Change a project that the organisation told of itself."""
    organisation = organisation_with(request, public_id, EDIT)
    record = selectors.reference_for(request.user, organisation, record_id)
    names = [name for name in ReferenceForm.base_fields if name != "role"]
    form = ReferenceForm(
        request.POST or None, initial={**{name: getattr(record.project, name) for name in names}, "role": record.role}
    )
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"participation": record, "actor": actor_of(request), "at": timezone.now()}
        if _is_saved(form, lambda values, role: services.update_reference(values=values, role=role, **who)):
            messages.success(request, _("Saved."))
            return redirect("directory:edit_references", public_id)
    return _page(request, organisation, form, _("A project"))


@access(EDIT)
@require_POST
def delete_reference(request: HttpRequest, public_id: str, record_id: str) -> HttpResponse:
    """Delete a project that the organisation told of itself."""
    organisation = organisation_with(request, public_id, EDIT)
    record = selectors.reference_for(request.user, organisation, record_id)
    values = services.delete_reference(participation=record, actor=actor_of(request), at=timezone.now())
    remember_deleted(request, organisation, "reference", values)
    return redirect("directory:edit_references", public_id)


def _is_saved(form: ReferenceForm, save: Any) -> bool:
    try:
        save(form.project_values(), form.cleaned_data["role"])
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return False
    return True


def _page(request: HttpRequest, organisation: Any, form: ReferenceForm, title: Any) -> HttpResponse:
    context = page(request, organisation, "edit_references", title, form=form, section="edit_references")
    return render(request, "directory/edit_record.html", context, status=422 if form.errors else 200)
