"""Fixtures of the matching engine's tests."""

import pytest
from engines.similarity.factory import small_index

from hanse.engines.similarity import MatchIndex


@pytest.fixture(scope="package")
def index() -> MatchIndex:
    return small_index()
