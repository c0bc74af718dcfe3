"""Folding names and web addresses."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.rules import naming
from hanse.rules.naming import is_shared_domain, name_key, web_domain


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("MULLER + SOHNE GMBH", "muller sohne"),
        ("Fonderia Ferrari S.p.A.", "fonderia ferrari"),
        ("Fonderia Ferrari SPA", "fonderia ferrari"),
        ("Łódzkie Centrum Sp. z o.o.", "lodzkie centrum"),
        ("Zakład Spółka Z Ograniczoną Odpowiedzialnością", "zaklad"),
        ("Zakład spółka akcyjna", "zaklad"),
        ("Straße AG", "strasse"),
        ("Ærø Værft A/S", "aero vaerft"),
        ("Vysočina s.r.o.", "vysocina"),
        ("OÜ Tartu Tööriist", "tartu tooriist"),
        ("UAB Vilniaus Metalas", "vilniaus metalas"),
        ("Ελληνικά Ναυπηγεία Α.Ε.", "ελληνικα ναυπηγεια"),
        ("ЕКО Метал ЕООД", "еко метал"),
        ("Verein der Freunde e.V.", "verein der freunde"),
        ("3M Innovation", "3m innovation"),
        ("GmbH", "gmbh"),
        ("S.A.", "sa"),
        ("", ""),
        ("!!!", ""),
        ("  Two   blanks\tLtd. ", "two blanks"),
    ],
)
def test_name_key_drops_case_accents_punctuation_and_legal_form(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(max_size=400))
def test_name_key_of_any_text_is_short_and_has_single_blanks(name: str) -> None:
    key = name_key(name)
    assert len(key) <= 300
    assert "  " not in key
    assert name_key(name.upper().lower()) == name_key(name.lower())


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.example.org/about?x=1#y", "example.org"),
        ("example.org", "example.org"),
        ("http://lab.institute.example.de:8080/", "example.de"),
        ("https://www.example.co.uk", "example.co.uk"),
        ("https://physics.example.ac.uk", "example.ac.uk"),
        ("https://example.com.pl/", "example.com.pl"),
        ("https://com.pl", "com.pl"),
        ("anna@works.example.org", "example.org"),
        ("anna@gmail.com", ""),
        ("https://www.linkedin.com/company/x", ""),
        ("https://sites.google.com/view/x", ""),
        ("https://ec.europa.eu/x", ""),
        ("http://192.168.0.1/", ""),
        ("localhost", ""),
        ("not an address", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_web_domain_is_the_registered_one_and_never_a_provider(address: str, domain: str) -> None:
    assert web_domain(address) == domain


@given(st.text(max_size=200))
def test_web_domain_never_fails(address: str) -> None:
    assert not is_shared_domain(web_domain(address))


def test_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(naming).failed == 0
