"""Giving and withdrawing consent. Withdrawing is as easy as giving (GDPR, Art. 7(3)); the history stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hanse.accounts.models import Consent, Person
from hanse.accounts.permissions import GIVE_CONSENT
from hanse.audit.services import record
from hanse.core.errors import Invalid
from hanse.core.predicates import require

# Raise it when the words of `Consent.Purpose` change: an old consent does not cover new words.
WORDING_VERSION = "2026-11"


@transaction.atomic
def set_consent(*, person: Person, purpose: str, is_given: bool, actor: Person, at: datetime) -> bool:
    """Give or withdraw one consent and return whether anything changed.

    Raises: NotAllowed (only the person), Invalid (no such purpose).
    """
    require(actor, GIVE_CONSENT, person)
    if purpose not in Consent.Purpose.values:
        raise Invalid(field="purpose")
    Person.objects.select_for_update().get(pk=person.pk)
    current = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).first()
    if is_given == (current is not None):
        return False
    if current:
        current.withdrawn_at = at
        current.save(update_fields=["withdrawn_at"])
    else:
        Consent.objects.create(person=person, purpose=purpose, wording_version=WORDING_VERSION, given_at=at)
    action = "accounts.consent_given" if is_given else "accounts.consent_withdrawn"
    record(action=action, actor=actor, subject=person, data={"purpose": purpose, "wording": WORDING_VERSION}, at=at)
    return True
