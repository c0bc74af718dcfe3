"""What the shipped tables hold, by the figures of their sources."""

from __future__ import annotations

from collections import Counter

import pytest

from hanse.taxonomy.models import Country, LoadedTable, Region, RegionMapping, Scheme, Term, TermMapping
from hanse.taxonomy.services import LOADERS, SHIPPED
from hanse.taxonomy.services.table_files import find_table, parse_table, table_content

pytestmark = pytest.mark.usefixtures("taxonomy")

EU_LANGUAGES = set("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split())  # noqa: SIM905


def levels(scheme: str) -> list[int]:
    counted = Counter(Term.objects.filter(scheme=scheme).values_list("level", flat=True))
    return [counted[level] for level in sorted(counted)]


def test_nace_rev_2_has_21_sections_88_divisions_272_groups_615_classes():
    assert levels(Scheme.NACE2) == [21, 88, 272, 615]


def test_nace_rev_2_1_has_22_sections_87_divisions_287_groups_651_classes():
    assert levels(Scheme.NACE21) == [22, 87, 287, 651]


def test_nuts_2021_has_1973_regions_below_its_37_countries():
    assert Region.objects.filter(in_2021=True).count() == 2010 - 37


def test_nuts_2024_has_1755_regions_below_its_36_countries():
    assert Region.objects.filter(in_2024=True).count() == 1791 - 36


def test_nuts_2024_has_no_region_of_the_united_kingdom():
    assert Region.objects.filter(country="UK", in_2024=True).count() == 0
    assert Region.objects.filter(country="UK", in_2021=True).count() == 232


def test_every_region_stands_below_the_region_whose_code_it_extends():
    wrong = [
        region.code
        for region in Region.objects.all()
        if (region.parent_id or "") != ("" if region.level == 1 else region.code[:-1])
        or region.country_id != region.code[:2]
        or region.level != len(region.code) - 2
    ]
    assert wrong == []


def test_every_region_and_country_has_a_label_point_on_earth():
    for model in (Region, Country):
        points = model.objects.values_list("lon", "lat")
        assert [point for point in points if None in point or abs(point[0]) > 180 or abs(point[1]) > 90] == []


@pytest.mark.parametrize(
    ("scheme", "count"),
    [
        (Scheme.KET2009, 6),
        (Scheme.KET2018, 6),
        (Scheme.I40, 10),
        (Scheme.ECOSYSTEM, 14),
        (Scheme.EMERGING_INDUSTRY, 10),
        (Scheme.S3, 10),
        (Scheme.SERVICE_STAGE, 6),
        (Scheme.TRL, 9),
        (Scheme.CLUSTER_LABEL, 3),
        (Scheme.ESCP, 4),
        (Scheme.EU_PROGRAMME, 27),
        (Scheme.TECHNOLOGY, 57),
        (Scheme.EUROSCIVOC, 0),
    ],
)
def test_list_has_as_many_terms_as_its_source(scheme, count):
    assert Term.objects.filter(scheme=scheme, is_active=True).count() == count


def test_countries_are_those_of_iso_3166_and_kosovo():
    assert Country.objects.count() == 250
    assert Country.objects.filter(is_eu=True).count() == 27
    assert set(Country.objects.filter(iso2__in=["GR", "GB", "XK"]).values_list("code", flat=True)) == {"EL", "UK", "XK"}


def test_every_country_has_a_name_in_all_languages_of_the_eu():
    incomplete = [country.code for country in Country.objects.all() if EU_LANGUAGES - {"en"} - set(country.names)]
    assert incomplete == []


def test_languages_include_the_24_of_the_eu():
    assert set(Term.objects.filter(scheme=Scheme.LANGUAGE).values_list("code", flat=True)) >= EU_LANGUAGES


def test_nace_rev_2_has_titles_in_24_languages_but_for_the_six_that_the_source_lacks():
    missing = [
        (term.code, lang)
        for term in Term.objects.filter(scheme=Scheme.NACE2)
        for lang in (EU_LANGUAGES | {"no"}) - {"en", "ga"}
        if lang not in term.names
    ]
    assert sorted(missing) == [
        ("13.10", "cs"),
        ("98", "no"),
        ("98.1", "no"),
        ("98.10", "no"),
        ("98.2", "no"),
        ("98.20", "no"),
    ]


def test_section_titles_are_not_written_in_capitals():
    section = Term.objects.get(id="nace2:C")
    assert (section.name, section.names["de"]) == ("Manufacturing", "Verarbeitendes Gewerbe/Herstellung von Waren")
    shouting = [
        (term.code, lang, name)
        for term in Term.objects.filter(scheme__in=[Scheme.NACE2, Scheme.NACE21], level=1)
        for lang, name in {"en": term.name, **term.names}.items()
        if name.isupper() and len(name) > 4
    ]
    assert shouting == []


def test_lists_of_the_product_are_translated_into_the_languages_of_the_site():
    translated = [Scheme.TECHNOLOGY, Scheme.KET2018, Scheme.KET2009, Scheme.I40, Scheme.ECOSYSTEM, Scheme.SERVICE_STAGE]
    incomplete = [
        term.id for term in Term.objects.filter(scheme__in=translated) if not {"de", "fi", "pl"} <= set(term.names)
    ]
    assert incomplete == []


def test_technology_fields_cover_what_profiles_ask_for():
    wanted = {
        "photonics",
        "robotics",
        "artificial-intelligence",
        "additive-manufacturing",
        "advanced-materials",
        "surface-treatment",
        "casting-forming",
        "laser-processing",
        "sensors",
        "cyber-security",
        "internet-of-things",
        "big-data",
        "simulation-digital-twins",
        "energy-efficiency",
        "circular-economy",
        "biotechnology",
        "water-technologies",
    }
    assert wanted <= set(Term.objects.filter(scheme=Scheme.TECHNOLOGY).values_list("code", flat=True))


def test_every_mapping_joins_entries_that_are_in_the_lists():
    assert RegionMapping.objects.filter(source__in_2021=True, target__in_2024=True).count() == 48
    assert RegionMapping.objects.count() == 48
    assert TermMapping.objects.filter(source__is_active=True, target__is_active=True).count() == 730
    assert TermMapping.objects.count() == 730


def test_every_table_says_its_version_source_and_licence():
    silent = [
        table.name for table in LoadedTable.objects.all() if not (table.version and table.source and table.licence)
    ]
    assert silent == []
    assert set(LoadedTable.objects.values_list("name", flat=True)) == set(LOADERS)


def test_no_table_file_is_larger_than_a_megabyte():
    assert [path.name for path in SHIPPED.iterdir() if path.stat().st_size > 1_000_000] == []


def test_every_table_file_belongs_to_a_list():
    assert {path.name.removesuffix(".gz").removesuffix(".tsv") for path in SHIPPED.iterdir()} == set(LOADERS)


def test_no_table_carries_explanatory_notes():
    path = find_table("nace2", [SHIPPED])
    assert path is not None
    columns = parse_table("nace2", table_content(path)).columns
    assert {column for column in columns if not column.startswith("name")} == {"code", "parent"}
