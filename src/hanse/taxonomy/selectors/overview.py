"""Which code lists there are, how many entries they have, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.taxonomy.models import Country, LoadedTable, Region, Scheme
from hanse.taxonomy.selectors.terms import term_counts


@dataclass(frozen=True)
class CodeList:
    """One code list as the index shows it."""

    key: str
    title: str | Promise
    count: int
    version: str = ""
    source: str = ""
    licence: str = ""
    loaded_at: datetime | None = None


def _described(key: str, title: str | Promise, count: int, table: LoadedTable | None) -> CodeList:
    if table is None:
        return CodeList(key, title, count)
    return CodeList(key, title, count, table.version, table.source, table.licence, table.loaded_at)


def code_lists() -> list[CodeList]:
    """Return every code list with its count, version and source: countries, regions, then the schemes. Four queries."""
    tables = {table.name: table for table in LoadedTable.objects.all()}
    counts = term_counts()
    return [
        _described("countries", _("Countries"), Country.objects.count(), tables.get("countries")),
        _described("regions", _("Regions, NUTS"), Region.objects.count(), tables.get("nuts")),
        *(
            _described(scheme.value, scheme.label, counts.get(scheme.value, 0), tables.get(scheme.value))
            for scheme in Scheme
        ),
    ]


def code_list(key: str) -> LoadedTable | None:
    """Return what was loaded for a list (`countries`, `regions` or a scheme); None while it is empty. One query."""
    return LoadedTable.objects.filter(name="nuts" if key == "regions" else key).first()


Token = tuple[datetime | None, int]


def lists_token() -> Token:
    """Return what changes whenever a table is loaded: whoever caches a list keeps the token with it. One query."""
    found = LoadedTable.objects.aggregate(last=Max("loaded_at"), count=Count("name"))
    return (found["last"], found["count"])
