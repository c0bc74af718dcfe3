"""Writing: joining, roles, consents, one's own details, sign-in links, closing an account."""

from hanse.accounts.services.closing import close_account, obstacles_to_closing
from hanse.accounts.services.consents import WORDING_VERSION, set_consent
from hanse.accounts.services.details import create_contact, follow_address, update_person
from hanse.accounts.services.joining import TERMS_VERSION, add_account, adopt_contacts, ensure_person, register_person
from hanse.accounts.services.links import forget_old_links, send_sign_in_link, use_sign_in_link
from hanse.accounts.services.roles import end_role, give_role

__all__ = [
    "TERMS_VERSION",
    "WORDING_VERSION",
    "add_account",
    "adopt_contacts",
    "close_account",
    "create_contact",
    "end_role",
    "ensure_person",
    "follow_address",
    "forget_old_links",
    "give_role",
    "obstacles_to_closing",
    "register_person",
    "send_sign_in_link",
    "set_consent",
    "update_person",
    "use_sign_in_link",
]
