"""What the account tests share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.utils import timezone

from hanse.core.jobs import run_ready
from hanse.core.throttle import FormTrap


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget the counts that third-party limits keep in the cache."""
    cache.clear()


@pytest.fixture
def trap() -> dict[str, str]:
    """Return the hidden fields of a form that was opened ten seconds ago."""
    moment = timezone.now() - timedelta(seconds=10)
    return {"opened": signing.dumps(int(moment.timestamp()), salt=FormTrap.trap_salt), "website": ""}


@pytest.fixture
def mailed_link() -> Callable[[], str]:
    """Return the path in the newest mail that the outbox has sent."""

    def newest() -> str:
        run_ready()
        return re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[-1].body)[0]

    return newest
