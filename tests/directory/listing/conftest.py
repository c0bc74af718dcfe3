"""A folder of its own for the indexes of each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hanse.directory.selectors import facets
from hanse.taxonomy.selectors import choices


@pytest.fixture(autouse=True)
def index_dir(settings: Any, tmp_path: Path) -> Path:
    """Keep the index of a test apart from all others."""
    settings.INDEX_DIR = tmp_path / "index"
    # Tests make terms without loading a table, which is what the kept lists watch.
    facets._terms.clear()
    choices._kept.clear()
    return settings.INDEX_DIR
