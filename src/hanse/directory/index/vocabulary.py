"""Which filter values a term, a region and a programme's name stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.text import slugify

from hanse.taxonomy.models import RegionMapping, Term, TermMapping

# scheme -> filter; terms of a list that is not the filter's own carry the list's name in their value
FILTER_OF = {
    "nace2": "sector",
    "technology": "technology",
    "ket2018": "technology",
    "ket2009": "technology",
    "i40": "technology",
    "ecosystem": "ecosystem",
    "emerging_industry": "emerging",
    "s3": "s3",
    "service_stage": "stage",
    "trl": "trl",
    "eu_programme": "programme",
    "escp": "escp",
    "language": "language",
}
OWN = FILTER_OF.keys() - {"ket2018", "ket2009", "i40"}
SECTOR_LEVELS = 2  # sections and divisions
# how project lists write the programmes that the code list writes in full
PROGRAMME_NAMES = {"horizon": "horizon-europe", "he": "horizon-europe", "h2020": "horizon-2020"}
Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Vocabulary:
    """The code lists as they were when they were read."""

    values: dict[str, Values] = field(default_factory=dict)
    successors: dict[str, str] = field(default_factory=dict)
    programmes: frozenset[str] = frozenset()
    _regions: dict[str, frozenset[str]] = field(default_factory=dict)

    def programme(self, name: str) -> str:
        """Return the code of a programme as a project names it, or ''."""
        code = slugify(name)
        code = PROGRAMME_NAMES.get(code, code)
        return code if code in self.programmes else ""

    def regions(self, code: str) -> frozenset[str]:
        """Return a region's code, those of the regions around it, and the same for what it is called now."""
        known = self._regions.get(code)
        if known is None:
            codes = {code, self.successors.get(code, code)}
            known = frozenset(one[:length] for one in codes for length in range(3, len(one) + 1))
            self._regions[code] = known
        return known


@lru_cache(maxsize=4)
def vocabulary(generation: str) -> Vocabulary:
    """Return the vocabulary; kept for readers of one generation, for a table that is loaded anew is indexed anew."""
    return read_vocabulary()


def read_vocabulary() -> Vocabulary:
    """Return what each term stands for, with its ancestors. Two queries.

    Sectors of NACE Rev. 2.1 stand under those of Rev. 2 where the two are the same.
    """
    rows = {
        pk: (scheme, code, parent, level)
        for pk, scheme, code, parent, level in Term.objects.exclude(scheme="euroscivoc").values_list(
            "id", "scheme", "code", "parent_id", "level"
        )
    }
    older: dict[str, str] = {}
    successors: dict[str, str] = {}
    regions = RegionMapping.objects.order_by().values_list("source_id", "target_id")
    for source, target in TermMapping.objects.order_by().values_list("source_id", "target_id").union(regions, all=True):
        if ":" not in source:
            successors[source] = target
        elif target.startswith("nace21:"):
            older.setdefault(target, source)

    def line(pk: str | None) -> list[str]:
        found: list[str] = []
        while pk in rows and pk not in found:
            found.append(pk)
            pk = rows[pk][2]
        return found

    def values_of(pk: str) -> Values:
        every = line(pk)
        if pk.startswith("nace21:"):
            known = next((older[one] for one in every if one in older), None)
            every = line(known) if known else every
        found: dict[tuple[str, str], None] = {}
        for one in every:
            scheme, code, _, level = rows[one]
            if scheme in ("nace2", "nace21") and level > SECTOR_LEVELS:
                continue
            name = FILTER_OF.get(scheme, "sector" if scheme == "nace21" else "")
            if name:
                found[name, code if scheme in OWN else one] = None
        return tuple(found)

    return Vocabulary(
        values={pk: values_of(pk) for pk in rows},
        successors=successors,
        programmes=frozenset(code for scheme, code, _, _ in rows.values() if scheme == "eu_programme"),
    )
