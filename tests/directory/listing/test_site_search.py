"""What the directory adds to the search of the whole site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from factories.organisations import make_organisation

from hanse.directory import services
from hanse.directory.receivers import search

pytestmark = pytest.mark.django_db


def test_search_finds_by_name_first_and_then_by_what_an_entry_says() -> None:
    made = [
        make_organisation("Alpha Works", about="Laser welding of thin sheets."),
        make_organisation("Laser Lab", about="Light."),
        make_organisation("Beta Works", about="Casting."),
    ]
    services.touch([one.pk for one in made])
    hits = search(AnonymousUser(), "laser", 8)
    assert [(hit.title, hit.kind) for hit in hits] == [
        ("Laser Lab", "Organisations"),
        ("Alpha Works", "Organisations"),
    ]


@pytest.mark.parametrize("text", ["?!", " ", "\u2003"])
def test_a_search_without_a_word_finds_no_organisation(text: str) -> None:
    services.touch([make_organisation("Alpha Works").pk])
    assert search(AnonymousUser(), text, 8) == []
