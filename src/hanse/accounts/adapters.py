"""How allauth and axes work here: mails through the outbox, links to this site only, refusals on our own page."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.accounts import services
from hanse.notify.services import queue_rendered

# Mails of which staff may read the text: they hold no link and no code that opens an account.
HARMLESS = (
    "account/email/password_changed",
    "account/email/email_changed",
    "account/email/email_deleted",
    "mfa/email/",
)


class AccountAdapter(DefaultAccountAdapter):
    """Joins allauth to this product's services."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail into the outbox."""
        request = allauth_context.request
        message = self.render_mail(
            template_prefix, email, {"request": request, "email": email, "site_url": settings.BASE_URL, **context}
        )
        queue_rendered(
            to_address=email,
            template=template_prefix,
            language=get_language() or "en",
            subject=message.subject,
            body_text=str(message.body),
            is_secret=not template_prefix.startswith(HARMLESS),
        )

    def is_safe_url(self, url: str | None) -> bool:
        """Follow only paths of this site: no host is trusted, not even our own by another name."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None) and (url or "").startswith("/")

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Build the link from the configured address, not from a header that a stranger may set."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link from the configured address."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> AbstractBaseUser:
        """Save the login, and with it the person and the consents that were ticked."""
        saved = super().save_user(request, user, form, commit=commit)
        if commit and hasattr(form, "purposes"):  # our own sign-up form; others make no person
            services.register_person(
                user=user,
                name=form.cleaned_data["name"],
                language=form.cleaned_data["language"],
                terms_version=services.TERMS_VERSION,
                purposes=form.purposes(),
                at=timezone.now(),
            )
        return saved


def attempted_address(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the address of a sign-in attempt for axes, in lower case, so that capitals open no second count."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().lower()


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None, *args: Any
) -> HttpResponse:
    """Answer somebody who entered a wrong password too often; named in the settings for axes."""
    words = {
        "message": _("Too many wrong passwords for this address."),
        "next_step": _("Wait a quarter of an hour, or ask for a sign-in link or a new password on the sign-in page."),
    }
    return render(request, "errors/domain.html", {**words, "status": 429}, status=429)
