"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import pytest_django

from hanse.directory.selectors import facets
from hanse.engines.embeddings import can_convert, convert_bundled_model
from hanse.taxonomy.selectors import choices

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's event loop runs in the test's thread
SHARED = Path(os.environ.get("HANSE_SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data beside the checkout; skip, saying so, where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(
            f"real data is not here: set HANSE_SHARED_DIR to the folder that holds data/ (looked at {SHARED.name}/data)"
        )
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Let tests that empty all tables empty the audit log too; `tests/audit` puts the guard back where it tests it."""
    with django_db_blocker.unblock():
        from django.db import connection

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS audit_event_no_delete")


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Return the converted language model, made once for all runs; skip where the extra is not installed."""
    available = can_convert()
    if not available.ok:
        pytest.skip(available.detail)
    folder = Path(__file__).resolve().parents[1] / "var" / "test-model"
    convert_bundled_model(folder)
    return folder


@pytest.fixture(autouse=True)
def no_kept_lists() -> None:
    """Forget lists that a process keeps until a table is loaded: tests make terms and countries without loading one."""
    facets._terms.clear()
    choices._kept.clear()
