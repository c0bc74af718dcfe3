"""`hanse bench directory`: random filters with all counts, on a made-up directory of a million organisations."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.table import Table

from hanse.bench.directory.cluster import NoServer, temporary_server
from hanse.bench.directory.measure import change_times, peak_mb, random_filters, selector_times, view_times
from hanse.bench.directory.synthetic import synthesize
from hanse.core.commandline import errors, fail, output, print_json
from hanse.directory import index
from hanse.directory.models import Organisation
from hanse.taxonomy.services.loading import load_tables

HERE = "HANSE_BENCH_HERE"  # set for the child process that works on the temporary database
SQLITE_ROWS = 100_000
VIEWS = 40


def register(bench: typer.Typer) -> None:
    """Add `hanse bench directory`."""

    @bench.command("directory")
    def directory(
        rows: Annotated[int, typer.Option(help="Organisations to make up.", min=100)] = 1_000_000,
        queries: Annotated[int, typer.Option(help="Random searches to measure.", min=1)] = 300,
        sqlite: Annotated[bool, typer.Option("--sqlite", help="Measure on SQLite instead of PostgreSQL.")] = False,
        json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Directory page: list, counts of every filter, map and changes on made-up organisations.

        Works on a temporary PostgreSQL server of its own, or on the empty database that HANSE_DATABASE_URL names.
        """
        if os.environ.get(HERE) or (settings.DATABASES["default"]["ENGINE"].endswith("postgresql") and not sqlite):
            _report(_measured(rows, queries), is_json=json)
            return
        command = [
            sys.executable,
            "-m",
            "hanse",
            "bench",
            "directory",
            f"--queries={queries}",
            *(["--json"] if json else []),
        ]
        try:
            with (
                TemporaryDirectory(prefix="hanse-bench-") as folder,
                nullcontext("") if sqlite else temporary_server() as url,
            ):
                environment = {**os.environ, "HANSE_DATA_DIR": folder, "HANSE_DATABASE_URL": url, HERE: "1"}
                count = min(rows, SQLITE_ROWS) if sqlite else rows
                done = subprocess.run([*command, f"--rows={count}"], env=environment, check=False)
        except NoServer as error:
            fail(str(error), next_step="Install it (apt-get install postgresql), or measure on SQLite with --sqlite.")
        raise typer.Exit(done.returncode)


def _measured(rows: int, queries: int) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    if Organisation.objects.exists():
        fail(
            "This database holds organisations.",
            next_step="Name an empty one in HANSE_DATABASE_URL; the bench fills it.",
        )
    phases: dict[str, float] = {}
    last = [0.0]

    def progress(what: str, done: int, whole: int) -> None:
        if time.monotonic() - last[0] > 2:
            last[0] = time.monotonic()
            errors.print(f"{what}: {done:,}" + (f" of {whole:,}" if whole else ""), highlight=False)

    def phase(name: str, work: Callable[[], Any]) -> Any:
        errors.print(f"[bold]{name}[/]")
        start = time.perf_counter()
        value = work()
        phases[name] = round(time.perf_counter() - start, 1)
        return value

    phase("code lists", load_tables)
    phase("synthesis", lambda: synthesize(rows, progress))
    before = peak_mb()
    phase("index", lambda: index.rebuild(progress))
    built = peak_mb()
    searches = random_filters(queries)
    return {
        "rows": rows,
        "database": connection.vendor,
        "index_mb": round(index.status().bytes / 1e6, 1),
        "selector": phase("searches", lambda: selector_times(searches)),
        "pages": phase("pages", lambda: view_times(searches[:VIEWS], "directory:list")),
        "maps": phase("maps", lambda: view_times(searches[:VIEWS], "directory:map")),
        "one_change": phase("one change", lambda: change_times(1)),
        "thousand_changes": phase("a thousand changes", lambda: change_times(min(1000, rows // 10))),
        "phases_s": phases,
        "peak_mb": {"synthesis": before, "index": built, "all": peak_mb()},
    }


def _report(result: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        print_json(result)
        return
    table = Table(title=f"{result['rows']:,} organisations on {result['database']}")
    for column in ("what", "p50 ms", "p95 ms", "max ms", "measured", "SQL", "kB"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name in ("selector", "pages", "maps"):
        row = result[name]
        cells = [row["p50_ms"], row["p95_ms"], row["max_ms"], row["queries"], row.get("sql", ""), row.get("kb", "")]
        table.add_row(name, *map(str, cells))
    output.print(table)
    for name in ("index_mb", "one_change", "thousand_changes", "phases_s", "peak_mb"):
        output.print(f"{name}: {result[name]}", highlight=False)
