"""From arrays of points to reasons: which words, which projects, which sentence, which criteria."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hanse.engines.similarity.index import MatchIndex
from hanse.engines.similarity.mix import Mix
from hanse.engines.similarity.need import MET, MISSED, Need, Semantic, SoftCriterion
from hanse.engines.similarity.reasons import (
    Change,
    CriterionParameters,
    Match,
    Parameters,
    PopularityParameters,
    ProjectShare,
    ProjectsParameters,
    Reason,
    SentenceParameters,
    WordShare,
    WordsParameters,
    shown_points,
)
from hanse.engines.similarity.scoring import Scored

LISTED_PROJECTS = 5
STATES = {MET: "met", MISSED: "missed"}
Draft = tuple[str, float, Parameters]


def explain(
    rows: NDArray[np.intp],
    need: Need,
    index: MatchIndex,
    mix: Mix,
    scored: Scored,
    *,
    soft: Sequence[SoftCriterion],
    semantic: Semantic | None,
) -> tuple[Match, ...]:
    """Return the matches of some rows, in their order."""
    words = _words_of(rows, need, index, scored)
    shares, roles = scored.shares.tocsc(), index.history.roles[scored.near.rows].tocsc()
    matches = []
    for place, row in enumerate(rows.tolist()):
        drafts: list[Draft] = []
        if semantic is not None and scored.semantic[row] > 0:
            sentence = SentenceParameters(float(semantic.cosine[row]), int(semantic.sentence[row]))
            drafts.append(("semantic", float(scored.semantic[row]), sentence))
        if words[place]:
            drafts.append(("words", float(scored.words[row]), WordsParameters(words[place])))
        if scored.evidence[row] > 0:
            projects = _projects(shares, roles, row, index, scored)
            drafts.append(("evidence", float(scored.evidence[row]), projects))
        if scored.subjects[row] > 0:
            drafts.append(("subjects", float(scored.subjects[row]), _subjects(row, index, scored)))
        if scored.popularity[row] < 0:
            known = PopularityParameters(int(index.history.projects[row]))
            drafts.append(("popularity", float(scored.popularity[row]), known))
        drafts.extend(_criteria(row, scored, soft))
        changes = tuple(_changes(row, mix, scored, soft, semantic))
        matches.append(_match(index.organisation_ids[row], row, drafts, changes))
    return tuple(matches)


def _match(organisation: str, row: int, drafts: list[Draft], changes: tuple[Change, ...]) -> Match:
    shown, shown_terms = shown_points([points for _, points, _ in drafts])
    reasons = tuple(
        Reason(kind, points, term, parameters)
        for (kind, points, parameters), term in zip(drafts, shown_terms, strict=True)
    )
    return Match(organisation, row, fsum(reason.points for reason in reasons), shown, reasons, changes)


def _words_of(rows: NDArray[np.intp], need: Need, index: MatchIndex, scored: Scored) -> list[tuple[WordShare, ...]]:
    known, shares = index.profiles.covered_by(need, rows)
    written = [need.written[term] for term in known]
    answers = []
    for place, row in enumerate(rows.tolist()):
        column = shares[:, place]
        coverage = float(column.sum())
        points = column * (float(scored.words[row]) / coverage if coverage else 0.0)
        order = np.argsort(-points, kind="stable")[: np.count_nonzero(points)]
        sorted_points = points[order].tolist()
        answers.append(
            tuple(WordShare(written[term], value) for term, value in zip(order.tolist(), sorted_points, strict=True))
        )
    return answers


def _projects(
    shares: sp.csc_matrix, roles: sp.csc_matrix, row: int, index: MatchIndex, scored: Scored
) -> ProjectsParameters:
    part = slice(shares.indptr[row], shares.indptr[row + 1])
    near, values, role = shares.indices[part], shares.data[part], roles.data[part]
    points = values * (float(scored.evidence[row]) / values.sum())
    listed = np.argsort(-values, kind="stable")[:LISTED_PROJECTS]
    return ProjectsParameters(
        projects=tuple(
            ProjectShare(
                project=index.documents.ids[scored.near.rows[near[place]]],
                points=float(points[place]),
                is_coordinator=bool(role[place] > 1),
            )
            for place in listed
        ),
        total=len(values),
    )


def _subjects(row: int, index: MatchIndex, scored: Scored) -> WordsParameters:
    weights = index.subjects.weights[[row]]
    values = weights.data * scored.emphasis[weights.indices]
    points = values * (float(scored.subjects[row]) / values.sum())
    order = [place for place in np.argsort(-points, kind="stable") if points[place] > 0]
    return WordsParameters(
        tuple(WordShare(index.subjects.written[weights.indices[place]], float(points[place])) for place in order)
    )


def _criteria(row: int, scored: Scored, soft: Sequence[SoftCriterion]) -> Iterator[Draft]:
    for criterion, points in zip(soft, scored.criteria, strict=True):
        state = STATES.get(int(criterion.state[row]), "unknown")
        yield "criterion", float(points[row]), CriterionParameters(criterion.code, state)


def _changes(
    row: int, mix: Mix, scored: Scored, soft: Sequence[SoftCriterion], semantic: Semantic | None
) -> Iterator[Change]:
    for criterion, points, most in zip(soft, scored.criteria, scored.weights.criteria, strict=True):
        if criterion.state[row] != MET and most > points[row]:
            yield Change("criterion", float(most - points[row]), criterion.code)
    if scored.evidence[row] == 0:
        first = scored.weights.evidence * scored.near.quality * float(mix.evidence_fit(np.ones(1))[0])
        if first > scored.subjects[row]:
            yield Change("evidence", first - float(scored.subjects[row]))
    if semantic is not None and np.isnan(semantic.cosine[row]) and scored.semantic.max() > 0:
        yield Change("semantic", float(scored.semantic.max()))
