"""NUTS regions. Real data mixes the versions of 2021 and 2024, and writes EL or GR, UK or GB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from hanse.core.errors import NotFound
from hanse.taxonomy.models import Region, RegionMapping
from hanse.taxonomy.selectors.countries import EU_CODES, normal_code
from hanse.taxonomy.selectors.folding import query_words

VERSIONS = ("2021", "2024")
LEVELS = (1, 2, 3)
CODE_LENGTHS = (3, 4, 5)  # of levels 1, 2 and 3; two letters are the country


def normal_region_code(code: str) -> str:
    """Return a NUTS code in capitals, with the EU's country code; empty where it cannot be one.

    >>> normal_region_code("gr30"), normal_region_code("PL9 11"), normal_region_code("\\x00")
    ('EL30', '', '')
    """
    plain = code.strip().upper()
    if len(plain) not in CODE_LENGTHS or not plain.isascii() or not plain.isalnum():
        return ""
    return EU_CODES.get(plain[:2], plain[:2]) + plain[2:]


def prefixes(code: str) -> list[str]:
    """Return the codes of level 1 up to the code itself, shortest first: a NUTS code contains those above it.

    >>> prefixes("PL911")
    ['PL9', 'PL91', 'PL911']
    """
    return [code[:length] for length in CODE_LENGTHS if length <= len(code)]


def region_for(code: str) -> Region | None:
    """Return the region of a code of either version, in any case; None for an unknown code. One query."""
    plain = normal_region_code(code)
    return Region.objects.select_related("country").filter(code=plain).first() if plain else None


def region_or_404(code: str) -> Region:
    """Return the region of a code, with its country and the region above.

    Raises:
        NotFound: no version has this code.
    """
    plain = normal_region_code(code)
    found = Region.objects.select_related("country", "parent").filter(code=plain).first()
    if found is None:
        raise NotFound
    return found


def region_or_ancestor_for(code: str) -> Region | None:
    """Return the region of a code, or the smallest known region whose code it starts with; None where there is none.

    So `PL91X`, which no version has, is still in `PL91`. One query.
    """
    plain = "".join(letter for letter in code.strip().upper() if letter.isascii() and letter.isalnum())[:5]
    plain = EU_CODES.get(plain[:2], plain[:2]) + plain[2:]
    found = Region.objects.select_related("country").filter(code__in=prefixes(plain))
    return max(found, key=lambda region: region.level, default=None)


class RegionLookup:
    """All regions by code, read once: for importers that ask a hundred thousand times."""

    def __init__(self) -> None:
        self._by_code = {region.code: region for region in Region.objects.defer("search_text")}

    def get(self, code: str) -> Region | None:
        """Return the region of a code of either version, in any case; None for an unknown code. No query."""
        return self._by_code.get(normal_region_code(code))

    def nearest(self, code: str) -> Region | None:
        """Return the region of a code, or the smallest known region whose code it starts with. No query."""
        plain = code.strip().upper()
        plain = EU_CODES.get(plain[:2], plain[:2]) + plain[2:5]
        return next((self._by_code[part] for part in reversed(prefixes(plain)) if part in self._by_code), None)


def region_ancestors(codes: Iterable[str]) -> dict[str, list[Region]]:
    """Return for every known code its regions from level 1 down to itself; unknown codes are absent. One query.

    >>> region_ancestors(["PL911"])  # doctest: +SKIP
    {'PL911': [<Region: PL9 ...>, <Region: PL91 ...>, <Region: PL911 ...>]}
    """
    wanted = {code: normal_region_code(code) for code in codes}
    parts = {part for plain in wanted.values() if plain for part in prefixes(plain)}
    known = Region.objects.defer("search_text").in_bulk(parts)
    return {
        code: [known[part] for part in prefixes(plain) if part in known]
        for code, plain in wanted.items()
        if plain in known
    }


def regions_within(codes: Iterable[str]) -> Q:
    """Return a condition on `Region` for these regions and all inside them; for another model, see `codes_within`."""
    condition = Q(pk__in=[])
    for code in codes:
        if plain := normal_region_code(code):
            condition |= Q(code__startswith=plain)
    return condition


def codes_within(codes: Iterable[str]) -> list[str]:
    """Return the codes of these regions and of all inside them, with what these were called before and are called now.

    A filter by region uses it, because records keep the code that they came with. Four queries.
    """
    given = {plain for plain in map(normal_region_code, codes) if plain}
    given |= set(current_codes(given).values())
    given |= _old_codes(given)
    found = set(Region.objects.filter(regions_within(given)).values_list("code", flat=True))
    return sorted(found | _old_codes(found))


def _old_codes(codes: Iterable[str]) -> set[str]:
    return set(RegionMapping.objects.filter(target_id__in=list(codes)).values_list("source_id", flat=True))


def current_codes(codes: Iterable[str]) -> Mapping[str, str]:
    """Return old code -> code of 2024 for those that have exactly one successor; others are absent. One query."""
    return dict(RegionMapping.objects.filter(source_id__in=list(codes)).values_list("source_id", "target_id"))


def regions(
    *,
    country: str = "",
    level: int | None = None,
    version: str = "",
    parent: str = "",
    search: str = "",
) -> QuerySet[Region]:
    """Return regions in the order of their codes, with their countries.

    Args:
        country: EU or ISO code; empty: all countries.
        level: 1, 2 or 3; None: all levels.
        version: `2021` or `2024`: only those valid in it; empty: both.
        parent: only the parts of this region, one level below.
        search: words of the name (either script) or of the code; all must be found.
    """
    found = Region.objects.select_related("country").defer("search_text", "country__search_text")
    if country:
        found = found.filter(country_id=normal_code(country))
    if level is not None:
        found = found.filter(level=level)
    if version in VERSIONS:
        found = found.filter(**{f"in_{version}": True})
    if parent:
        found = found.filter(parent_id=normal_region_code(parent))
    for word in query_words(search):
        found = found.filter(search_text__contains=word)
    return found


def trail(region: Region) -> Sequence[Region]:
    """Return the regions above this one, level 1 first, for breadcrumbs. One query."""
    return list(Region.objects.filter(code__in=prefixes(region.code)[:-1]).order_by("level"))


def parts_of(region: Region) -> QuerySet[Region]:
    """Return the regions one level below, in the order of their codes."""
    return Region.objects.filter(parent=region).defer("search_text")


def successor_of(region: Region) -> Region | None:
    """Return the region that took this one's place; None where there is no single one. One query."""
    return Region.objects.filter(mapped_from__source=region).first()


def predecessors(region: Region) -> QuerySet[RegionMapping]:
    """Return the old regions whose place this one took."""
    return RegionMapping.objects.filter(target=region).select_related("source")
