"""Takes a batch of organisations in one transaction: new ones made, changed ones written, unchanged ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from hanse.directory.models import ImportRun, Organisation, Participation
from hanse.directory.services.imports.parts import PARTS, write_parts
from hanse.directory.services.imports.rows import OrganisationRow, Refused, RowOutcome, Span
from hanse.directory.services.imports.runs import ensure_source, record_batch, refusal_outcomes
from hanse.directory.services.organisations import derive_keys
from hanse.directory.services.touch import touch

EMPTY: tuple[Any, ...] = (None, "", [])


def take_organisations(
    *, run: ImportRun, span: Span, rows: Sequence[OrganisationRow], refused: Sequence[Refused] = ()
) -> list[RowOutcome]:
    """Write a batch, its refusals and its place in the file together; a dry run writes only the report.

    A row is known by its source and key, and unchanged if its hash is. On a claimed profile only empty fields are
    filled; what the file says otherwise is reported as kept. A merged profile is left alone. Facts older than the
    newest evidence here are not taken.

    Returns:
        one outcome a row, refused ones included.
    """
    try:
        return _take(run, span, rows, refused)
    except IntegrityError:
        # Somebody imported the same keys at the same moment: seen again, those rows are there.
        return _take(run, span, rows, refused)


@transaction.atomic
def _take(run: ImportRun, span: Span, rows: Sequence[OrganisationRow], refused: Sequence[Refused]) -> list[RowOutcome]:
    batch = _Batch(rows, writes=not run.is_dry_run)
    outcomes = [RowOutcome(span.part, row.line, row.key, row.name, *batch.settle(row)) for row in rows]
    if not run.is_dry_run:
        batch.write()
    outcomes += refusal_outcomes(span.part, refused)
    record_batch(run, span, refused, outcomes)
    return sorted(outcomes, key=lambda each: each.line)


class _Batch:
    """What is there already, and what is to be written."""

    def __init__(self, rows: Sequence[OrganisationRow], *, writes: bool) -> None:
        if writes:
            for source in {row.source.code: row.source for row in rows}.values():
                ensure_source(source)
        # All columns of a row are written back: what somebody does with it meanwhile must wait, or would be lost.
        stored = Organisation.objects.order_by("pk").select_for_update() if writes else Organisation.objects.all()
        self.here = {
            (each.source_id, each.source_key): each
            for code in sorted({row.source.code for row in rows})
            for each in stored.filter(
                source_id=code, source_key__in=[row.key for row in rows if row.source.code == code]
            )
        }
        changed = [each.pk for row in rows if (each := self._known(row)) and each.source_hash != row.content_hash()]
        dates = Participation.objects.filter(organisation_id__in=changed).values_list("organisation_id")
        self.newest = dict(dates.annotate(models.Max("project__signed_on")))
        self.new: list[tuple[Organisation, OrganisationRow]] = []
        self.changed: list[tuple[Organisation, OrganisationRow]] = []
        self.filled: list[tuple[Organisation, OrganisationRow]] = []

    def _known(self, row: OrganisationRow) -> Organisation | None:
        return self.here.get((row.source.code, row.key))

    def settle(self, row: OrganisationRow) -> tuple[str, str]:
        """Decide what becomes of a row; returns the outcome and, where there is something to say, why."""
        organisation, digest = self._known(row), row.content_hash()
        if organisation is None:
            self.new.append((_made(row, digest), row))
            return "created", ""
        if organisation.source_hash == digest:
            return "unchanged", ""
        if organisation.state == "merged":
            return "kept", _("The profile was merged into another; nothing was changed.")
        newest = self.newest.get(organisation.pk)
        if row.newest and newest and row.newest < newest:
            return "unchanged", _("Newer facts are here already.")
        if organisation.claimed_at is not None:
            return self._fill(organisation, row, digest)
        changes = [name for name, value in row.facts.items() if getattr(organisation, name) != value]
        _set(organisation, row.facts, digest)
        self.changed.append((organisation, row))
        return "updated", ", ".join(_word(name) for name in changes)

    def _fill(self, organisation: Organisation, row: OrganisationRow, digest: str) -> tuple[str, str]:
        differs = {
            name: value
            for name, value in row.facts.items()
            if getattr(organisation, name) != value and value not in EMPTY
        }
        fills = {name: value for name, value in differs.items() if getattr(organisation, name) in EMPTY}
        _set(organisation, fills, digest)
        self.filled.append((organisation, row))
        kept = [_word(name) for name in differs if name not in fills]
        if not kept:
            return ("updated" if fills else "unchanged"), ", ".join(_word(name) for name in fills)
        return "kept", _("The profile is claimed: its own %(fields)s stay.") % {"fields": ", ".join(kept)}

    def write(self) -> None:
        """Write all rows of the batch, with what hangs on them, and tell the indexes."""
        made = Organisation.objects.bulk_create([organisation for organisation, _row in self.new])
        save(Organisation, [organisation for organisation, _row in (*self.changed, *self.filled)])
        write_parts([(organisation.pk, row) for organisation, row in self.new], PARTS, are_new=True)
        write_parts([(organisation.pk, row) for organisation, row in self.changed], PARTS, are_new=False)
        touch([each.pk for each in made] + [organisation.pk for organisation, _row in (*self.changed, *self.filled)])


def _made(row: OrganisationRow, digest: str) -> Organisation:
    organisation = Organisation(source_id=row.source.code, source_key=row.key)
    _set(organisation, row.facts, digest)
    return organisation


def _set(organisation: Organisation, facts: dict[str, Any], digest: str) -> None:
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.source_hash = digest
    derive_keys(organisation)


def _word(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def save(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write every column of rows that are there already, a few hundred in one statement.

    An insert that turns into an update where the row number is taken is many times faster than Django's `bulk_update`.
    """
    columns: list[str] = [
        field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != "public_id"
    ]
    if rows:
        model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)
