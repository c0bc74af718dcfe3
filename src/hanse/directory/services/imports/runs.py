"""The life of an import: begun or continued, batch by batch, finished or failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.directory import permissions
from hanse.directory.models import ImportBatch, ImportRefusal, ImportRun, Source
from hanse.directory.services.imports.rows import Refused, RowOutcome, SourceFacts, Span


def begin_run(
    *, kind: str, file_name: str, file_hash: str, at: datetime, actor: Person | None = None, is_dry_run: bool = False
) -> ImportRun:
    """Return a new run, or the unfinished one of the same file, which then goes on where it stopped.

    Args:
        kind: "cordis", "edih", "organisations" or "demo".
        file_hash: SHA-256 of the file.
        actor: who asks on a page; None is the operator at the command line.
    Raises:
        NotAllowed: the actor may not import.
    """
    if actor is not None:
        permissions.require(actor, permissions.IMPORT_ORGANISATIONS)
    if not is_dry_run:
        unfinished = ImportRun.objects.filter(kind=kind, file_hash=file_hash, is_dry_run=False).exclude(
            state=ImportRun.State.FINISHED
        )
        if run := unfinished.order_by("-id").first():
            run.state, run.error = ImportRun.State.RUNNING, ""
            run.save(update_fields=["state", "error"])
            return run
    return ImportRun.objects.create(
        kind=kind,
        file_name=file_name[-200:],
        file_hash=file_hash,
        started_at=at,
        started_by=actor,
        is_dry_run=is_dry_run,
    )


def finished_batches(run: ImportRun) -> set[tuple[str, int]]:
    """Return the part and first line of every batch that is written already."""
    return set(run.batches.values_list("part", "first_line"))


def record_batch(run: ImportRun, span: Span, refused: Iterable[Refused], outcomes: Sequence[RowOutcome]) -> None:
    """Note a batch, its counts and its refused rows; to be called in the transaction that writes its rows."""
    ImportBatch.objects.create(run=run, part=span.part, first_line=span.first_line, last_line=span.last_line)
    notes = [
        ImportRefusal(run=run, part=span.part, line=row.line, key=row.key[:100], reason=row.reason[:500])
        for row in refused
    ]
    # A kept profile stands here too: the file's values were not taken, and the reader should know which.
    notes += [
        ImportRefusal(run=run, part=each.part, line=each.line, key=each.key[:100], reason=each.reason[:500])
        for each in outcomes
        if each.outcome == "kept"
    ]
    ImportRefusal.objects.bulk_create(notes, ignore_conflicts=True)
    count = Counter(each.outcome for each in outcomes)
    ImportRun.objects.filter(pk=run.pk).update(
        created_count=F("created_count") + count["created"],
        updated_count=F("updated_count") + count["updated"],
        unchanged_count=F("unchanged_count") + count["unchanged"] + count["kept"],
        refused_count=F("refused_count") + count["refused"],
    )


@transaction.atomic
def take_refusals(*, run: ImportRun, span: Span, refused: Sequence[Refused]) -> list[RowOutcome]:
    """Record rows that were refused before anything of them could be written."""
    outcomes = refusal_outcomes(span.part, refused)
    record_batch(run, span, refused, outcomes)
    return outcomes


def refusal_outcomes(part: str, refused: Iterable[Refused]) -> list[RowOutcome]:
    """Return refused rows as outcomes."""
    return [RowOutcome(part, row.line, row.key, row.name, "refused", row.reason) for row in refused]


@transaction.atomic
def finish_run(*, run: ImportRun, at: datetime) -> ImportRun:
    """Close a run whose rows have all been seen, and return it with its counts."""
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.FINISHED, finished_at=at, error="")
    run.refresh_from_db()
    if not run.is_dry_run:
        counts = {name: getattr(run, f"{name}_count") for name in ("created", "updated", "unchanged", "refused")}
        audit.record(
            action="directory.import_finished",
            actor=run.started_by,
            subject=run,
            data={"kind": run.kind, **counts},
            at=at,
        )
    return run


def fail_run(*, run: ImportRun, at: datetime, error: str) -> ImportRun:
    """Note why a run stopped; what its finished batches wrote stays, and the same file goes on from there."""
    text = error or _("It stopped for an unknown reason.")
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.FAILED, finished_at=at, error=text[:4000])
    run.refresh_from_db()
    return run


def ensure_source(facts: SourceFacts) -> Source:
    """Return the source of a code, made or brought up to date; what a file leaves empty stays as it is."""
    source, is_new = Source.objects.get_or_create(
        code=facts.code,
        defaults={
            "name": facts.name or facts.code,
            "url": facts.url,
            "licence": facts.licence,
            "attribution": facts.attribution,
        },
    )
    changed = [
        name
        for name in ("name", "url", "licence", "attribution")
        if getattr(facts, name) and getattr(source, name) != getattr(facts, name)
    ]
    if changed and not is_new:
        for name in changed:
            setattr(source, name, getattr(facts, name))
        source.save(update_fields=changed)
    return source


def claim_run(*, run: ImportRun) -> bool:
    """Take a looked-at upload for importing; return False where another click has done so."""
    waiting = ImportRun.objects.filter(pk=run.pk, is_dry_run=True, state=ImportRun.State.FINISHED)
    return waiting.update(state=ImportRun.State.TAKEN) == 1


def release_run(*, run: ImportRun) -> None:
    """Let an upload be taken again, because its import did not come to an end."""
    ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.TAKEN).update(state=ImportRun.State.FINISHED)
