"""The three tasks of the benchmark: who can be found, and for which needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hanse.bench.matching.reading import Candidate, Collection, JudgedNeed


@dataclass(frozen=True)
class Task:
    """A rule for candidates and one for needs."""

    name: str
    admits: Callable[[Candidate], bool]
    asks: Callable[[JudgedNeed], bool]

    def judged(self, collection: Collection) -> dict[str, frozenset[str]]:
        """Return need -> relevant candidates; needs without any are left out."""
        admitted = {candidate.id for candidate in collection.candidates if self.admits(candidate)}
        judged = {need.project: need.relevant & admitted for need in collection.needs if self.asks(need)}
        return {project: relevant for project, relevant in judged.items() if relevant}


TASKS = (
    Task(
        "provider",
        admits=lambda candidate: candidate.activity in {"REC", "HES"},
        asks=lambda need: need.organisations >= 3 and need.smes > 0,
    ),
    Task("sme", admits=lambda candidate: candidate.is_sme, asks=lambda need: need.organisations >= 3),
    Task("all", admits=lambda candidate: True, asks=lambda need: True),
)
