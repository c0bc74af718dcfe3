"""Rate limits that keep no address, and the traps of public forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core import signing
from django.test import RequestFactory, override_settings
from django.utils import timezone

from hanse.core import throttle
from hanse.core.errors import TooMany
from hanse.core.models import DaySalt, ThrottleCount

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_requests_up_to_the_limit_pass_and_the_next_is_refused() -> None:
    for _request in range(3):
        throttle.check("form", "192.0.2.1", limit=3, per_seconds=600, at=NOON)
    with pytest.raises(TooMany) as refused:
        throttle.check("form", "192.0.2.1", limit=3, per_seconds=600, at=NOON)
    assert str(refused.value.next_step) == "Try again in 10 min. Nothing you saved is lost."


@pytest.mark.django_db
def test_limits_of_other_keys_scopes_and_windows_are_their_own() -> None:
    throttle.check("form", "192.0.2.1", limit=1, per_seconds=600, at=NOON)
    throttle.check("form", "192.0.2.2", limit=1, per_seconds=600, at=NOON)
    throttle.check("other", "192.0.2.1", limit=1, per_seconds=600, at=NOON)
    throttle.check("form", "192.0.2.1", limit=1, per_seconds=600, at=NOON + timedelta(minutes=10))
    assert ThrottleCount.objects.count() == 4


@pytest.mark.django_db
def test_no_address_is_kept_and_the_same_address_differs_by_day() -> None:
    throttle.check("form", "192.0.2.1", limit=5, per_seconds=600, at=NOON)
    throttle.check("form", "192.0.2.1", limit=5, per_seconds=600, at=NOON + timedelta(days=1))
    keys = list(ThrottleCount.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2
    assert not any("192" in key and len(key) < 64 for key in keys)


@pytest.mark.django_db
def test_counts_and_salts_that_are_over_are_deleted() -> None:
    throttle.check("form", "192.0.2.1", limit=5, per_seconds=600, at=NOON)
    assert throttle.forget_old(NOON + timedelta(minutes=5)) == 0
    assert throttle.forget_old(NOON + timedelta(days=1)) == 2
    assert (ThrottleCount.objects.count(), DaySalt.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (None, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
    ],
)
def test_client_key_believes_only_trusted_proxies(proxies: int | None, forwarded: str, expected: str) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="198.51.100.1")
    with override_settings(AXES_IPWARE_PROXY_COUNT=proxies):
        assert throttle.client_key(request) == expected


class TrappedForm(throttle.FormTrap):
    word = forms.CharField()


def opened(seconds_ago: float) -> str:
    return signing.dumps(int(timezone.now().timestamp() - seconds_ago), salt=TrappedForm.trap_salt)


@pytest.mark.parametrize(
    ("age_s", "website", "error"),
    [
        (10, "", None),
        (0, "", throttle.TOO_FAST),
        (25 * 3600, "", throttle.TOO_LATE),
        (10, "spam.example", throttle.FILLED),
    ],
)
def test_form_trap_lets_people_pass_and_refuses_machines(age_s: int, website: str, error: str | None) -> None:
    form = TrappedForm({"word": "tide", "opened": opened(age_s), "website": website})
    assert form.is_valid() is (error is None)
    assert form.non_field_errors() == ([] if error is None else [error])


@pytest.mark.parametrize("answer", [{}, {"opened": "forged"}])
def test_form_trap_refuses_a_missing_or_forged_time(answer: dict[str, str]) -> None:
    assert TrappedForm({"word": "tide", **answer}).non_field_errors() == [throttle.TOO_LATE]


def test_form_trap_keeps_a_good_time_and_renews_one_that_is_over() -> None:
    good = opened(10)
    assert good in str(TrappedForm({"word": "", "opened": good}).trap)
    stale = opened(25 * 3600)
    assert stale not in str(TrappedForm({"word": "", "opened": stale}).trap)


def test_form_trap_draws_a_hidden_field_and_a_signed_time() -> None:
    html = str(TrappedForm().trap)
    assert 'name="website"' in html
    assert 'tabindex="-1"' in html
    assert 'type="hidden" name="opened"' in html
