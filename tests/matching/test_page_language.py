"""The language in which a need is read."""

from __future__ import annotations

import pytest
from matching.conftest import World


@pytest.mark.parametrize(
    ("text", "page_language", "read_as"),
    [
        ("aluminium die casting", "en", "en"),
        ("aluminium die casting", "de", "de"),
        ("Chcemy zmniejszyć zużycie energii w naszej odlewni", "en", "pl"),
    ],
)
def test_a_short_text_is_read_in_the_language_of_the_page(
    world: World, text: str, page_language: str, read_as: str
) -> None:
    assert world.state(text, page_language=page_language).language == read_as
