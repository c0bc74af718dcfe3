"""What the tests of the look share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def static_files_from_their_sources(settings, tmp_path: Path) -> None:
    """Leave aside what a demo of this checkout has collected: it may be older than the sources."""
    settings.STATIC_ROOT = tmp_path
