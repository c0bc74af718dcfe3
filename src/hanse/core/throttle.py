"""Public forms are protected without puzzles and trackers: rate limits by a salted address, a honeypot, a time trap."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hanse.core.errors import TooMany
from hanse.core.models import DaySalt, ThrottleCount

MIN_S = 2
MAX_S = 24 * 3600
FILLED = _("This form was filled in by a machine, it seems. Leave the hidden field empty.")
TOO_FAST = _("That was very fast. Wait two seconds and send the form again.")
TOO_LATE = _("This page was open for more than a day. Check your entries and send the form again.")


def check(scope: str, key: str, *, limit: int, per_seconds: int, at: datetime | None = None) -> None:
    """Count one request and refuse it when the window has had enough.

    The count is kept although the caller's transaction may roll back only if called outside one: call it in the view.

    Args:
        scope: what is limited, e.g. "matching.request".
        key: whose requests: `client_key(request)`, a person's public id, an address. Only its salted hash is kept.
        limit: requests allowed in a window.
        per_seconds: length of the window; at most a day, for the salt changes at midnight (UTC).
    Raises:
        TooMany: the limit was reached; `next_step` says when to come back.
    """
    now = at or timezone.now()
    window = int(now.timestamp()) // per_seconds * per_seconds
    hashed = hashlib.sha256(f"{salt_of(now)}:{scope}:{key}".encode()).hexdigest()
    with transaction.atomic():
        row, _made = ThrottleCount.objects.get_or_create(
            scope=scope, key=hashed, window=window, defaults={"expires_at": now + timedelta(seconds=per_seconds)}
        )
        ThrottleCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])
    if row.count > limit:
        minutes = max(1, -(-(window + per_seconds - int(now.timestamp())) // 60))
        raise TooMany(next_step=_("Try again in %(minutes)d min. Nothing you saved is lost.") % {"minutes": minutes})


def salt_of(at: datetime) -> str:
    """Return the random salt of a day (UTC), made when first asked for."""
    row, _made = DaySalt.objects.get_or_create(day=at.astimezone(UTC).date(), defaults={"salt": secrets.token_hex(32)})
    return row.salt


def client_key(request: HttpRequest) -> str:
    """Return the address that a request comes from; behind proxies, the one that the outermost trusted proxy saw."""
    proxies = getattr(settings, "AXES_IPWARE_PROXY_COUNT", None) or 0
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def forget_old(now: datetime) -> int:
    """Delete counts whose window is over and the salts of earlier days; return how many rows went."""
    counts, _by_model = ThrottleCount.objects.filter(expires_at__lt=now).delete()
    salts, _by_model = DaySalt.objects.filter(day__lt=now.astimezone(UTC).date()).delete()
    return counts + salts


class FormTrap(forms.Form):
    """Mixin for public forms: a field that people do not see, and a signed note of when the page was opened.

    Refuses (as one general error of the form) a filled honeypot, an answer within two seconds, and one after a day.
    Put `{{ form.trap }}` into the template's form.
    """

    trap_salt = "hanse.form_trap"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A plain name that bots like; screen readers and keyboards pass it by.
        self.fields["website"] = forms.CharField(
            required=False,
            label=_("Leave this empty"),
            max_length=500,
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )
        self.fields["opened"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def trap(self) -> SafeString:
        """The two fields as HTML, to stand anywhere inside the form; the style sheet hides `.honeypot`."""
        answer = self._answer("opened")
        if self._age_s(answer) > MAX_S:
            answer = signing.dumps(int(timezone.now().timestamp()), salt=self.trap_salt)
        return format_html(
            '<div class="honeypot" aria-hidden="true">{} {}</div><input type="hidden" name="{}" value="{}">',
            self["website"].label_tag(),
            self["website"],
            self.add_prefix("opened"),
            answer,
        )

    def clean(self) -> dict[str, Any] | None:
        """Refuse what no person would have sent."""
        cleaned = super().clean()
        age_s = self._age_s(self._answer("opened"))
        if self._answer("website"):
            raise forms.ValidationError(FILLED, code="trap")
        if age_s < MIN_S:
            raise forms.ValidationError(TOO_FAST, code="trap")
        if age_s > MAX_S:
            raise forms.ValidationError(TOO_LATE, code="trap")
        return cleaned

    def _answer(self, name: str) -> str:
        return self.data.get(self.add_prefix(name), "")

    def _age_s(self, answer: str) -> int:
        """Return the seconds since the page was opened; a missing or forged note counts as very old."""
        try:
            opened = signing.loads(answer, salt=self.trap_salt)
        except signing.BadSignature:
            opened = 0
        return int(timezone.now().timestamp()) - int(opened)
