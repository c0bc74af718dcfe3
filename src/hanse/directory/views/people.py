"""Members: the list, inviting, roles, leaving, removing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hanse.core import throttle
from hanse.core.access import access
from hanse.core.errors import Conflict, Invalid, NotFound
from hanse.directory import permissions, selectors, services
from hanse.directory.forms.people import ROLES, InviteForm, OwnMembershipForm, RoleForm
from hanse.directory.views.sections import actor_of, organisation_with, page

INVITATIONS_A_DAY = 100


@access(permissions.VIEW_PEOPLE)
@require_safe
def people(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who is in, who is invited, and who was in."""
    return _people_page(request, public_id, InviteForm())


@access(permissions.MANAGE_PEOPLE)
@require_POST
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Invite somebody."""
    organisation = organisation_with(request, public_id, permissions.MANAGE_PEOPLE)
    form = InviteForm(request.POST)
    if form.is_valid():
        throttle.check("directory.invite", actor_of(request).public_id, limit=INVITATIONS_A_DAY, per_seconds=86_400)
        try:
            services.invite_person(
                organisation=organisation, actor=actor_of(request), at=timezone.now(), **form.cleaned_data
            )
        except (Invalid, Conflict) as error:
            form.add_error("email", f"{error.message} {error.next_step}")
        else:
            messages.success(request, _("The invitation is on its way. It holds for 14 days."))
            return redirect("directory:people", public_id)
    return _people_page(request, public_id, form)


@access(permissions.VIEW_PEOPLE)
@require_POST
def own(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set one's own function, and whether one is shown."""
    organisation = organisation_with(request, public_id, permissions.VIEW_PEOPLE)
    membership = selectors.own_membership(actor_of(request), organisation)
    if membership is None:
        raise NotFound
    form = OwnMembershipForm(request.POST)
    if form.is_valid():
        services.describe_membership(
            membership=membership, actor=actor_of(request), at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved."))
    return redirect("directory:people", public_id)


@access(permissions.VIEW_PEOPLE)
@require_POST
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave the organisation."""
    organisation = organisation_with(request, public_id, permissions.VIEW_PEOPLE)
    membership = selectors.own_membership(actor_of(request), organisation)
    if membership is None:
        raise NotFound
    services.leave_organisation(membership=membership, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("You have left %(name)s.") % {"name": organisation.name})
    return redirect("directory:organisation", public_id) if organisation.state == "listed" else redirect("/")


@access(permissions.MANAGE_PEOPLE)
@require_POST
def change_role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a member another role."""
    membership = selectors.membership_for(request.user, public_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = form.cleaned_data["role"]
        services.change_role(membership=membership, actor=actor_of(request), role=role, at=timezone.now())
        messages.success(request, _("The role is changed."))
    return redirect("directory:people", membership.organisation.public_id)


@access(permissions.MANAGE_PEOPLE)
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a member's membership."""
    membership = selectors.membership_for(request.user, public_id)
    services.remove_member(membership=membership, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("%(name)s is not in any more.") % {"name": membership.person})
    if membership.person_id == actor_of(request).pk:
        return redirect("directory:organisation", membership.organisation.public_id)
    return redirect("directory:people", membership.organisation.public_id)


def _people_page(request: HttpRequest, public_id: str, form: InviteForm) -> HttpResponse:
    organisation = organisation_with(request, public_id, permissions.VIEW_PEOPLE)
    members = selectors.members_of(organisation)
    mine = next((row for row in members if row.person_id == actor_of(request).pk), None)
    context = page(request, organisation, "people", _("People"), members=members, mine=mine, form=form)
    may_lead = context["standing"].may_lead
    context["past"] = selectors.past_members_of(organisation) if may_lead else []
    context["invitations"] = selectors.open_invitations_of(organisation) if may_lead else []
    context["own_form"] = (
        OwnMembershipForm(initial={"title": mine.title, "is_public": mine.is_public}) if mine else None
    )
    context["roles"] = ROLES
    context["now"] = timezone.now()
    return render(request, "directory/people.html", context, status=422 if form.errors else 200)
