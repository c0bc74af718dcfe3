"""Reads euroSciVoc.csv: the fields of science of each project, made known to the code lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from hanse.directory.importers.tables import Broken, Table
from hanse.taxonomy.models import Scheme
from hanse.taxonomy.selectors import terms as terms_of
from hanse.taxonomy.services import ensure_euroscivoc


def read_topics(table: Table, *, at: datetime, is_dry_run: bool, warnings: list[str]) -> dict[str, Sequence[str]]:
    """Return term ids by project id; a broken line costs its topic only, and is counted in a warning."""
    codes: dict[str, str] = {}
    by_project: dict[str, list[str]] = defaultdict(list)
    broken: list[int] = []
    for row in table.lines():
        if isinstance(row, Broken):
            broken.append(row.number)
            continue
        path = row.cells["euroSciVocPath"]
        if path.strip("/ ") and row.cells["projectID"]:
            codes.setdefault(path, row.cells.get("euroSciVocCode", ""))
            by_project[row.cells["projectID"]].append(path)
    if broken:
        lines = ", ".join(map(str, broken[:10]))
        warnings.append(
            _("%(name)s: %(count)d lines cannot be read (first: %(lines)s).")
            % {"name": table.name, "count": len(broken), "lines": lines}
        )
    terms = _terms_here(codes) if is_dry_run else ensure_euroscivoc(codes, at=at)
    return {project: sorted({terms[path] for path in paths if path in terms}) for project, paths in by_project.items()}


def _terms_here(paths: Iterable[str]) -> dict[str, str]:
    """Return the terms that are there; a dry run must not make any, so an unknown path stands for the term to come."""
    here = {term.description: term.pk for term in terms_of(Scheme.EUROSCIVOC)}
    return {path: here.get(path, path) for path in paths}
