"""The page of an organisation, its print, its history, and hiding or closing it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hanse.audit.selectors import events_for
from hanse.core.access import access, public
from hanse.core.errors import NotFound
from hanse.core.registries import panels_for
from hanse.directory import permissions, selectors, services
from hanse.directory.views.sections import actor_of, crumbs, organisation_with, page

PANELS = "directory.organisation"
MOVES = {
    "hide": (
        services.hide_organisation,
        permissions.HIDE_ORGANISATION,
        _("The entry is hidden. Its people still see it."),
    ),
    "list": (services.list_organisation, permissions.HIDE_ORGANISATION, _("The entry is listed again.")),
    "close": (
        services.close_organisation,
        permissions.CLOSE_ORGANISATION,
        _("The entry is closed. You can open it again here."),
    ),
}
EVENTS = {
    "directory.organisation_created": _("Entry made"),
    "directory.organisation_changed": _("Basics changed"),
    "directory.organisation_hidden": _("Hidden"),
    "directory.organisation_listed": _("Listed"),
    "directory.organisation_closed": _("Closed"),
    "directory.organisation_verified": _("Verified by the secretariat"),
    "directory.verification_withdrawn": _("Verification withdrawn"),
    "directory.organisations_merged": _("Another entry merged into this one"),
    "directory.merge_undone": _("Merge undone"),
    "directory.terms_changed": _("Sectors, technologies or languages changed"),
    "directory.target_countries_changed": _("Target countries changed"),
    "directory.offer_added": _("Offer added"),
    "directory.offer_changed": _("Offer changed"),
    "directory.offer_deleted": _("Offer deleted"),
    "directory.label_added": _("Label added"),
    "directory.label_changed": _("Label changed"),
    "directory.label_deleted": _("Label deleted"),
    "directory.reference_added": _("Past project added"),
    "directory.reference_changed": _("Past project changed"),
    "directory.reference_deleted": _("Past project deleted"),
    "directory.person_invited": _("Person invited"),
    "directory.invitation_sent_again": _("Invitation sent again"),
    "directory.invitation_withdrawn": _("Invitation withdrawn"),
    "directory.invitation_accepted": _("Person joined"),
    "directory.invitation_declined": _("Invitation declined"),
    "directory.role_changed": _("Role changed"),
    "directory.member_described": _("Function changed"),
    "directory.member_left": _("Person left"),
    "directory.member_removed": _("Person removed"),
    "directory.mandate_asked": _("Mandate asked for"),
    "directory.mandate_given": _("Mandate given"),
    "directory.mandate_accepted": _("Mandate accepted"),
    "directory.mandate_declined": _("Mandate declined"),
    "directory.mandate_ended": _("Mandate ended"),
    "directory.claim_made": _("Profile claimed"),
    "directory.claim_accepted": _("Claim accepted"),
    "directory.claim_refused": _("Claim refused"),
    "directory.claim_withdrawn": _("Claim withdrawn"),
    "directory.members_onboarded": _("Members invited in bulk"),
    "directory.cluster_membership_confirmed": _("Membership of a cluster confirmed"),
    "directory.cluster_membership_ended": _("Membership of a cluster ended"),
    "directory.duplicate_dismissed": _("Said not to be a duplicate"),
    "directory.duplicate_reopened": _("Looked at again as a possible duplicate"),
}


@public
@require_safe
def organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an organisation; a merged one leads to the one that was kept."""
    try:
        profile = selectors.profile_of(request.user, public_id, page=request.GET.get("page", 1))
    except NotFound:
        return _kept_or_404(request, public_id)
    if profile.organisation.state == "merged":
        return _kept_or_404(request, public_id)
    context = _context(request, profile)
    if profile.standing.may_edit:
        value, gaps = selectors.gaps_of(profile)
        sections = {"basics": "edit", "terms": "edit_terms", "offers": "edit_offers", "references": "edit_references"}
        context["completeness"] = value
        context["gaps"] = [(gap, reverse(f"directory:{sections[gap.section]}", args=[public_id])) for gap in gaps[:3]]
    context["panels"] = panels_for(PANELS, request, profile.organisation)
    return render(request, "directory/organisation.html", context)


@public
@require_safe
def printed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the same on one sheet, without anything to press."""
    profile = selectors.profile_of(request.user, public_id)
    return render(request, "directory/print.html", _context(request, profile))


@access(permissions.VIEW_PEOPLE)
@require_safe
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what was done with the entry, to its people and to managers."""
    found = organisation_with(request, public_id, permissions.VIEW_PEOPLE)
    items = [
        {
            "at": event.at,
            "title": EVENTS.get(event.action, event.action),
            "who": event.actor.text if event.actor else "",  # type: ignore[attr-defined]
        }
        for event in events_for(found, limit=100)
    ]
    return render(request, "directory/history.html", page(request, found, "history", _("History"), items=items))


