"""A programme manager vouches for an entry: the organisation exists and is what it says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import WrongState
from hanse.directory import permissions
from hanse.directory.models import Organisation, State
from hanse.directory.services import mail
from hanse.directory.services.touch import locked, touch


@transaction.atomic
def verify_organisation(*, organisation: Organisation, actor: Person, at: datetime) -> Organisation:
    """Vouch for an organisation. Raises: NotAllowed; WrongState when it is verified already or not listed."""
    permissions.require(actor, permissions.VERIFY_ORGANISATION)
    row = locked(organisation)
    if row.verified_at is not None or row.state != State.LISTED:
        raise WrongState(_("This entry is verified already, or not listed."))
    row.verified_at, row.verified_by = at, actor
    row.save(update_fields=["verified_at", "verified_by"])
    touch([row.pk])
    audit.record(action="directory.organisation_verified", actor=actor, subject=row, at=at)
    mail.tell(mail.owners_of(row), "verified", link=mail.profile_link(row), organisation=row)
    return row


@transaction.atomic
def withdraw_verification(*, organisation: Organisation, actor: Person, at: datetime) -> Organisation:
    """Take a verification back. Raises: NotAllowed; WrongState when there is none."""
    permissions.require(actor, permissions.VERIFY_ORGANISATION)
    row = locked(organisation)
    if row.verified_at is None:
        raise WrongState(_("This entry is not verified."))
    row.verified_at = row.verified_by = None
    row.save(update_fields=["verified_at", "verified_by"])
    touch([row.pk])
    audit.record(action="directory.verification_withdrawn", actor=actor, subject=row, at=at)
    return row
