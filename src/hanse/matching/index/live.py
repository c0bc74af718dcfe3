"""The index as this process holds it: always of the generation that the database names."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from hanse.core import sidecar
from hanse.core.errors import DomainError
from hanse.directory.models import Organisation
from hanse.engines.candidates import Catalogue
from hanse.engines.similarity import IndexMissing, IndexOutdated, MatchIndex, load_index
from hanse.matching.index.build import INDEX, index_folder, rebuild
from hanse.matching.index.vectors import SentenceVectors

BUILD_INLINE_BELOW = 5_000  # organisations; more are left to a job


class IndexNotReady(DomainError):
    """The index has not been built yet on this site."""

    status = 503
    message = _("The search is being prepared.")
    next_step = _("Try again in a few minutes; what you wrote is kept.")


@dataclass(frozen=True)
class Loaded:
    """One generation: texts, facts and vectors of the same candidates in the same order; vectors of past projects."""

    generation: str
    texts: MatchIndex
    catalogue: Catalogue
    vectors: SentenceVectors | None
    project_vectors: SentenceVectors | None

    def __post_init__(self) -> None:
        if not np.array_equal(np.array(self.texts.organisation_ids, np.int64), self.catalogue.ids):
            raise IndexOutdated("texts and facts are not of the same organisations")


_lock = threading.Lock()
_loaded: Loaded | None = None


def current() -> Loaded:
    """Return the published generation, loading it where this process holds another; a small site builds its first here.

    Raises:
        IndexNotReady: nothing is built yet and the site is too large to build it while a reader waits.
    """
    global _loaded
    generation = sidecar.state(INDEX).generation
    held = _loaded
    if held is not None and held.generation == generation:
        return held
    with _lock:
        if _loaded is None or _loaded.generation != generation:
            _loaded = _load(generation) or _load(_first_build())
        if _loaded is None:
            raise IndexNotReady
        return _loaded


def has_generation() -> bool:
    """Return whether an index is published and its files are readable."""
    return _load(sidecar.state(INDEX).generation) is not None


def stale_count() -> int:
    """Return how many changes the published generation does not hold yet."""
    return len(sidecar.state(INDEX).stale)


def _load(generation: str) -> Loaded | None:
    if not generation:
        return None
    folder = index_folder() / generation
    try:
        vectors = [
            SentenceVectors.load(folder / name) if (folder / name).is_dir() else None
            for name in ("vectors", "project_vectors")
        ]
        return Loaded(generation, load_index(folder / "texts"), Catalogue.load(folder / "catalogue"), *vectors)
    except (IndexMissing, IndexOutdated, OSError, ValueError):
        # Written by another version, or the folder was lost: both are repaired by building anew.
        return None


def _first_build() -> str:
    if Organisation.objects.count() >= BUILD_INLINE_BELOW:
        raise IndexNotReady
    return rebuild()
