"""What others may ask of the code lists; start reading with `countries`, `regions` and `terms`."""

from hanse.taxonomy.models import Scheme
from hanse.taxonomy.selectors.choices import country_choices, region_choices, term_choices
from hanse.taxonomy.selectors.countries import CountryLookup, countries, country_for, country_or_404
from hanse.taxonomy.selectors.folding import fold, query_words
from hanse.taxonomy.selectors.overview import CodeList, code_list, code_lists, lists_token
from hanse.taxonomy.selectors.polygons import PolygonFile, polygon_files, polygon_path
from hanse.taxonomy.selectors.regions import (
    RegionLookup,
    codes_within,
    current_codes,
    region_ancestors,
    region_for,
    region_or_404,
    region_or_ancestor_for,
    regions,
    regions_within,
)
from hanse.taxonomy.selectors.terms import (
    ancestors,
    children,
    levels_of,
    mapped_to,
    mappings_of,
    scheme_or_404,
    term_counts,
    term_for,
    term_or_404,
    terms,
    terms_by_id,
    with_descendants,
)

__all__ = [
    "CodeList",
    "CountryLookup",
    "PolygonFile",
    "RegionLookup",
    "Scheme",
    "ancestors",
    "children",
    "code_list",
    "code_lists",
    "codes_within",
    "countries",
    "country_choices",
    "country_for",
    "country_or_404",
    "current_codes",
    "fold",
    "levels_of",
    "lists_token",
    "mapped_to",
    "mappings_of",
    "polygon_files",
    "polygon_path",
    "query_words",
    "region_ancestors",
    "region_choices",
    "region_for",
    "region_or_404",
    "region_or_ancestor_for",
    "regions",
    "regions_within",
    "scheme_or_404",
    "term_choices",
    "term_counts",
    "term_for",
    "term_or_404",
    "terms",
    "terms_by_id",
    "with_descendants",
]
