"""The people list of the secretariat: search, roles, closing an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.accounts import selectors, services
from hanse.accounts.forms import ROLES, PeopleFilterForm, RoleForm
from hanse.accounts.permissions import MANAGE_PEOPLE
from hanse.audit import selectors as audit
from hanse.core.access import SignedInRequest, access
from hanse.core.errors import Invalid


@never_cache
@require_safe
@access(MANAGE_PEOPLE)
def people(request: SignedInRequest) -> HttpResponse:
    """List people, newest first."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    text, role, kind = (wanted.get(name, "") for name in ("q", "role", "kind"))
    page = selectors.people_page(request.user, text=text, role=role, kind=kind, before=request.GET.get("before", ""))
    query = request.GET.copy()
    query["before"] = page.next_before
    facts = {
        "page": page,
        "q": text,
        "role": role,
        "kind": kind,
        "roles": ROLES,
        "is_filtered": bool(text or role or kind),
        "next_address": f"?{query.urlencode()}" if page.next_before else "",
    }
    return render(request, "accounts/people.html", facts)


@never_cache
@require_safe
@access(MANAGE_PEOPLE)
def person(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Show one person with roles and history."""
    found = selectors.person_for(request.user, public_id)
    held = {role.role for role in selectors.roles_now(found)}
    facts = {
        "person": found,
        "methods": selectors.sign_in_methods(found),
        "roles_to_give": [choice for choice in ROLES if choice[0] not in held],
        "obstacles": services.obstacles_to_closing(person=found) if not found.closed_at else [],
        "events": audit.events_for(found),
    }
    return render(request, "accounts/person.html", facts)


@require_POST
@access(MANAGE_PEOPLE)
def give_role(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Give a platform role."""
    found = selectors.person_for(request.user, public_id)
    services.give_role(person=found, role=_role(request), actor=request.user.person, at=timezone.now())
    messages.success(request, _("The role is given."))
    return redirect("accounts:person", public_id)


@require_POST
@access(MANAGE_PEOPLE)
def end_role(request: SignedInRequest, public_id: str) -> HttpResponse:
    """End a platform role."""
    found = selectors.person_for(request.user, public_id)
    services.end_role(person=found, role=_role(request), actor=request.user.person, at=timezone.now())
    messages.success(request, _("The role has ended."))
    return redirect("accounts:person", public_id)


@require_POST
@access(MANAGE_PEOPLE)
def close_person(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Close somebody's account, e.g. when a person asked by telephone."""
    found = selectors.person_for(request.user, public_id)
    services.close_account(person=found, actor=request.user.person, at=timezone.now())
    messages.success(request, _("The account is closed and its personal data deleted."))
    return redirect("accounts:person", public_id)


def _role(request: SignedInRequest) -> str:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("There is no such role."), field="role")
    return form.cleaned_data["role"]
