"""Brings the table files into the database, once for each content: `load_tables()` may run at every start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.core.errors import Invalid
from hanse.taxonomy.models import LoadedTable, Scheme
from hanse.taxonomy.services import rows
from hanse.taxonomy.services.table_files import SHIPPED, Table, content_hash, find_table, parse_table, table_content

Loader = Callable[[Table], int]

# Lists that are filled by an import of their own, not from a table file.
IMPORTED = {Scheme.EUROSCIVOC.value}

# In the order of loading: what others refer to comes first.
LOADERS: dict[str, Loader] = {
    "countries": rows.load_countries,
    "nuts": rows.load_regions,
    "nuts_mapping": rows.load_region_mapping,
    **{scheme: rows.load_terms for scheme in Scheme.values if scheme not in IMPORTED},
    "nace_mapping": rows.load_term_mapping,
    "technology_mapping": rows.load_term_mapping,
}


@dataclass(frozen=True)
class LoadResult:
    """What happened to one table."""

    name: str
    version: str
    row_count: int
    is_changed: bool

    def as_dict(self) -> dict[str, str | int | bool]:
        """Return plain values for JSON."""
        return asdict(self)


def operator_folder() -> Path:
    """Return where `hanse taxonomy refresh` puts an operator's tables; they stand before the shipped ones."""
    return Path(settings.DATA_DIR) / "taxonomy"


@transaction.atomic
def load_tables(
    *,
    folders: Sequence[Path] | None = None,
    only: Sequence[str] | None = None,
    at: datetime | None = None,
    force: bool = False,
) -> list[LoadResult]:
    """Load every table whose content is not in the database yet; all or nothing.

    Args:
        folders: where to look, the first that has a table wins; default: the operator's, then the shipped ones.
        only: names of tables (see `LOADERS`); default: all.
        at: time of loading in UTC; default: now.
        force: load unchanged tables as well.
    Returns:
        one result for each table, in the order of loading.
    Raises:
        Invalid: a name is unknown, or a table is missing or broken.
    """
    names = list(LOADERS) if only is None else [name for name in LOADERS if name in only]
    if unknown := sorted(set(only or ()) - set(LOADERS)):
        raise Invalid(
            _("There is no table '%(name)s'.") % {"name": unknown[0]},
            next_step=_("Tables: %(names)s.") % {"names": ", ".join(LOADERS)},
        )
    places = [operator_folder(), SHIPPED] if folders is None else list(folders)
    known = {} if force else {table.name: table for table in LoadedTable.objects.all()}
    return [_load(name, places, known.get(name), at or timezone.now()) for name in names]


def _load(name: str, places: Sequence[Path], known: LoadedTable | None, at: datetime) -> LoadResult:
    path = find_table(name, places)
    if path is None:
        raise Invalid(_("The table '%(name)s' is missing.") % {"name": name}, next_step=_("Install Hanse again."))
    content = table_content(path)
    found = content_hash(content)
    if known is not None and found == known.content_hash:
        return LoadResult(name, known.version, known.row_count, False)
    table = parse_table(name, content)
    try:
        count = LOADERS[name](table)
    except (KeyError, ValueError) as error:
        raise Invalid(_("The table '%(name)s' is broken: %(error)s") % {"name": name, "error": error}) from error
    record_load(
        name=name,
        version=table.version,
        source=table.source,
        licence=table.licence,
        content_hash=found,
        row_count=count,
        at=at,
    )
    return LoadResult(name, table.version, count, True)


def record_load(
    *, name: str, version: str, source: str, licence: str, content_hash: str, row_count: int, at: datetime
) -> None:
    """Note what is in the database now; cached lists of every process end with it."""
    LoadedTable.objects.update_or_create(
        name=name,
        defaults={
            "version": version,
            "source": source,
            "licence": licence,
            "content_hash": content_hash,
            "row_count": row_count,
            "loaded_at": at,
        },
    )
