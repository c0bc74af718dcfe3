"""`hanse audit verify` and `hanse audit list`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from hanse.audit import selectors
from hanse.core.commandline import CommandTree, fail, output, print_json

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def register(tree: CommandTree) -> None:
    """Add the group `hanse audit`."""
    group = tree.group("audit", "The append-only log: read it, and prove that nobody touched it.")

    @group.command()
    def verify(as_json: AsJson = False) -> None:
        """Recompute every hash from the first event to the last; exit code 1 where a link is broken."""
        report = selectors.verify_chain()
        if as_json:
            print_json({**asdict(report), "is_whole": report.is_whole})
            if not report.is_whole:
                raise typer.Exit(1)
        elif report.is_whole:
            output.print(f"The chain is whole: {report.events} events.")
        else:
            fail(
                f"Event {report.bad_seq}: {report.problem}.",
                next_step=f"The {report.events} events before it are as written. Compare with a backup from there on.",
            )

    @group.command("list")
    def list_events(
        action: Annotated[str, typer.Option(help="Only this action.")] = "",
        subject: Annotated[str, typer.Option(help="Only this record, by public id.")] = "",
        actor: Annotated[str, typer.Option(help="Only what this person did, by public id.")] = "",
        limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the newest.")] = 20,
        as_json: AsJson = False,
    ) -> None:
        """Show the newest events."""
        events = selectors.newest_events(
            selectors.EventFilter(action=action, subject=subject, actor=actor), limit=limit
        )
        names = ("seq", "at", "actor_id", "action", "subject_kind", "subject_id", "data")
        if as_json:
            print_json([{name: getattr(event, name) for name in names} for event in events])
            return
        table = Table(*names)
        for event in events:
            table.add_row(*(str(getattr(event, name)) for name in names))
        output.print(table)
