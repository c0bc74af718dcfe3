"""One run of the benchmark: build, rank, time, compare."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from hanse.bench.matching.baselines import baselines
from hanse.bench.matching.measuring import Asked, Scores, measure
from hanse.bench.matching.newcomers import measure_newcomers, measured_needs, newcomers_index
from hanse.bench.matching.reading import Collection
from hanse.bench.matching.who_for_whom import TASKS, Task
from hanse.engines.similarity import HardCriterion, MatchIndex, Mix, Need, Participation, Profile, Project, rank
from hanse.engines.similarity import build_index as build
from hanse.engines.similarity.scoring import score_all

TIMED = 200

Steps = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


def run(collection: Collection, history_before: str, names: Sequence[str], mix: Mix, steps: Steps) -> dict[str, Any]:
    """Return the report of the benchmark for the tasks of these names.

    Args:
        history_before: ISO date; only projects signed earlier are indexed.
        steps: opens a progress display of a title and a number of steps; gives what to call after each.
    """
    profiles, projects = indexed(collection, history_before)
    with steps("Building the index", 1) as step:
        started = time.perf_counter()
        index = build(profiles, projects)
        index_s = time.perf_counter() - started
        step()
    asked = [_asked(task.judged(collection), task, collection, index) for task in TASKS if task.name in names]
    needs = len({need for task in asked for need in task.relevant})

    def engine(of: MatchIndex) -> Scores:
        return lambda need: score_all(Need(collection.projects[need].need), of, mix).total

    with steps("Ranking", needs) as step:
        measured = measure(engine(index), asked, step)
    report: dict[str, Any] = {}
    for task in asked:
        with steps(f"Timing {task.name}", min(TIMED, len(task.relevant))) as step:
            timed = _timed(collection, index, task, mix, step)
        report[task.name] = {**measured[task.name].means(), "queries": len(task.relevant), **timed}
    report["baselines"] = {}
    for name, scores in baselines(index, collection).items():
        with steps(f"Baseline {name}", needs) as step:
            compared = measure(scores, asked, step)
        report["baselines"][name] = {task: values.means() for task, values in compared.items()}
    hidden = newcomers_index(collection, profiles, projects, index)
    with steps("Newcomers", measured_needs(asked)) as step:
        report["newcomers"] = measure_newcomers(engine(hidden), hidden, asked, step)
    report["index_s"] = round(index_s, 1)
    report["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    report["mix_version"] = mix.version
    report["history_before"] = history_before
    return report


def indexed(collection: Collection, history_before: str) -> tuple[list[Profile], list[Project]]:
    """Return the candidates, without own words, and the projects signed before the date."""
    profiles = [
        Profile(candidate.id, "", kind="sme" if candidate.is_sme else candidate.activity)
        for candidate in collection.candidates
    ]
    projects = [
        Project(
            past.id,
            f"{past.need}. {past.keywords}",
            participations=tuple(
                Participation(organisation, coordinated) for organisation, coordinated in past.participants.items()
            ),
        )
        for past in collection.projects.values()
        if past.signed and past.signed < history_before
    ]
    return profiles, projects


def _asked(judged: dict[str, frozenset[str]], task: Task, collection: Collection, index: MatchIndex) -> Asked:
    admitted = {candidate.id for candidate in collection.candidates if task.admits(candidate)}
    return Asked(
        task.name,
        np.array([organisation in admitted for organisation in index.organisation_ids]),
        {need: frozenset(map(index.row_of, relevant)) for need, relevant in judged.items()},
    )


def _timed(
    collection: Collection, index: MatchIndex, task: Asked, mix: Mix, step: Callable[[], None]
) -> dict[str, float]:
    needs = sorted(task.relevant)
    sample = needs[:: max(len(needs) // TIMED, 1)][:TIMED]
    only = HardCriterion(task.name, task.admitted)
    spent = []
    for need in sample:
        text = collection.projects[need].need
        started = time.perf_counter()
        rank(Need(text), index, hard=[only], limit=10, mix=mix)
        spent.append(1000 * (time.perf_counter() - started))
        step()
    p50, p95 = np.percentile(spent, [50, 95]) if spent else (0.0, 0.0)
    return {"query_p50_ms": round(float(p50), 1), "query_p95_ms": round(float(p95), 1)}
