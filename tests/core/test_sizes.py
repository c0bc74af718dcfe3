"""Nothing is read that is larger than what any form takes."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/find/", "/api/v1/matches", "/nowhere/"])
@pytest.mark.parametrize("length", ["25000001", "9" * 5000])
def test_what_is_too_large_is_refused_unread(path: str, length: str) -> None:
    answer = Client().post(path, data=b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
