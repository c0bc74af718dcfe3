"""What follows from signing in and from a proven address, and what this app tells the registries."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hanse.accounts import selectors, services
from hanse.core.registries import record_labels
from hanse.ui import navigation

record_labels.add("accounts.person", selectors.people_labels)
navigation.add_to_person_menu(
    navigation.Item(_("People"), "accounts:people", permission="accounts.manage_people", icon="people")
)
navigation.add_to_person_menu(
    navigation.Item(_("Outbox"), "notify:outbox", permission="notify.manage_outbox", icon="envelope")
)
navigation.add_to_person_menu(
    navigation.Item(_("Audit log"), "audit:log", permission="audit.view_log", icon="list-check")
)


@receiver(user_logged_in)
def make_person(sender: type, user: Any, **kwargs: Any) -> None:
    """Give a login that the operator made its person: every page may count on one."""
    services.ensure_person(user=user, at=timezone.now())


@receiver(email_confirmed)
def adopt(sender: type, request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Merge contacts that bear a proven address into its owner."""
    services.adopt_contacts(user=email_address.user, email=email_address.email, at=timezone.now())


@receiver(email_changed)
def follow(sender: type, request: HttpRequest, user: Any, to_email_address: EmailAddress, **kwargs: Any) -> None:
    """Keep the person's address the one that signs in."""
    services.follow_address(person=user.person, email=to_email_address.email, at=timezone.now())