@access(permissions.HIDE_ORGANISATION)
@require_POST
def move(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Hide, list or close an entry."""
    if verb not in MOVES:
        raise NotFound
    service, permission, words = MOVES[verb]
    found = organisation_with(request, public_id, permission)
    service(organisation=found, actor=actor_of(request), at=timezone.now())
    messages.success(request, words)
    return redirect("directory:organisation", public_id)


def _kept_or_404(request: HttpRequest, public_id: str) -> HttpResponse:
    kept = selectors.kept_instead_of(public_id)
    if kept is None or kept.public_id == public_id:
        raise NotFound
    selectors.organisation_for(request.user, kept.public_id)
    return redirect("directory:organisation", kept.public_id, permanent=False)


def _context(request: HttpRequest, profile: selectors.Profile) -> dict[str, Any]:
    found = profile.organisation
    today = timezone.localdate()
    return {
        "profile": profile,
        "organisation": found,
        "standing": profile.standing,
        "parent": selectors.shown_parent(found),
        "crumbs": crumbs(found) if selectors.shown_parent(found) else [],
        "place": place_of(found),
        "facts": _facts(found),
        "offers": _grouped(profile.offers),
        "sectors": profile.terms_of(selectors.SECTOR_SCHEMES),
        "technologies": profile.terms_of(selectors.TECHNOLOGY_SCHEMES),
        "languages": profile.terms_of(selectors.LANGUAGE_SCHEMES),
        "stages": profile.terms_of(selectors.STAGE_SCHEMES),
        "programmes": profile.terms_of(("eu_programme", "escp", "cluster_label")),
        "labels": [(label, selectors.expired(label, today)) for label in profile.accreditations],
        "targets": _targets(profile.targets),
        "points": _points(found),
        "ask_href": _ask_href(found, profile.standing),
        "today": today,
    }


def place_of(organisation: Any) -> str:
    """Return town and country, or what is known of them."""
    region = organisation.region.name if organisation.region and not organisation.city else ""
    parts = (organisation.city or region, organisation.country.label if organisation.country else "")
    return ", ".join(part for part in parts if part)


def _facts(organisation: Any) -> list[dict[str, Any]]:
    levels = [level for level in (organisation.trl_from, organisation.trl_to) if level is not None]
    address = ", ".join(
        part for part in (organisation.street, f"{organisation.postcode} {organisation.city}".strip()) if part
    )
    return [
        {
            "label": _("Web site"),
            "value": organisation.website.partition("://")[2].rstrip("/"),
            "href": organisation.website,
        },
        {"label": _("Address"), "value": address},
        {"label": _("Region"), "value": organisation.region.name if organisation.region else ""},
        {"label": _("Size"), "value": organisation.get_size_class_display() if organisation.size_class else ""},
        {"label": _("Staff"), "value": organisation.staff_count},
        {"label": _("Members"), "value": organisation.members_count},
        {"label": _("Founded"), "value": str(organisation.founded_year or "")},
        {
            "label": _("Readiness levels"),
            "value": f"TRL {levels[0]}" + (f"–{levels[-1]}" if levels[-1] != levels[0] else "") if levels else "",
        },
        {"label": _("New requests"), "value": _availability(organisation)},
        {
            "label": _("Also known as"),
            "value": ", ".join(dict.fromkeys(filter(None, [organisation.short_name, *organisation.other_names]))),
        },
    ]


def _availability(organisation: Any) -> str:
    words = str(organisation.get_availability_display()) if organisation.availability else ""
    starts: date | None = organisation.available_from
    if words and starts and starts > timezone.localdate():
        return str(_("%(words)s, from %(day)s") % {"words": words, "day": starts.strftime("%-d %b %Y")})
    return words


def _grouped(offers: list[Any]) -> list[tuple[str, list[Any]]]:
    order = {kind: place for place, kind in enumerate(selectors.OFFER_KINDS)}
    groups: dict[str, list[Any]] = {}
    for offer in sorted(offers, key=lambda offer: order[offer.kind]):
        groups.setdefault(str(offer.get_kind_display()), []).append(offer)
    return list(groups.items())


def _targets(targets: list[Any]) -> list[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for target in targets:
        groups.setdefault(str(target.get_scope_display()), []).append(target.country.label)
    return [(scope, ", ".join(names)) for scope, names in groups.items()]


def _points(organisation: Any) -> list[dict[str, Any]]:
    """Return the organisation's own place, else its region's point; one in the middle of a country would mislead."""
    for place in (organisation, organisation.region):
        if place is not None and place.lon is not None and place.lat is not None:
            country = organisation.country_id or ""
            return [
                {
                    "id": organisation.public_id,
                    "lon": place.lon,
                    "lat": place.lat,
                    "label": organisation.name,
                    "country": country,
                }
            ]
    return []


def _ask_href(organisation: Any, standing: permissions.Standing) -> str:
    """Return where one asks for an introduction; '' for its own people, and where no app answers that."""
    if standing.is_member or organisation.state != "listed":
        return ""
    try:
        return reverse("matching:ask", args=[organisation.public_id])
    except NoReverseMatch:
        return ""
