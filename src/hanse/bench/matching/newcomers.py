"""Simulated newcomers: organisations whose record is hidden and who say a few keywords about themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from hanse.bench.matching.measuring import Asked, Scores
from hanse.bench.matching.reading import Collection
from hanse.engines.similarity import MatchIndex, Participation, Profile, Project, build_index
from hanse.engines.similarity.metrics import ndcg_at, recall_at
from hanse.engines.similarity.ranking import best_rows

MODULUS = 5
PROJECTS_OF_PROFILE = 5
TASKS = ("provider", "sme")


def is_newcomer(organisation: str) -> bool:
    """Return whether the organisation plays a newcomer (its number is divisible by five)."""
    return int(organisation) % MODULUS == 0


def newcomers_index(
    collection: Collection, profiles: Sequence[Profile], projects: Sequence[Project], full: MatchIndex
) -> MatchIndex:
    """Build the index in which newcomers have keywords of up to five own projects and no record."""
    keywords: dict[str, list[str]] = {}
    for project in sorted(projects, key=lambda project: project.id):
        for part in project.participations:
            kept = keywords.setdefault(part.organisation, [])
            if is_newcomer(part.organisation) and len(kept) < PROJECTS_OF_PROFILE:
                kept.append(collection.projects[project.id].keywords)
    return build_index(
        (
            Profile(
                profile.id,
                ". ".join(keywords.get(profile.id, ())) if is_newcomer(profile.id) else profile.text,
                kind=profile.kind,
            )
            for profile in profiles
        ),
        (Project(project.id, project.text, participations=_others(project)) for project in projects),
        previous=full,
    )


def _others(project: Project) -> tuple[Participation, ...]:
    return tuple(part for part in project.participations if not is_newcomer(part.organisation))


def measure_newcomers(
    scores: Scores, index: MatchIndex, asked: Sequence[Asked], step: Callable[[], None]
) -> dict[str, Any]:
    """Return recall of the newcomers among all, and what their places cost the others.

    The cost compares the nDCG@10 of the others with that of the same list without newcomers.
    """
    new = np.array([is_newcomer(organisation) for organisation in index.organisation_ids])
    tasks = [task for task in asked if task.name in TASKS]
    found: dict[str, list[float]] = {task.name: [] for task in tasks}
    others: dict[str, list[tuple[float, float]]] = {task.name: [] for task in tasks}
    for need in sorted({need for task in tasks for need in task.relevant}):
        total = scores(need)
        for task in tasks:
            relevant = task.relevant.get(need, frozenset())
            fresh = {row for row in relevant if new[row]}
            known = relevant - fresh
            if fresh:
                found[task.name].append(recall_at(50, best_rows(total, task.admitted)[:50].tolist(), fresh))
            if known:
                among = ndcg_at(10, best_rows(total, task.admitted)[:10].tolist(), known)
                alone = ndcg_at(10, best_rows(total, task.admitted & ~new)[:10].tolist(), known)
                others[task.name].append((among, alone))
        step()
    return {task.name: _figures(found[task.name], others[task.name]) for task in tasks}


def _figures(found: list[float], others: list[tuple[float, float]]) -> dict[str, float | int]:
    among, alone = (float(np.mean(column)) for column in zip(*others, strict=True)) if others else (0.0, 0.0)
    return {
        "recall_at_50": round(float(np.mean(found)), 4) if found else 0.0,
        "queries": len(found),
        "others_ndcg_at_10": round(among, 4),
        "others_ndcg_at_10_without_newcomers": round(alone, 4),
        "cost": round(alone - among, 4),
    }


def measured_needs(asked: Sequence[Asked]) -> int:
    """Return how many needs `measure_newcomers` goes through."""
    return len({need for task in asked if task.name in TASKS for need in task.relevant})
