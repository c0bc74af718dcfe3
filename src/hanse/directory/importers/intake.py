"""Carries the rows of a file to the services in batches, passes over those written already, and keeps the tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.models import Person
from hanse.core.errors import DomainError
from hanse.directory.models import ImportRun
from hanse.directory.services import imports as services
from hanse.directory.services.imports import Refused, RowOutcome, Span

BATCH = 500
SHOWN = 1_000


class HasLine(Protocol):
    """A row that knows where it stands in the file."""

    line: int


Row = TypeVar("Row", bound=HasLine)


class Watcher:
    """Sees an import go on; the default looks away."""

    def begin(self, part: str, total: int | None) -> None:
        """A part of the file begins; `total` rows where known."""

    def advance(self, count: int) -> None:
        """So many rows are done."""

    def settle(self, outcome: RowOutcome) -> None:
        """One row is settled."""


@dataclass
class Summary:
    """What an import did. `counts` by part and outcome are of this call; the run holds those of all its calls."""

    run: ImportRun
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    resumed_rows: int = 0
    warnings: list[str] = field(default_factory=list)
    refused: list[RowOutcome] = field(default_factory=list)
    kept: list[RowOutcome] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        run = self.run
        return {
            "run": run.public_id,
            "kind": run.kind,
            "file": run.file_name,
            "state": run.state,
            "dry_run": run.is_dry_run,
            "created": run.created_count,
            "updated": run.updated_count,
            "unchanged": run.unchanged_count,
            "refused": run.refused_count,
            "parts": {part: dict(count) for part, count in self.counts.items()},
            "rows_of_an_earlier_try": self.resumed_rows,
            "warnings": self.warnings,
            "refusals": [
                {"part": each.part, "line": each.line, "key": each.key, "reason": each.reason} for each in self.refused
            ],
            "kept": [
                {"part": each.part, "line": each.line, "key": each.key, "reason": each.reason} for each in self.kept
            ],
        }


class Intake:
    """One import under way."""

    def __init__(self, run: ImportRun, watcher: Watcher) -> None:
        self.run = run
        self.watcher = watcher
        self.summary = Summary(run)
        self._done = services.finished_batches(run)

    def feed(
        self,
        part: str,
        items: Iterable[Row | Refused],
        take: Callable[..., Sequence[RowOutcome]],
        *,
        size: int = BATCH,
        total: int | None = None,
    ) -> None:
        """Hand rows and refusals, in the order of their lines, to a service in batches of `size`."""
        self.watcher.begin(part, total)
        for chunk in _chunks(items, size):
            span = Span(part, chunk[0].line, chunk[-1].line)
            if (part, span.first_line) in self._done:
                self.summary.resumed_rows += len(chunk)
            else:
                rows = [each for each in chunk if not isinstance(each, Refused)]
                refused = [each for each in chunk if isinstance(each, Refused)]
                self._tell(part, take(run=self.run, span=span, rows=rows, refused=refused))
            self.watcher.advance(len(chunk))

    def _tell(self, part: str, outcomes: Iterable[RowOutcome]) -> None:
        count = self.summary.counts.setdefault(part, Counter())
        for each in outcomes:
            count[each.outcome] += 1
            if each.outcome == "refused" and len(self.summary.refused) < SHOWN:
                self.summary.refused.append(each)
            elif each.outcome == "kept" and len(self.summary.kept) < SHOWN:
                self.summary.kept.append(each)
            self.watcher.settle(each)

    def link(self, part: str, rows: Sequence[services.LinkRow], *, size: int = BATCH) -> None:
        """Tie rows to each other, in batches."""
        for chunk in _chunks(rows, size):
            span = Span(part, chunk[0].line, chunk[-1].line)
            if (part, span.first_line) not in self._done:
                services.take_links(run=self.run, span=span, rows=chunk)


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@contextmanager
def intake(
    *,
    kind: str,
    file_name: str,
    file_hash: str,
    at: datetime,
    actor: Person | None,
    is_dry_run: bool,
    watcher: Watcher | None,
) -> Iterator[Intake]:
    """Begin or continue a run; finish it at the end, or note why it stopped."""
    run = services.begin_run(
        kind=kind, file_name=file_name, file_hash=file_hash, at=at, actor=actor, is_dry_run=is_dry_run
    )
    under_way = Intake(run, watcher or Watcher())
    try:
        yield under_way
    except DomainError as error:
        services.fail_run(run=run, at=timezone.now(), error=str(error.message))
        raise
    except KeyboardInterrupt:
        services.fail_run(
            run=run, at=timezone.now(), error=_("Stopped by the operator. Run it again: it goes on where it stopped.")
        )
        raise
    except Exception as error:
        services.fail_run(run=run, at=timezone.now(), error=f"{type(error).__name__}: {error}")
        raise
    under_way.summary.run = services.finish_run(run=run, at=timezone.now())
