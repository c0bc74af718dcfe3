"""What an organisation does: its terms, offers, labels and target countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import Invalid, NotFound
from hanse.directory import permissions
from hanse.directory.models import Accreditation, Offer, Organisation, OrganisationTerm, TargetCountry
from hanse.directory.services.stale_edits import values_to_write
from hanse.directory.services.touch import locked, touch
from hanse.taxonomy.models import Country, Term

OFFER_FIELDS = ("kind", "title", "text", "language", "stage_id", "url", "is_active")
LABEL_FIELDS = ("label_id", "title", "issuer", "valid_from", "valid_until", "evidence_url")
MOST_OFFERS = 500


@transaction.atomic
def set_terms(
    *,
    organisation: Organisation,
    actor: Person,
    schemes: Iterable[str],
    term_ids: Iterable[str],
    at: datetime,
    base: Iterable[str] | None = None,
) -> None:
    """Set the terms of an organisation in some vocabularies; others stay as they are.

    Args:
        schemes: the vocabularies that the form showed.
        term_ids: `scheme:code` of those that shall hold.
        base: those that held when the form was opened; what others added or took away since then stays so.
    Raises:
        NotFound, NotAllowed; Invalid for a term that does not exist or is of another vocabulary.
    """
    permissions.require(actor, permissions.EDIT_ORGANISATION, organisation)
    row = locked(organisation)
    links = OrganisationTerm.objects.filter(organisation=row, term__scheme__in=list(schemes))
    now, wanted = set(links.values_list("term_id", flat=True)), set(term_ids)
    shown = now if base is None else set(base)
    added, removed = (wanted - shown) - now, (shown - wanted) & now
    known = set(Term.objects.filter(pk__in=added, scheme__in=list(schemes)).values_list("pk", flat=True))
    if unknown := added - known:
        raise Invalid(
            _("These terms are not in the list: %(terms)s.") % {"terms": ", ".join(sorted(unknown))}, field="terms"
        )
    if not added and not removed:
        return
    OrganisationTerm.objects.bulk_create(
        [OrganisationTerm(organisation=row, term_id=term_id) for term_id in sorted(added)]
    )
    links.filter(term_id__in=removed).delete()
    touch([row.pk])
    data = {"added": sorted(added), "removed": sorted(removed)}
    audit.record(action="directory.terms_changed", actor=actor, subject=row, data=data, at=at)


@transaction.atomic
def set_target_countries(
    *,
    organisation: Organisation,
    actor: Person,
    targets: Iterable[tuple[str, str]],
    at: datetime,
    base: Iterable[tuple[str, str]] | None = None,
) -> None:
    """Set where an organisation wants to go.

    Args:
        targets: (country code, scope) pairs; scopes are those of `TargetCountry.Scope`.
        base: the pairs that held when the form was opened.
    Raises:
        NotFound, NotAllowed; Invalid for an unknown country or scope.
    """
    permissions.require(actor, permissions.EDIT_ORGANISATION, organisation)
    row = locked(organisation)
    now = set(TargetCountry.objects.filter(organisation=row).values_list("country_id", "scope"))
    wanted = set(targets)
    shown = now if base is None else set(base)
    added, removed = (wanted - shown) - now, (shown - wanted) & now
    known = set(Country.objects.filter(pk__in={code for code, _scope in added}).values_list("pk", flat=True))
    if any(code not in known or scope not in TargetCountry.Scope.values for code, scope in added):
        raise Invalid(_("This country is not in the list."), field="targets")
    if not added and not removed:
        return
    TargetCountry.objects.bulk_create(
        [TargetCountry(organisation=row, country_id=code, scope=scope) for code, scope in sorted(added)]
    )
    for code, scope in removed:
        TargetCountry.objects.filter(organisation=row, country_id=code, scope=scope).delete()
    touch([row.pk])
    data = {
        "added": [f"{code}:{scope}" for code, scope in sorted(added)],
        "removed": [f"{code}:{scope}" for code, scope in sorted(removed)],
    }
    audit.record(action="directory.target_countries_changed", actor=actor, subject=row, data=data, at=at)


@transaction.atomic
def add_offer(*, organisation: Organisation, actor: Person, values: Mapping[str, Any], at: datetime) -> Offer:
    """Add a service, facility, piece of equipment or expertise.

    Args:
        values: any of `OFFER_FIELDS`; `title` must be there.
    Raises:
        NotFound, NotAllowed, Invalid.
    """
    permissions.require(actor, permissions.EDIT_ORGANISATION, organisation)
    row = locked(organisation)
    if Offer.objects.filter(organisation=row).count() >= MOST_OFFERS:
        raise Invalid(_("There are 500 offers already."), next_step=_("Delete some that nobody asks for any more."))
    offer = Offer(organisation=row, **_only(values, OFFER_FIELDS))
    _check_title(offer.title)
    offer.save()
    touch([row.pk])
    audit.record(action="directory.offer_added", actor=actor, subject=row, data={"offer": offer.public_id}, at=at)
    return offer


@transaction.atomic
def update_offer(
    *, offer: Offer, actor: Person, values: Mapping[str, Any], at: datetime, base: Mapping[str, Any] | None = None
) -> Offer:
    """Change an offer. Raises: NotFound, NotAllowed, Invalid, StaleEdit."""
    permissions.require(actor, permissions.EDIT_ORGANISATION, offer.organisation)
    locked(offer.organisation)
    row = Offer.objects.filter(pk=offer.pk).first()
    if row is None:
        raise NotFound
    changed = _write(row, _only(values, OFFER_FIELDS), base)
    if changed:
        _check_title(row.title)
        row.save()
        touch([row.organisation_id])
        data = {"offer": row.public_id, "fields": changed}
        audit.record(action="directory.offer_changed", actor=actor, subject=row.organisation, data=data, at=at)
    return row


@transaction.atomic
def delete_offer(*, offer: Offer, actor: Person, at: datetime) -> dict[str, Any]:
    """Delete an offer and return its values, with which `add_offer` can bring it back. Raises: NotFound, NotAllowed."""
    permissions.require(actor, permissions.EDIT_ORGANISATION, offer.organisation)
    organisation = locked(offer.organisation)
    values = {name: getattr(offer, name) for name in OFFER_FIELDS}
    Offer.objects.filter(pk=offer.pk).delete()
    touch([organisation.pk])
    audit.record(
        action="directory.offer_deleted", actor=actor, subject=organisation, data={"offer": offer.public_id}, at=at
    )
    return values


@transaction.atomic
def add_accreditation(
    *, organisation: Organisation, actor: Person, values: Mapping[str, Any], at: datetime
) -> Accreditation:
    """Add a label or accreditation with its issuer and validity.

    Args:
        values: any of `LABEL_FIELDS`; `title` and `issuer` must be there.
    Raises:
        NotFound, NotAllowed, Invalid.
    """
    permissions.require(actor, permissions.EDIT_ORGANISATION, organisation)
    row = locked(organisation)
    accreditation = Accreditation(organisation=row, **_only(values, LABEL_FIELDS))
    _check_label(accreditation)
    accreditation.save()
    touch([row.pk])
    audit.record(
        action="directory.label_added", actor=actor, subject=row, data={"label": accreditation.public_id}, at=at
    )
    return accreditation


@transaction.atomic
def update_accreditation(
    *,
    accreditation: Accreditation,
    actor: Person,
    values: Mapping[str, Any],
    at: datetime,
    base: Mapping[str, Any] | None = None,
) -> Accreditation:
    """Change a label or accreditation. Raises: NotFound, NotAllowed, Invalid, StaleEdit."""
    permissions.require(actor, permissions.EDIT_ORGANISATION, accreditation.organisation)
    locked(accreditation.organisation)
    row = Accreditation.objects.filter(pk=accreditation.pk).first()
    if row is None:
        raise NotFound
    changed = _write(row, _only(values, LABEL_FIELDS), base)
    if changed:
        _check_label(row)
        row.save()
        touch([row.organisation_id])
        data = {"label": row.public_id, "fields": changed}
        audit.record(action="directory.label_changed", actor=actor, subject=row.organisation, data=data, at=at)
    return row


@transaction.atomic
def delete_accreditation(*, accreditation: Accreditation, actor: Person, at: datetime) -> dict[str, Any]:
    """Delete a label; return its values, with which `add_accreditation` brings it back. Raises as above."""
    permissions.require(actor, permissions.EDIT_ORGANISATION, accreditation.organisation)
    organisation = locked(accreditation.organisation)
    values = {name: getattr(accreditation, name) for name in LABEL_FIELDS}
    Accreditation.objects.filter(pk=accreditation.pk).delete()
    touch([organisation.pk])
    audit.record(
        action="directory.label_deleted",
        actor=actor,
        subject=organisation,
        data={"label": accreditation.public_id},
        at=at,
    )
    return values


def _only(values: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    if unknown := values.keys() - set(fields):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return dict(values)


def _write(row: Offer | Accreditation, mine: dict[str, Any], base: Mapping[str, Any] | None) -> list[str]:
    changed = values_to_write(base=base, mine=mine, now={name: getattr(row, name) for name in mine})
    for name, value in changed.items():
        setattr(row, name, value)
    return sorted(changed)


def _check_title(title: str) -> None:
    if not title.strip():
        raise Invalid(_("Say in a few words what it is."), field="title")


def _check_label(accreditation: Accreditation) -> None:
    _check_title(accreditation.title)
    if not accreditation.issuer.strip():
        raise Invalid(_("Say who gave this label."), field="issuer")
    start, end = accreditation.valid_from, accreditation.valid_until
    if start and end and end < start:
        raise Invalid(_("The label would end before it begins."), field="valid_until")
