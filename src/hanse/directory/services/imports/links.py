"""Ties rows of a file to each other once all are there: units to their parents, members to their clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from hanse.directory.models import ClusterMembership, ImportRun, Organisation
from hanse.directory.services.imports.rows import LinkRow, Span
from hanse.directory.services.imports.runs import record_batch
from hanse.directory.services.touch import touch

Key = tuple[str, str]


@transaction.atomic
def take_links(*, run: ImportRun, span: Span, rows: Sequence[LinkRow]) -> int:
    """Set parents and cluster memberships; a claimed profile that has a parent keeps it. Returns how many ties are new.

    Keys that are not there are passed over: the importer has refused such rows before.
    """
    if run.is_dry_run:
        return 0
    wanted = (
        [row.key for row in rows]
        + [row.parent for row in rows if row.parent]
        + [key for row in rows for key in row.clusters]
    )
    here = organisations_by_key(wanted)
    touched: set[int] = set()
    count = 0
    for row in rows:
        member, parent = here.get(row.key), here.get(row.parent) if row.parent else None
        if member is None or member.state == "merged":
            continue
        if parent and member.parent_id != parent.pk and not (member.claimed_at and member.parent_id):
            Organisation.objects.filter(pk=member.pk).update(parent=parent)
            touched.add(member.pk)
            count += 1
        for key in row.clusters:
            cluster = here.get(key)
            if cluster is None or cluster.pk == member.pk:
                continue
            _link, is_new = ClusterMembership.objects.get_or_create(cluster=cluster, member=member, until=None)
            if is_new:
                touched |= {cluster.pk, member.pk}
                count += 1
    touch(touched)
    record_batch(run, span, (), ())
    return count


def organisations_by_key(keys: Iterable[Key]) -> dict[Key, Organisation]:
    """Return the organisations of pairs of source code and key; unknown ones are left out."""
    by_source: dict[str, set[str]] = {}
    for code, key in keys:
        by_source.setdefault(code, set()).add(key)
    return {
        (code, each.source_key): each
        for code, wanted in by_source.items()
        for each in Organisation.objects.filter(source_id=code, source_key__in=sorted(wanted))
    }
