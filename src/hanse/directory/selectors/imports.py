"""Reads of imports: the runs with their counts, the refused rows, and which keys are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from hanse.core.errors import NotFound
from hanse.directory.models import ImportRefusal, ImportRun, Organisation

CHUNK = 500


def known_keys(keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those pairs of source code and key under which an organisation is known."""
    by_source: dict[str, list[str]] = {}
    for code, key in keys:
        by_source.setdefault(code, []).append(key)
    found: set[tuple[str, str]] = set()
    for code, wanted in by_source.items():
        for start in range(0, len(wanted), CHUNK):
            here = Organisation.objects.filter(source_id=code, source_key__in=wanted[start : start + CHUNK])
            found.update((code, key) for key in here.values_list("source_key", flat=True))
    return found


def finished_files(kind: str) -> set[str]:
    """Return the hashes of the files of a kind that were taken to their end."""
    done = ImportRun.objects.filter(kind=kind, state=ImportRun.State.FINISHED, is_dry_run=False)
    return set(done.values_list("file_hash", flat=True))


def import_runs() -> QuerySet[ImportRun]:
    """Return all runs, the newest first, with who began them; for programme managers only."""
    return ImportRun.objects.select_related("started_by").order_by("-id")


def import_run_or_404(public_id: str) -> ImportRun:
    """Return a run by its public id. Raises: NotFound."""
    run = import_runs().filter(public_id=public_id).first()
    if run is None:
        raise NotFound
    return run


def refusals_of(run: ImportRun) -> QuerySet[ImportRefusal]:
    """Return the rows of a run that were not taken, in the order of the file."""
    return run.refusals.order_by("part", "line", "id")


def refusal_table(run: ImportRun) -> Iterator[tuple[str, int, str, str]]:
    """Return part, line, key and reason of every row not taken, for an export."""
    yield from refusals_of(run).values_list("part", "line", "key", "reason").iterator()
