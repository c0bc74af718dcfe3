"""What the account tests share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from factories.people import PASSWORD, make_person

from hanse.accounts.models import Person
from hanse.core.jobs import run_ready
from hanse.core.registries import AccountClosing, Obstacle, account_closing
from hanse.core.throttle import FormTrap


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget the counts that third-party limits keep in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of the rate limits: a test that counts tries must not run across the end of a window."""
    moment = timezone.now()
    monkeypatch.setattr("hanse.core.throttle.timezone", SimpleNamespace(now=lambda: moment))


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


@pytest.fixture
def manager(client: Client) -> Person:
    manager = make_person(roles=["manager"], name="Mia Manager")
    client.force_login(manager.user)
    return manager


@pytest.fixture
def person(client: Client) -> Person:
    person = make_person(name="Ada Quay", password=PASSWORD)
    client.force_login(person.user)
    return person


@pytest.fixture
def owner_rule() -> Iterator[list[tuple[Person, Person | None, datetime]]]:
    """Stand in for an upper app: Ada owns the last boat; what ends with her account is noted."""
    closed: list[tuple[Person, Person | None, datetime]] = []
    account_closing.add(
        "test",
        AccountClosing(
            obstacles=lambda person: [Obstacle("You own the last boat.", "/boats/")] if person.name == "Owner" else [],
            close=lambda person, actor, at: closed.append((person, actor, at)),
        ),
    )
    yield closed
    account_closing.remove("test")
