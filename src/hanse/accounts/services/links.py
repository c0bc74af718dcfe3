"""Sign-in links: one click instead of a password. Single use, a quarter of an hour, only the token's hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import Person, SignInLink, User
from hanse.audit.services import record
from hanse.core.errors import WrongState
from hanse.notify.services import queue_rendered
from hanse.notify.services.wording import worded

VALID_MIN = 15


@transaction.atomic
def send_sign_in_link(*, person: Person, at: datetime, next_path: str = "") -> str:
    """Mail a person a link that signs in once; links sent before stop working.

    Args:
        next_path: page to open afterwards; the view has checked that it is ours.
    Returns:
        the link, for the operator's command line and for tests; views do not show it.
    """
    if person.user is None or not person.user.is_active:
        raise WrongState(_("This person has no account."))
    SignInLink.objects.filter(user=person.user, used_at=None).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=person.user,
        token_hash=_hash(token),
        next_path=next_path[:500],
        created_at=at,
        expires_at=at + timedelta(minutes=VALID_MIN),
    )
    link = settings.BASE_URL + reverse("accounts:use_link", args=[token])
    words = worded("accounts/sign_in_link", {"person": person, "link": link, "minutes": VALID_MIN}, person.language)
    queue_rendered(
        to_address=person.user.email,
        to_person=person.public_id,
        template="accounts/sign_in_link",
        language=person.language,
        subject=words.subject,
        body_text=words.body,
        is_secret=True,
    )
    return link


@transaction.atomic
def use_sign_in_link(*, token: str, at: datetime) -> tuple[User, str]:
    """Spend a link and return its login and the page to open; of two who click at one moment, one gets in.

    Raises: WrongState (unknown, expired or used: the three look the same).
    """
    # Locked and then looked at: an UPDATE with the same conditions would let two in, for on PostgreSQL the join with
    # the login makes it a subquery that does not see what the first has just written.
    links = SignInLink.objects.select_for_update(of=("self",)).select_related("user__person")
    link = links.filter(token_hash=_hash(token), used_at=None, expires_at__gt=at, user__is_active=True).first()
    if link is None:
        raise WrongState(
            _("This link does not work any more. Each works once, for 15 minutes."),
            next_step=_("Ask for a new link on the sign-in page."),
        )
    link.used_at = at
    link.save(update_fields=["used_at"])
    record(action="accounts.signed_in_by_link", actor=link.user.person, subject=link.user.person, at=at)
    return link.user, link.next_path


def forget_old_links(*, at: datetime) -> int:
    """Delete links that ended a day ago or earlier; return how many."""
    return SignInLink.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
