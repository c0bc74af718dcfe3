"""Declaring a job and how it is tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_tasks import task
from django_tasks.base import Task


@dataclass(frozen=True)
class Policy:
    """How often a job is tried, the wait before the second try, and whether equal jobs that wait become one."""

    max_attempts: int = 3
    backoff_s: float = 30.0
    merges: bool = True

    def wait_s(self, attempts: int) -> float:
        """Return the seconds to wait after so many failed tries: doubling, at most an hour.

        >>> [Policy(backoff_s=30).wait_s(n) for n in (1, 2, 3, 20)]
        [30.0, 60.0, 120.0, 3600.0]
        """
        return min(3600.0, self.backoff_s * 2.0 ** min(attempts - 1, 20))


_policies: dict[str, Policy] = {}


def job(
    *, max_attempts: int = 3, backoff_s: float = 30.0, merges: bool = True, priority: int = 0
) -> Callable[[Callable[..., Any]], Task]:
    """Return a decorator that makes a module's function a job; its arguments must be plain JSON values.

    Args:
        max_attempts: tries in all, a worker's death included.
        backoff_s: seconds before the second try; doubled for each one after.
        merges: equal jobs (same function and arguments) that still wait become one, and never run side by side.
        priority: -100 to 100; higher runs first.
    """

    def decorate(function: Callable[..., Any]) -> Task:
        declared: Task = task(priority=priority)(function)
        _policies[declared.module_path] = Policy(max_attempts, backoff_s, merges)
        return declared

    return decorate


def policy_of(task_path: str) -> Policy:
    """Return the policy of a job by the dotted path of its function; the default for one that declared none."""
    return _policies.get(task_path, Policy())
