"""Jobs that the tests run, importable by worker processes too."""

from __future__ import annotations

import os
import time
from pathlib import Path

from hanse.core.jobs import job

RUNS: list[str] = []


@job(max_attempts=3, backoff_s=10)
def note(word: str = "") -> str:
    """Note a word."""
    RUNS.append(word)
    return word


@job(max_attempts=2, backoff_s=10)
def fail(word: str = "") -> None:
    """Fail."""
    RUNS.append(word)
    raise ValueError(f"no {word}")


@job(merges=False)
def note_each(word: str = "") -> None:
    """Note a word; equal jobs are not merged."""
    RUNS.append(word)


@job(max_attempts=3, backoff_s=0.1)
def slow_once(folder: str) -> str:
    """Hang on the first try, as long as a test needs to kill the worker; end at once on the second."""
    tries = Path(folder) / "tries"
    with tries.open("a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")
    if len(tries.read_text(encoding="ascii").splitlines()) == 1:
        time.sleep(120)
    return "done"
