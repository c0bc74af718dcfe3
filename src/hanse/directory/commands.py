"""Commands of the directory: `hanse import cordis|edih|organisations` and `hanse directory index`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from rich.progress import Progress, TaskID
from rich.table import Table

from hanse.core.commandline import CommandTree, errors, fail, output, print_json, progress
from hanse.core.errors import DomainError
from hanse.directory import importers, index
from hanse.directory.index.generations import Busy

SOME_REFUSED = 3
SHOWN = 20
HELP = "Bring in public registers and your own tables; exit code 0: all rows taken, 3: some refused, 1: failed."

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen to each row; write nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write a CSV with one line a row: what became of it, and why."),
]
Run = Callable[[importers.Watcher], importers.Summary]


def register(tree: CommandTree) -> None:
    """Add the group `hanse import`."""
    group = tree.group("import", HELP)

    @group.command()
    def cordis(
        file: Annotated[
            Path, typer.Argument(metavar="ZIP", help="The CSV download of a framework programme, as CORDIS offers it.")
        ],
        dry_run: DryRun = False,
        json: Json = False,
        report: ReportFile = None,
    ) -> None:
        """Organisations, projects, participations and fields of science from CORDIS, the EU's research register."""
        _import(
            lambda watcher: importers.import_cordis(file, at=timezone.now(), is_dry_run=dry_run, watcher=watcher),
            json,
            report,
        )

    @group.command()
    def edih(
        file: Annotated[Path, typer.Argument(metavar="CSV", help="The export of the hub catalogue.")],
        dry_run: DryRun = False,
        json: Json = False,
        report: ReportFile = None,
    ) -> None:
        """Hubs from the catalogue of European Digital Innovation Hubs."""
        _import(
            lambda watcher: importers.import_edih(file, at=timezone.now(), is_dry_run=dry_run, watcher=watcher),
            json,
            report,
        )

    @group.command()
    def organisations(
        file: Annotated[
            Path,
            typer.Argument(metavar="FILE", help="CSV or XLSX in the columns of docs/how-to/import-organisations.md."),
        ],
        dry_run: DryRun = False,
        json: Json = False,
        report: ReportFile = None,
    ) -> None:
        """Organisations from a table of your own."""
        _import(
            lambda watcher: importers.import_organisations(
                file, at=timezone.now(), is_dry_run=dry_run, watcher=watcher
            ),
            json,
            report,
        )

    _register_index(tree)


def _register_index(tree: CommandTree) -> None:
    """Add the group `hanse directory index`."""
    group = typer.Typer(no_args_is_help=True, help="The index behind the directory's filters and counts.")
    tree.group("directory", "The directory of organisations.").add_typer(group, name="index")

    @group.command()
    def rebuild() -> None:
        """Read every organisation and make the index anew."""
        with progress() as display:
            index.rebuild(_Steps(display))
        output.print("The index is new.")

    @group.command()
    def refresh() -> None:
        """Take in what changed since the last time."""
        with progress() as display:
            index.refresh(_Steps(display))
        output.print("The index is up to date.")

    @group.command()
    def status(json: Json = False) -> None:
        """Say how old the index is and how many organisations changed since."""
        found = index.status()
        if json:
            print_json(asdict(found))
            return
        built = f"{found.built_at:%Y-%m-%d %H:%M} UTC" if found.built_at else "never"
        output.print(
            f"{found.organisations} organisations, {found.bytes / 1e6:.1f} MB, "
            f"built {built}; {found.stale} changed since",
            highlight=False,
        )
        if found.is_damaged:
            fail("Its files are not whole.", next_step="Run `hanse directory index rebuild`.")


class _Steps:
    """Shows the steps of a build, one bar each."""

    def __init__(self, display: Progress) -> None:
        self.display = display
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, whole: int) -> None:
        if what not in self.tasks:
            self.tasks[what] = self.display.add_task(what, total=whole or None)
        self.display.update(self.tasks[what], completed=done)


def _import(run: Run, as_json: bool, report: Path | None) -> None:
    try:
        with _report(report) as write, progress() as display:
            summary = run(_Display(display, write))
            _refresh_index(summary, display)
    except DomainError as error:
        fail(str(error.message), next_step=str(error.next_step))
    except OSError as error:
        fail(
            f"{error.filename or 'File'}: {error.strerror or error}",
            next_step="Check the path and that there is room on the disk.",
        )
    except KeyboardInterrupt:
        fail(
            "Stopped.",
            next_step="What was taken is complete. Run the same command again: it goes on where it stopped.",
            code=130,
        )
    if as_json:
        print_json(summary.as_dict())
    else:
        _print(summary)
    if summary.run.refused_count:
        raise typer.Exit(SOME_REFUSED)


def _refresh_index(summary: importers.Summary, display: Progress) -> None:
    """Take the changes into the facet index at once; while another process builds it, its next turn does."""
    if summary.run.is_dry_run or not (summary.run.created_count or summary.run.updated_count):
        return
    display.add_task("facet index", total=None)
    with suppress(Busy):
        index.refresh(wait_s=0)


class _Display(importers.Watcher):
    """Shows progress on standard error and writes the report."""

    def __init__(self, display: Progress, write: Callable[[list[str]], object]) -> None:
        self.display = display
        self.write = write
        self.task: TaskID | None = None

    def begin(self, part: str, total: int | None) -> None:
        """Start a new bar."""
        self.task = self.display.add_task(part, total=total)

    def advance(self, count: int) -> None:
        """Move the bar on."""
        if self.task is not None:
            self.display.advance(self.task, count)

    def settle(self, outcome: importers.RowOutcome) -> None:
        """Write one line of the report."""
        self.write([outcome.part, str(outcome.line), outcome.key, outcome.name, outcome.outcome, outcome.reason])


@contextmanager
def _report(path: Path | None) -> Iterator[Callable[[list[str]], object]]:
    if path is None:
        yield lambda row: None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["part", "line", "key", "name", "outcome", "reason"])
        yield lambda row: writer.writerow([importers.without_formula(cell) for cell in row])


def _print(summary: importers.Summary) -> None:
    run = summary.run
    table = Table(title=f"{run.file_name}{' (dry run: nothing was written)' if run.is_dry_run else ''}")
    for column in ("part", "created", "updated", "unchanged", "kept", "refused"):
        table.add_column(column, justify="left" if column == "part" else "right")
    for part, count in summary.counts.items():
        table.add_row(part, *(f"{count[name]:,}" for name in ("created", "updated", "unchanged", "kept", "refused")))
    output.print(table)
    if summary.resumed_rows:
        output.print(f"{summary.resumed_rows:,} rows were taken by an earlier try.")
    for warning in summary.warnings:
        errors.print(f"[yellow]Note:[/] {warning}", highlight=False)
    for outcome in [*summary.refused, *summary.kept][:SHOWN]:
        errors.print(
            f"{outcome.part}, line {outcome.line}: {outcome.reason}", style="red", markup=False, highlight=False
        )
    if run.refused_count > SHOWN:
        errors.print("... and more: add --report FILE to see each.", highlight=False)
