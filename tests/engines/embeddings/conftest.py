"""One converted model a test run; tests that need it skip visibly where the extra `semantic` is not installed."""

from pathlib import Path

import pytest

from hanse.engines.embeddings import Encoder, can_convert, convert_bundled_model
from hanse.engines.embeddings.availability import missing_packages


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    available = can_convert()
    if not available.ok:
        pytest.skip(available.detail)
    folder = tmp_path_factory.mktemp("models") / "e5"
    convert_bundled_model(folder)
    return folder


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Encoder:
    if missing := missing_packages():
        pytest.skip(f"not installed: {', '.join(missing)}")
    return Encoder(model_folder)
