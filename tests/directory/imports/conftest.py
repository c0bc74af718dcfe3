"""The code lists that imports look things up in, loaded once a module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from factories.taxonomy import taxonomy_loaded

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load every code list once; what the module's tests leave behind goes with it."""
    with taxonomy_loaded(django_db_blocker):
        yield


@pytest.fixture
def code_lists(loaded_tables: None, db: None) -> None:
    """Give a test all code lists."""


@pytest.fixture
def now() -> datetime:
    """Return the moment at which tests import."""
    return NOW
