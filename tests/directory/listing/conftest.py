"""A folder of its own for the indexes of each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def index_dir(settings: Any, tmp_path: Path) -> Path:
    """Keep the index of a test apart from all others."""
    settings.INDEX_DIR = tmp_path / "index"
    return settings.INDEX_DIR
