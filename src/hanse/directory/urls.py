"""Addresses of the directory, below /directory/. Words stand before ids, so that no id can hide a page."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.directory.views import (
    claims,
    duplicates,
    edit,
    export,
    imports,
    invitations,
    listing,
    mandates,
    offers,
    onboarding,
    people,
    profile,
    references,
    selection,
    verification,
)

app_name = "directory"

# The directory page, its map and its files.
LISTING: list[URLPattern] = [
    path("", listing.organisation_list, name="list"),
    path("map/", listing.organisation_map, name="map"),
    path("export.<str:kind>", export.export_list, name="export"),
    path("selected/", selection.selected_list, name="selected"),
    path("selected/change/", selection.change_selected, name="selected_change"),
    path("selected/clear/", selection.clear_selected, name="selected_clear"),
    path("selected/undo/", selection.undo_selected, name="selected_undo"),
    path("selected/export.<str:kind>", export.export_selected, name="selected_export"),
]

STAFF = [
    path("imports/", imports.runs, name="imports"),
    path("imports/<str:public_id>/", imports.run, name="import_run"),
    path("imports/<str:public_id>/take/", imports.confirm, name="import_confirm"),
    path("imports/<str:public_id>/report.csv", imports.report, name="import_report"),
    path("claims/", claims.queue, name="claim_queue"),
    path("claims/<str:public_id>/", claims.decide, name="claim_decide"),
    path("verification/", verification.queue, name="verification_queue"),
    path("duplicates/", duplicates.queue, name="duplicates"),
    path("duplicates/find/", duplicates.find, name="duplicates_find"),
    path("duplicates/<str:public_id>/", duplicates.pair, name="duplicate"),
    path("duplicates/<str:public_id>/<str:verb>/", duplicates.decide, name="duplicate_decide"),
    path("merges/", duplicates.merges, name="merges"),
    path("merges/<str:public_id>/undo/", duplicates.undo, name="merge_undo"),
]

RECORDS = [
    path("invitations/<str:public_id>/", invitations.invitation, name="invitation"),
    path("invitations/<str:public_id>/resend/", invitations.resend, name="invitation_resend"),
    path("invitations/<str:public_id>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("invitations/<str:public_id>/<str:token>/", invitations.invitation_by_link, name="invitation_by_link"),
    path("members/<str:public_id>/role/", people.change_role, name="member_role"),
    path("members/<str:public_id>/remove/", people.remove, name="member_remove"),
    path("mandates/<str:public_id>/<str:verb>/", mandates.decide, name="mandate_decide"),
    path("cluster-memberships/<str:public_id>/<str:verb>/", onboarding.decide_link, name="cluster_link_decide"),
    path("onboarding/<str:public_id>/", onboarding.batch, name="onboarding_batch"),
    path("onboarding/<str:public_id>/export/", onboarding.export, name="onboarding_export"),
    path("onboarding/<str:public_id>/resend/", onboarding.resend, name="onboarding_resend"),
]

ORGANISATION = [
    path("new/", edit.new, name="new"),
    path("regions/", edit.regions, name="regions"),
    path("<str:public_id>/", profile.organisation, name="organisation"),
    path("<str:public_id>/print/", profile.printed, name="print"),
    path("<str:public_id>/history/", profile.history, name="history"),
    path("<str:public_id>/state/<str:verb>/", profile.move, name="move"),
    path("<str:public_id>/verification/<str:verb>/", verification.decide, name="verify"),
    path("<str:public_id>/claim/", claims.claim, name="claim"),
    path("<str:public_id>/edit/", edit.basics, name="edit"),
    path("<str:public_id>/edit/terms/", edit.terms, name="edit_terms"),
    path("<str:public_id>/edit/undo/", edit.undo, name="edit_undo"),
    path("<str:public_id>/edit/offers/", offers.offers, name="edit_offers"),
    path("<str:public_id>/edit/offers/new/", offers.new_offer, name="offer_new"),
    path("<str:public_id>/edit/offers/<str:record_id>/", offers.offer, name="offer"),
    path("<str:public_id>/edit/offers/<str:record_id>/delete/", offers.delete_offer, name="offer_delete"),
    path("<str:public_id>/edit/labels/", offers.labels, name="edit_labels"),
    path("<str:public_id>/edit/labels/new/", offers.new_label, name="label_new"),
    path("<str:public_id>/edit/labels/<str:record_id>/", offers.label, name="label"),
    path("<str:public_id>/edit/labels/<str:record_id>/delete/", offers.delete_label, name="label_delete"),
    path("<str:public_id>/edit/references/", references.references, name="edit_references"),
    path("<str:public_id>/edit/references/new/", references.new_reference, name="reference_new"),
    path("<str:public_id>/edit/references/<str:record_id>/", references.reference, name="reference"),
    path(
        "<str:public_id>/edit/references/<str:record_id>/delete/", references.delete_reference, name="reference_delete"
    ),
    path("<str:public_id>/people/", people.people, name="people"),
    path("<str:public_id>/people/invite/", people.invite, name="people_invite"),
    path("<str:public_id>/people/me/", people.own, name="own_membership"),
    path("<str:public_id>/people/leave/", people.leave, name="leave"),
    path("<str:public_id>/mandates/", mandates.mandates, name="mandates"),
    path("<str:public_id>/onboarding/", onboarding.start, name="onboarding"),
]

urlpatterns = [*LISTING, *STAFF, *RECORDS, *ORGANISATION]
