"""Turns rows of a table file into rows of the database; each function fills a table in bulk and returns the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext as _

from hanse.core.errors import Invalid
from hanse.taxonomy.models import Country, Region, RegionMapping, Term, TermMapping
from hanse.taxonomy.selectors.folding import fold
from hanse.taxonomy.services.table_files import Table

NAME_PREFIX = "name_"


def _names(row: Mapping[str, str]) -> dict[str, str]:
    return {
        column.removeprefix(NAME_PREFIX): text
        for column, text in row.items()
        if column.startswith(NAME_PREFIX) and text
    }


def _number(text: str) -> float | None:
    return float(text) if text else None


def search_text(*parts: str, names: Mapping[str, str] | None = None) -> str:
    """Return what search reads of a row: codes and names in every language, folded, each once."""
    texts = (fold(part) for part in [*parts, *(names or {}).values()] if part)
    return "\n".join(dict.fromkeys(texts))


def upsert(model: type[models.Model], rows: Iterable[models.Model], key: str) -> int:
    """Insert rows, or update all their other columns where the key is there already; returns the number of rows."""
    found = list(rows)
    columns = [field.attname for field in model._meta.concrete_fields if field.attname != key]
    model._default_manager.bulk_create(
        found, batch_size=500, update_conflicts=True, unique_fields=[key], update_fields=columns
    )
    return len(found)


def load_countries(table: Table) -> int:
    """Fill the countries; a country that left the table stays, because records may refer to it."""
    return upsert(
        Country,
        (
            Country(
                code=row["code"],
                iso2=row["iso2"],
                iso3=row["iso3"],
                iso_numeric=row["iso_numeric"],
                name=row["name"],
                names=(names := _names(row)),
                lon=_number(row["lon"]),
                lat=_number(row["lat"]),
                is_eu=row["is_eu"] == "1",
                is_associated=row["is_associated"] == "1",
                order=order,
                search_text=search_text(row["code"], row["iso2"], row["iso3"], row["name"], names=names),
            )
            for order, row in enumerate(table.rows, 1)
        ),
        "code",
    )


def load_regions(table: Table) -> int:
    """Fill the regions; one that left the table stays, valid in no version."""
    Region.objects.update(in_2021=False, in_2024=False)
    levels = {row["code"]: int(row["level"]) for row in table.rows}
    return upsert(
        Region,
        (
            Region(
                code=row["code"],
                level=levels[row["code"]],
                country_id=row["country"],
                parent_id=row["parent"] or None,
                name=row["name"],
                native_name=row["native_name"] or row["name"],
                in_2021="2021" in row["versions"].split(),
                in_2024="2024" in row["versions"].split(),
                lon=_number(row["lon"]),
                lat=_number(row["lat"]),
                search_text=search_text(row["code"], row["name"], row["native_name"]),
            )
            for row in sorted(table.rows, key=lambda row: (levels[row["code"]], row["code"]))
        ),
        "code",
    )


def load_region_mapping(table: Table) -> int:
    """Replace what maps old region codes to new ones."""
    RegionMapping.objects.all().delete()
    rows = [RegionMapping(source_id=row["source"], target_id=row["target"], rule=row["rule"]) for row in table.rows]
    # Two servers that start at once load the same rows: the second finds those of the first.
    RegionMapping.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["source"], update_fields=["target", "rule"]
    )
    return len(rows)


def term_id(scheme: str, code: str) -> str:
    """Return the key of a term.

    >>> term_id("nace2", "24.53")
    'nace2:24.53'
    """
    return f"{scheme}:{code}"


def _levels(rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """Return how deep each code stands, 1 at the top; a parent stands before its children."""
    levels: dict[str, int] = {}
    for row in rows:
        parent = row.get("parent", "")
        if parent and parent not in levels:
            raise Invalid(
                _("Code %(code)s comes before its parent %(parent)s.") % {"code": row["code"], "parent": parent}
            )
        levels[row["code"]] = levels[parent] + 1 if parent else 1
    return levels


def load_terms(table: Table) -> int:
    """Fill one scheme, whose name is the table's; a term that left the table stays, marked as no longer in use.

    Raises:
        Invalid: a row comes before its parent.
    """
    scheme = table.name
    levels = _levels(table.rows)
    Term.objects.filter(scheme=scheme).update(is_active=False)
    return upsert(
        Term,
        (
            Term(
                id=term_id(scheme, row["code"]),
                scheme=scheme,
                code=row["code"],
                version=table.version,
                level=levels[row["code"]],
                parent_id=term_id(scheme, row["parent"]) if row.get("parent") else None,
                name=row["name"],
                names=(names := _names(row)),
                description=row.get("description", ""),
                order=order,
                is_active=True,
                search_text=search_text(row["code"], row["name"], names=names),
            )
            for order, row in enumerate(table.rows, 1)
        ),
        "id",
    )


def load_term_mapping(table: Table) -> int:
    """Replace the mappings that start from the schemes of this table."""
    schemes = {row["source"].partition(":")[0] for row in table.rows}
    # The ids are read first: as a join, PostgreSQL without statistics takes minutes for it.
    sources = list(Term.objects.filter(scheme__in=schemes).values_list("pk", flat=True))
    TermMapping.objects.filter(source_id__in=sources).delete()
    rows = [TermMapping(source_id=row["source"], target_id=row["target"], rule=row["rule"]) for row in table.rows]
    TermMapping.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["source", "target"], update_fields=["rule"]
    )
    return len(rows)
