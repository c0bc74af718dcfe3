"""Forgetting a person: the directory's part in closing an account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hanse.accounts.models import Person
from hanse.directory.models import Claim, Invitation, Membership, OnboardingRow
from hanse.directory.services.touch import touch


@transaction.atomic
def forget_person(*, person: Person, at: datetime) -> None:
    """Delete what the directory knows of a person beyond the opaque id; part of closing an account.

    Memberships stay as rows (somebody was an owner from then to then), without function and never shown; invitations
    and lines of a cluster's file lose the address, claims their text.
    """
    rows = Membership.objects.filter(person=person)
    organisation_ids = list(rows.filter(is_public=True).values_list("organisation_id", flat=True))
    rows.update(title="", is_public=False)
    Claim.objects.filter(person=person, state=Claim.State.OPEN).update(state=Claim.State.WITHDRAWN, decided_at=at)
    Claim.objects.filter(person=person).update(evidence="", reason="")
    if person.email:
        theirs = Invitation.objects.filter(email__iexact=person.email)
        theirs.filter(accepted_at=None, declined_at=None, withdrawn_at=None).update(withdrawn_at=at)
        theirs.update(email="", name="")
        OnboardingRow.objects.filter(email__iexact=person.email).update(email="")
    touch(organisation_ids)
