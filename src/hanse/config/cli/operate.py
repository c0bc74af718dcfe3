"""Commands of the whole site: demo, serve, migrate, worker, check."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from io import StringIO
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from rich.table import Table

from hanse.core.commandline import CommandTree, errors, output, print_json, progress
from hanse.core.jobs import run_worker
from hanse.directory import index as directory_index
from hanse.directory.importers.demo import load_demo
from hanse.matching import index as matching_index
from hanse.taxonomy.services import load_tables

HOST, PORT = "127.0.0.1", 8000
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]


def register(tree: CommandTree) -> None:
    """Add the commands."""
    for command in (demo, serve, migrate, worker, check):
        tree.root.command()(command)


def demo(
    host: Host = HOST, port: Port = PORT, prepare_only: Annotated[bool, typer.Option(help="Set up and stop.")] = False
) -> None:
    """Set up a site with demo data and serve it; running it again keeps what is there."""
    if not settings.DEMO or "HANSE_BASE_URL" not in os.environ:
        # The server and its workers are started anew, so that every process knows that this is a demonstration,
        # and where: links in mails lead to the port that was asked for.
        os.environ["HANSE_DEMO"] = "1"
        os.environ.setdefault("HANSE_BASE_URL", f"http://{host}:{port}")
        os.execv(sys.executable, [sys.executable, "-m", "hanse", *sys.argv[1:]])  # noqa: S606
    accounts = _prepare_demo()
    table = Table("Account", "Password", "Who it is", title="Demo accounts (they exist in the demo only)")
    for account in accounts:
        table.add_row(account.email, account.password, str(account.who))
    output.print(table)
    if not prepare_only:
        output.print(f"[bold]Hanse runs at http://{host}:{port}/[/]  (Ctrl+C ends it)")
        serve(host=host, port=port)


def _prepare_demo() -> list[Any]:
    steps = 5
    with progress() as bar:
        task = bar.add_task("Database", total=steps)
        call_command("migrate", verbosity=0, interactive=False)
        bar.update(task, advance=1, description="Code lists")
        load_tables()
        bar.update(task, advance=1, description="Demo data")
        accounts = load_demo(at=timezone.now())
        bar.update(task, advance=1, description="Language model")
        with suppress(RuntimeError, ImportError):
            matching_index.install_model()
        bar.update(task, advance=1, description="Matching index")
        matching_index.import_demo_vectors()
        if not matching_index.refresh() and not matching_index.has_generation():
            matching_index.rebuild()
        bar.update(task, advance=1)
    return accounts


def serve(
    host: Host = HOST,
    port: Port = PORT,
    workers: Annotated[int, typer.Option(min=1, help="Web processes; SQLite wants one.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=0, help="Threads that run jobs beside the web process.")] = None,
) -> None:
    """Serve the site, and run its jobs beside it."""
    call_command("collectstatic", verbosity=0, interactive=False)
    threads = settings.WORKER_THREADS if jobs is None else jobs
    job_process = (
        subprocess.Popen([sys.executable, "-m", "hanse", "worker", "--threads", str(threads)]) if threads else None
    )
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    web = subprocess.Popen([*command, "hanse.config.wsgi:application"])

    def stop(*_: Any) -> None:
        web.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        code = web.wait()
    except KeyboardInterrupt:
        stop()
        code = web.wait()
    finally:
        if job_process is not None:
            job_process.terminate()
            job_process.wait()
    raise typer.Exit(0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code)


def migrate() -> None:
    """Bring the database to this version and load the code lists that changed."""
    call_command("migrate", verbosity=1, interactive=False)
    with progress() as bar:
        bar.add_task("Code lists", total=None)
        load_tables()
    output.print("The database is up to date.")


def worker(threads: Annotated[int, typer.Option(min=1, max=32, help="Jobs that run at the same time.")] = 1) -> None:
    """Run queued jobs until it is stopped; a job that was cut off is run again."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run_worker(threads=threads, stop_event=stop)


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Check settings, database, migrations and indexes; ends with 1 when something is wrong."""
    findings = _findings()
    if as_json:
        print_json(findings)
    else:
        for name, value in findings.items():
            output.print(f"{'[green]ok[/]' if value == 'ok' else '[red]look[/]'}  {name}: {value}")
    if any(value != "ok" for value in findings.values()):
        errors.print("Something needs a look; each line says what to do.")
        raise typer.Exit(1)


def _findings() -> dict[str, str]:
    found = {}
    try:
        call_command("check", stdout=StringIO(), stderr=StringIO())
        found["settings"] = "ok"
    except Exception as error:
        found["settings"] = str(error)
    try:
        call_command("migrate", "--check", verbosity=0, stdout=StringIO(), stderr=StringIO())
        found["database"] = "ok"
    except SystemExit:
        found["database"] = "migrations are missing: run `hanse migrate`"
    except Exception as error:
        found["database"] = f"{error}"
        return found
    state = matching_index.semantic_state()
    found["language model"] = "ok" if state.is_on else f"not installed ({state.reason}): run `hanse matching model`"
    damaged = directory_index.status().is_damaged
    found["directory index"] = "damaged: run `hanse directory index rebuild`" if damaged else "ok"
    found["matching index"] = "ok" if matching_index.has_generation() else "not built: run `hanse matching index`"
    return found
