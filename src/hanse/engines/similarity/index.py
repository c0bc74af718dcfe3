"""The matching index: profiles and past projects in, one immutable value out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
import scipy.sparse as sp

from hanse.engines.similarity.documents import DocumentIndex, build_documents
from hanse.engines.similarity.history import History
from hanse.engines.similarity.profiles import ProfileIndex, build_profiles
from hanse.engines.similarity.subjects import SubjectIndex, build_subjects

Progress = Callable[[str, float], None]
Kind = TypeVar("Kind", "Profile", "Project")


@dataclass(frozen=True)
class Profile:
    """An organisation by its own words: name, what it does and offers, keywords.

    `kind` is any code of the caller; organisations without past projects are measured against their kind.
    """

    id: str
    text: str
    language: str = "en"
    kind: str = ""


@dataclass(frozen=True)
class Participation:
    """An organisation's part in a project."""

    organisation: str
    is_coordinator: bool = False


@dataclass(frozen=True)
class Project:
    """A past project: what it was about and who took part."""

    id: str
    text: str
    language: str = "en"
    participations: tuple[Participation, ...] = ()


@dataclass(frozen=True)
class MatchIndex:
    """Everything that ranking reads; rows follow `organisation_ids`, which are sorted."""

    organisation_ids: tuple[str, ...]
    documents: DocumentIndex
    profiles: ProfileIndex
    subjects: SubjectIndex
    history: History
    fingerprint: str
    projects_fingerprint: str

    @property
    def project_ids(self) -> tuple[str, ...]:
        """The past projects, sorted: the row order of `Semantic.project_cosine`."""
        return self.documents.ids

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {organisation: row for row, organisation in enumerate(self.organisation_ids)}

    def row_of(self, organisation_id: str) -> int:
        """Return the row of an organisation; KeyError when it is not in the index."""
        return self._rows[organisation_id]


def build_index(
    profiles: Iterable[Profile],
    projects: Iterable[Project],
    *,
    previous: MatchIndex | None = None,
    progress: Progress | None = None,
) -> MatchIndex:
    """Build the index; the order of the input does not matter.

    Args:
        previous: its project part (the slow one) is reused when no project text changed.
        progress: called with a step code ("projects", "profiles", "subjects", "done") and the share done in [0, 1].
    Raises:
        ValueError: two profiles or two projects have the same id.
    """
    report = progress or _silent
    organisations = _by_id(profiles)
    past = _by_id(projects)
    report("projects", 0.0)
    projects_fingerprint = _fingerprint((project.id, project.text, project.language) for project in past)
    if previous is not None and previous.projects_fingerprint == projects_fingerprint:
        documents = previous.documents
    else:
        documents = build_documents(
            [project.id for project in past],
            [project.text for project in past],
            [project.language for project in past],
        )
    report("profiles", 0.6)
    organisation_ids = tuple(profile.id for profile in organisations)
    texts, languages = [profile.text for profile in organisations], [profile.language for profile in organisations]
    roles = _roles(organisation_ids, past)
    took_part = (roles > 0).astype(np.float32).T.tocsr()
    word_index = build_profiles(texts, languages, documents, took_part)
    report("subjects", 0.8)
    kinds = sorted({profile.kind for profile in organisations})
    history = History(
        roles=roles,
        partners=np.array([_partners(project) for project in past], np.float32),
        projects=np.diff(took_part.indptr).astype(np.float32),
        kinds=np.array([kinds.index(profile.kind) for profile in organisations], np.int32),
    )
    report("done", 1.0)
    return MatchIndex(
        organisation_ids=organisation_ids,
        documents=documents,
        profiles=word_index,
        subjects=build_subjects(texts, languages, documents),
        history=history,
        fingerprint=_fingerprint(
            [("projects", projects_fingerprint, "")]
            + [(profile.id, profile.text, f"{profile.language} {profile.kind}") for profile in organisations]
            + [(project.id, repr(sorted(project.participations, key=repr)), "") for project in past]
        ),
        projects_fingerprint=projects_fingerprint,
    )


def _silent(step: str, share: float) -> None:
    return


def _by_id(items: Iterable[Kind]) -> list[Kind]:
    ordered = sorted(items, key=lambda item: item.id)
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise ValueError(f"{type(one).__name__} {one.id!r} is given twice")
    return ordered


def _roles(organisation_ids: Sequence[str], projects: Sequence[Project]) -> sp.csr_matrix:
    row_of = {organisation: row for row, organisation in enumerate(organisation_ids)}
    role_at: dict[tuple[int, int], float] = {}
    for document, project in enumerate(projects):
        for part in project.participations:
            row = row_of.get(part.organisation)
            if row is not None:
                place = (document, row)
                role_at[place] = max(role_at.get(place, 1.0), 2.0 if part.is_coordinator else 1.0)
    places = np.array(list(role_at), np.int32).reshape(-1, 2)
    values = np.array(list(role_at.values()), np.float32)
    return sp.csr_matrix((values, (places[:, 0], places[:, 1])), shape=(len(projects), len(organisation_ids)))


def _partners(project: Project) -> int:
    return max(len({part.organisation for part in project.participations}), 1)


def _fingerprint(parts: Iterable[tuple[str, str, str]]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        for value in part:
            raw = value.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
