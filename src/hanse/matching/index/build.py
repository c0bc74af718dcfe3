"""Write a new generation of the index from the database, and make it the one to read."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from hanse.core import sidecar
from hanse.core.ids import new_public_id
from hanse.directory.models import Participation, Project, State
from hanse.engines.candidates import CatalogueBuilder
from hanse.engines.similarity import (
    IndexMissing,
    IndexOutdated,
    MatchIndex,
    Profile,
    build_index,
    load_index,
    save_index,
)
from hanse.engines.similarity import Participation as IndexedParticipation
from hanse.engines.similarity import Project as IndexedProject
from hanse.matching.index.encoding import encoder_or_none
from hanse.matching.index.profiles import IndexedProfile, indexed_profiles, spoken_projects
from hanse.matching.index.vectors import Speaker, collect

INDEX = "matching"
PROJECTS = 0  # stands in the list of stale rows for 'projects changed'; no organisation has this row number
KEPT_GENERATIONS = 2  # the published one, and the one that slower readers may still have open
COORDINATOR = "coordinator"
Progress = Callable[[str, float], None]


def engine_id(row_id: int) -> str:
    """Return a row number as the engine's id: padded, so that its order as text is the order of the catalogue."""
    return f"{row_id:012d}"


def index_folder() -> Path:
    """Return the folder that holds the generations."""
    return Path(settings.INDEX_DIR) / INDEX


def rebuild(*, at: datetime | None = None, progress: Progress | None = None) -> str:
    """Build everything from the database and publish it; return the new generation.

    Rows that change meanwhile stay stale. A process that is killed leaves a folder that a later build removes.
    """
    at = at or timezone.now()
    started = time.monotonic()
    before = sidecar.state(INDEX)
    generation = new_public_id()
    folder = index_folder() / f"building-{generation}"
    folder.mkdir(parents=True)
    profiles = list(indexed_profiles(at.date()))
    _save_catalogue(profiles, folder)
    index = build_index(_profiles(profiles), _projects(), previous=_previous(before.generation), progress=progress)
    save_index(index, folder / "texts")
    encoder = encoder_or_none()
    if encoder is not None:
        _save_vectors(iter(enumerate(profiles)), encoder.model_id, folder / "vectors")
        row_of = {int(key): row for row, key in enumerate(index.project_ids)}
        projects = ((row_of[project.pk], project) for project in spoken_projects() if project.pk in row_of)
        _save_vectors(projects, encoder.model_id, folder / "project_vectors")
    (folder / "built.json").write_text(
        json.dumps({"seconds": time.monotonic() - started, "profiles": len(profiles)}), encoding="utf-8"
    )
    folder.rename(index_folder() / generation)
    sidecar.publish(INDEX, generation=generation, applied=before.stale, at=at)
    _sweep(generation)
    return generation


def refresh(*, at: datetime | None = None) -> bool:
    """Catch up with what changed; return whether there was anything to do.

    A build that took t seconds is not repeated within 10 t, so that a long import does not keep a worker busy with it.
    """
    at = at or timezone.now()
    state = sidecar.state(INDEX)
    if state.generation and not state.stale and _built_on(state.generation) == at.date():
        return False
    if state.generation and _age_s(state.generation) < 10 * _build_s(state.generation):
        return False
    rebuild(at=at)
    return True


def _save_vectors(speakers: Iterator[tuple[int, Speaker]], model_id: str, folder: Path) -> None:
    folder.mkdir()
    collect(speakers, model_id).save(folder)


def _save_catalogue(profiles: list[IndexedProfile], folder: Path) -> None:
    builder = CatalogueBuilder()
    for profile in profiles:
        builder.add(
            id=profile.pk,
            kind=profile.kind,
            country=profile.country,
            lon=profile.lon,
            lat=profile.lat,
            trl_from=profile.trl_from,
            trl_to=profile.trl_to,
            availability=profile.availability,
            project_count=profile.project_count,
            terms=profile.terms,
        )
    target = folder / "catalogue"
    target.mkdir()
    builder.build().save(target)


def _profiles(profiles: list[IndexedProfile]) -> Iterator[Profile]:
    return (Profile(engine_id(profile.pk), profile.text, profile.language, profile.kind) for profile in profiles)


def _projects() -> Iterator[IndexedProject]:
    took_part: dict[int, list[IndexedParticipation]] = {}
    rows = Participation.objects.filter(organisation__state=State.LISTED).order_by("project_id", "organisation_id")
    for project, organisation, role in rows.values_list("project_id", "organisation_id", "role").iterator(
        chunk_size=5000
    ):
        took_part.setdefault(project, []).append(IndexedParticipation(engine_id(organisation), role == COORDINATOR))
    texts = Project.objects.order_by("pk").values_list("pk", "title", "objective", "language")
    for key, title, objective, language in texts.iterator(chunk_size=2000):
        if key in took_part:
            yield IndexedProject(engine_id(key), f"{title}\n{objective}", language, tuple(took_part.pop(key)))


def _previous(generation: str) -> MatchIndex | None:
    try:
        return load_index(index_folder() / generation / "texts") if generation else None
    except (IndexMissing, IndexOutdated, OSError):
        return None


def _built(generation: str) -> Path:
    return index_folder() / generation / "built.json"


def _build_s(generation: str) -> float:
    try:
        return float(json.loads(_built(generation).read_text(encoding="utf-8"))["seconds"])
    except (OSError, ValueError, KeyError):
        return 0.0


def _age_s(generation: str) -> float:
    try:
        return time.time() - _built(generation).stat().st_mtime
    except OSError:
        return float("inf")


def _built_on(generation: str) -> object:
    # Labels run out by the day, so a generation holds for its day only.
    try:
        return datetime.fromtimestamp(_built(generation).stat().st_mtime, tz=timezone.get_current_timezone()).date()
    except OSError:
        return None


def _sweep(published: str) -> None:
    """Remove what no reader opens any more: unfinished builds of killed processes and old generations."""
    hour_ago = time.time() - 3600
    folders = [folder for folder in index_folder().iterdir() if folder.is_dir() and folder.name != published]
    finished = sorted(
        (folder for folder in folders if not folder.name.startswith("building-")), key=lambda folder: folder.name
    )
    dead = [folder for folder in folders if folder.name.startswith("building-") and folder.stat().st_mtime < hour_ago]
    for folder in [*dead, *finished[: -(KEPT_GENERATIONS - 1)]]:
        shutil.rmtree(folder, ignore_errors=True)
