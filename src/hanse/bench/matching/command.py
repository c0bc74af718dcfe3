"""The command `hanse bench matching`: files in, a table or one JSON object out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from hanse.bench.matching.reading import BenchmarkFilesWrong, read_collection
from hanse.bench.matching.run import run
from hanse.bench.matching.who_for_whom import TASKS
from hanse.core.commandline import fail, output, print_json, progress
from hanse.engines.similarity import shipped_mix

NAMES = tuple(task.name for task in TASKS)
MEASURES = ("ndcg_at_10", "hit_at_10", "mrr_at_50", "recall_at_50")


def matching(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder with the CORDIS ZIP, the candidates and the qrels.")
    ],
    history_before: Annotated[
        str, typer.Option(help="Only projects signed before this date (YYYY-MM-DD) are history.")
    ] = "2024-01-01",
    candidates: Annotated[str, typer.Option(help="File in DIR: the organisations to find.")] = "candidates_dev.csv",
    qrels: Annotated[
        str, typer.Option(help="File in DIR: which candidate took part in which need.")
    ] = "qrels_dev.csv.gz",
    task: Annotated[str, typer.Option(help="provider, sme or all; without it, all three.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Which organisation fits this need? Measured on past projects; minutes on two cores."""
    if task and task not in NAMES:
        fail(f"There is no task {task!r}.", next_step=f"One of: {', '.join(NAMES)}.", code=2)
    try:
        collection = read_collection(folder, candidates, qrels)
    except BenchmarkFilesWrong as error:
        fail(str(error), next_step="docs/benchmarks/matching.md describes the files.")
    report = run(collection, history_before, [task] if task else NAMES, shipped_mix(), _steps)
    if json:
        print_json(report)
    else:
        for table in _tables(report):
            output.print(table)


@contextmanager
def _steps(title: str, total: int) -> Iterator[Callable[[], None]]:
    with progress() as display:
        bar = display.add_task(title, total=total)
        yield lambda: display.advance(bar)


def _tables(report: dict[str, Any]) -> Iterator[Table]:
    measured = Table(title="Which organisation fits this need?")
    for heading in ("task", "method", "nDCG@10", "hit@10", "MRR@50", "recall@50", "needs", "p50 ms", "p95 ms"):
        measured.add_column(heading, justify="left" if heading in {"task", "method"} else "right")
    for name in (name for name in NAMES if name in report):
        figures = report[name]
        measured.add_row(
            name,
            "engine",
            *(f"{figures[measure]:.3f}" for measure in MEASURES),
            str(figures["queries"]),
            str(figures["query_p50_ms"]),
            str(figures["query_p95_ms"]),
        )
        for baseline, tasks in report["baselines"].items():
            measured.add_row(name, baseline, *(f"{tasks[name][measure]:.3f}" for measure in MEASURES))
    yield measured
    newcomers = Table(title="Newcomers: record hidden, a few keywords left")
    for heading in ("task", "recall@50", "needs", "others nDCG@10", "without newcomers", "cost"):
        newcomers.add_column(heading, justify="left" if heading == "task" else "right")
    for name, figures in report["newcomers"].items():
        newcomers.add_row(name, *(str(value) for value in figures.values()))
    newcomers.caption = f"index {report['index_s']} s, peak memory {report['peak_mb']} MB, mix {report['mix_version']}"
    yield newcomers
