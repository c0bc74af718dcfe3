"""The shipped tables, loaded once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from factories.taxonomy import taxonomy_loaded


@pytest.fixture(scope="module")
def loaded_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load every table once; what the module's tests leave behind goes with it."""
    with taxonomy_loaded(django_db_blocker):
        yield


@pytest.fixture
def taxonomy(loaded_tables: None, db: None) -> None:
    """Give a test all code lists."""
