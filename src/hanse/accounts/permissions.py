"""Who may do what with people: everybody with themselves, the secretariat with all."""

from __future__ import annotations

import rules

from hanse.core.access import platform_permission
from hanse.core.predicates import is_adviser, is_platform_manager, is_same_person, is_signed_in

__all__ = ["is_adviser", "is_platform_manager", "is_same_person", "is_signed_in"]

MANAGE_PEOPLE = platform_permission("accounts.manage_people")
CHANGE_PERSON = "accounts.change_person"
GIVE_CONSENT = "accounts.give_consent"
CLOSE_ACCOUNT = "accounts.close_account"

rules.add_perm(MANAGE_PEOPLE, is_platform_manager)
rules.add_perm(CHANGE_PERSON, is_same_person | is_platform_manager)
# Nobody consents for another.
rules.add_perm(GIVE_CONSENT, is_same_person)
rules.add_perm(CLOSE_ACCOUNT, is_same_person | is_platform_manager)
