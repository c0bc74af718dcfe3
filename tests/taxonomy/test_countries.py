"""Countries by the codes of the EU and of ISO."""

from __future__ import annotations

import pytest
from django.utils import translation

from hanse.core.errors import NotFound
from hanse.taxonomy import selectors
from hanse.taxonomy.selectors.countries import normal_code

pytestmark = pytest.mark.usefixtures("taxonomy")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("EL", "EL"),
        ("GR", "EL"),
        ("gr", "EL"),
        ("GRC", "EL"),
        ("UK", "UK"),
        ("GB", "UK"),
        ("gbr", "UK"),
        (" fi ", "FI"),
        ("XK", "XK"),
        ("usa", "US"),
    ],
)
def test_a_country_is_found_by_eu_and_iso_codes_in_any_case(given, code):
    country = selectors.country_for(given)
    assert country is not None
    assert country.code == code
    found = selectors.CountryLookup().get(given)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("given", ["", "Z", "ZZ", "ZZZZ", "\x00", "D\x00", "1F", "Ünited", "DE; drop"])
def test_an_unknown_country_code_is_none(given):
    assert selectors.country_for(given) is None
    assert selectors.CountryLookup().get(given) is None


def test_an_unknown_country_is_not_found():
    with pytest.raises(NotFound):
        selectors.country_or_404("ZZ")


def test_greece_keeps_both_of_its_codes():
    country = selectors.country_or_404("GR")
    assert (country.code, country.iso2, country.iso3, country.iso_numeric) == ("EL", "GR", "GRC", "300")


def test_a_country_has_its_name_in_the_readers_language():
    country = selectors.country_or_404("DE")
    names = {}
    for language in ("en", "de", "fi", "pl", "de-at", "tr"):
        with translation.override(language):
            names[language] = country.label
    assert names == {
        "en": "Germany",
        "de": "Deutschland",
        "fi": "Saksa",
        "pl": "Niemcy",
        "de-at": "Deutschland",
        "tr": "Germany",
    }


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("deutsch", ["DE"]),
        ("NIEMCY", ["DE"]),
        ("cote ivoire", ["CI"]),
        ("grece", ["EL"]),
        ("gr ελλαδα", ["EL"]),
        ("no such country", []),
        ("%", []),
        ("\x00", None),
    ],
)
def test_countries_are_searched_in_every_language_without_accents(words, codes):
    found = [country.code for country in selectors.countries(search=words)]
    assert len(found) == 250 if codes is None else found == codes


def test_groups_divide_the_countries():
    sizes = {group: selectors.countries(group=group).count() for group in ("eu", "associated", "other", "")}
    assert sizes == {"eu": 27, "associated": 24, "other": 199, "": 250}


def test_choices_are_in_the_order_of_the_readers_language():
    with translation.override("de"):
        choices = selectors.country_choices()
    labels = [label for _code, label in choices]
    assert labels[0] == "Afghanistan"
    assert labels.index("Ägypten") < labels.index("Albanien") < labels.index("Österreich") < labels.index("Polen")


@pytest.mark.parametrize(("given", "code"), [("gb", "UK"), ("uk", "UK"), ("EL", "EL"), ("pl", "PL")])
def test_a_normal_code_is_the_eu_code(given, code):
    assert normal_code(given) == code
