"""Suggestions: the engine's ranking, joined with the records it speaks of and worded for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from hanse.directory.models import Organisation, Project, State
from hanse.engines.candidates import MET, Criterion, CriterionInvalid, criteria_from_json, fit
from hanse.engines.similarity import (
    HardCriterion,
    Match,
    Mix,
    ProjectsParameters,
    Ranking,
    Semantic,
    SoftCriterion,
    rank,
    shipped_mix,
)
from hanse.engines.similarity import Need as AskedNeed
from hanse.matching.index.criteria_words import criterion_words
from hanse.matching.index.encoding import encoder_or_none, semantic_state
from hanse.matching.index.live import Loaded, current, stale_count
from hanse.matching.index.profiles import offers_for_index, sentences_of
from hanse.matching.index.reasons import Material, WordedChange, WordedReason, word_changes, word_reasons
from hanse.matching.models import Need

ABOUT_THE_LIST = "one_abroad"
# Cosines of centred vectors: on the demo data 0.1 in the median of all texts, 0.45 to 0.6 for the best of a good need.
CENTRED_FROM, CENTRED_TO = 0.12, 0.5
MAX_QUERY = 800  # characters that are embedded: a long text costs 100 ms and more; all its words count


@dataclass(frozen=True)
class Suggestion:
    """One organisation with its score of 0 to 100 and the reasons, whose points add up to it."""

    organisation: Organisation
    rank: int
    score: float
    shown: Decimal
    reasons: tuple[WordedReason, ...]
    changes: tuple[WordedChange, ...]
    is_kept_for_abroad: bool = False


@dataclass(frozen=True)
class Dropped:
    """A must-criterion that keeps candidates out: how many, and how many come back when it alone is dropped."""

    position: int
    criterion: Criterion
    words: str
    excluded: int
    only_this: int


@dataclass(frozen=True)
class Suggestions:
    """The answer to a need, and what the reader should know about how it came about."""

    items: tuple[Suggestion, ...]
    found: int
    considered: int
    words: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    closest: tuple[Suggestion, ...] = ()  # without the must-criteria, where nothing passes them
    has_none_abroad: bool = False
    semantic_reason: str = ""  # why meaning was not compared; '' where it was
    stale: int = 0


def suggestions_for(need: Need, *, limit: int = 10, offset: int = 0) -> Suggestions:
    """Return suggestions for a stored need."""
    try:
        criteria = criteria_from_json(need.criteria)
    except CriterionInvalid:
        criteria = ()
    own = [need.organisation_id] if need.organisation_id else []
    return suggest(need.text, language=need.language, criteria=criteria, limit=limit, offset=offset, without=own)


def suggest(
    text: str,
    *,
    language: str,
    criteria: Sequence[Criterion] = (),
    limit: int = 10,
    offset: int = 0,
    without: Sequence[int] = (),
) -> Suggestions:
    """Return the best organisations for a text, with reasons.

    Args:
        text: the need in any language; language: ISO 639-1, as detected.
        criteria: musts filter, wishes add points.
        without: row numbers of organisations that are left out (the asker's own).
    Raises:
        IndexNotReady: a large site whose index is not built yet.
    """
    loaded = current()
    each = [criterion for criterion in criteria if criterion.code != ABOUT_THE_LIST]
    asked = _Asked(loaded, text, language, _semantic(loaded, text, language), each, without)
    ranking = asked.rank(limit=limit, offset=offset)
    # A text without a word (signs, stop words) is near to anything: only wishes could rank then.
    has_question = bool(ranking.words) or any(not criterion.is_must for criterion in each)
    matches, kept, none_abroad = list(ranking.matches) if has_question else [], "", False
    for criterion in (c for c in criteria if c.code == ABOUT_THE_LIST and matches and not offset):
        matches, kept, none_abroad = asked.with_one_abroad(matches, criterion, limit)
    is_empty = has_question and not matches and any(criterion.is_must for criterion in each)
    closest = asked.rank(limit=3, ignoring_musts=True).matches if is_empty else ()
    material = _material([*matches, *closest], ranking, each)
    items = _joined(matches, material, offset, kept)
    return Suggestions(
        items=items,
        found=ranking.found,
        considered=ranking.considered,
        words=ranking.words,
        dropped=_dropped(ranking, each) if has_question else (),
        closest=_joined(closest, material, 0, ""),
        has_none_abroad=none_abroad,
        semantic_reason=_semantic_reason(loaded),
        stale=stale_count(),
    )


class _Asked:
    """One question to one generation of the index; it may be ranked several times."""

    def __init__(
        self,
        loaded: Loaded,
        text: str,
        language: str,
        semantic: Semantic | None,
        criteria: Sequence[Criterion],
        without: Sequence[int],
    ) -> None:
        self.loaded, self.semantic = loaded, semantic
        self.need = AskedNeed(text, language or "en")
        catalogue = loaded.catalogue
        states = [(position, criterion, fit(catalogue, criterion)) for position, criterion in enumerate(criteria)]
        self.hard = [
            HardCriterion(str(position), state == MET) for position, criterion, state in states if criterion.is_must
        ]
        self.soft = [
            SoftCriterion(str(position), state, criterion.weight)
            for position, criterion, state in states
            if not criterion.is_must
        ]
        self.own = [] if not without else [HardCriterion("own", ~np.isin(catalogue.ids, list(without)))]

    def rank(
        self, *, limit: int, offset: int = 0, ignoring_musts: bool = False, also: Sequence[HardCriterion] = ()
    ) -> Ranking:
        hard = [*self.own, *([] if ignoring_musts else self.hard), *also]
        return rank(
            self.need,
            self.loaded.texts,
            hard=hard,
            soft=self.soft,
            semantic=self.semantic,
            limit=limit,
            offset=offset,
            mix=_mix(),
        )

    def with_one_abroad(self, matches: list[Match], criterion: Criterion, limit: int) -> tuple[list[Match], str, bool]:
        """Put the best candidate abroad into the last place where none was in the list.

        Returns:
            the list, the id of the one that was put in ('' if none), and whether nobody abroad fits at all.
        """
        abroad = fit(self.loaded.catalogue, criterion) == MET
        if any(abroad[match.row] for match in matches):
            return matches, "", False
        best = self.rank(limit=1, also=[HardCriterion("abroad", abroad)]).matches
        if not best:
            return matches, "", True
        return [*matches[: limit - 1], best[0]], best[0].organisation, False


@cache
def _mix() -> Mix:
    # Vectors of projects are used only across languages, where no word is shared: there they count as words do.
    return replace(shipped_mix(), semantic_from=CENTRED_FROM, semantic_to=CENTRED_TO, sentence_share=2.0)


def _semantic(loaded: Loaded, text: str, language: str) -> Semantic | None:
    """Return how near each candidate and each past project is in meaning; None where nothing is embedded."""
    vectors, projects = loaded.vectors, loaded.project_vectors
    if vectors is None or projects is None or not (len(vectors.owner) or len(projects.owner)) or not text.strip():
        return None
    encoder = encoder_or_none()
    if encoder is None or encoder.model_id != vectors.model_id:
        return None
    query = encoder.encode_queries([text[:MAX_QUERY]])[0]
    found = vectors.semantic(query, language, len(loaded.catalogue))
    if not len(projects.owner) or language in projects.languages:
        # Between texts of one language, words tell more than titles' vectors: see docs/benchmarks/matching.md.
        return found
    return replace(found, project_cosine=projects.semantic(query, language, len(loaded.texts.project_ids)).cosine)


def _semantic_reason(loaded: Loaded) -> str:
    state = semantic_state()
    if not state.is_on:
        return state.reason
    has_any = any(part is not None and len(part.owner) for part in (loaded.vectors, loaded.project_vectors))
    return "" if has_any else "not_embedded"


def _dropped(ranking: Ranking, criteria: Sequence[Criterion]) -> tuple[Dropped, ...]:
    found = []
    for exclusion in ranking.exclusions:
        if exclusion.code.isdigit():
            criterion = criteria[int(exclusion.code)]
            words = criterion_words(criterion)
            found.append(Dropped(int(exclusion.code), criterion, words, exclusion.excluded, exclusion.only_this))
    return tuple(sorted(found, key=lambda row: -row.only_this))


def _material(matches: Sequence[Match], ranking: Ranking, criteria: Sequence[Criterion]) -> Material:
    """Read what the reasons speak of, in a handful of queries whatever the number of matches."""
    ids = [int(match.organisation) for match in matches]
    rows = Organisation.objects.filter(pk__in=ids, state=State.LISTED).select_related("country", "region", "parent")
    organisations = {row.pk: row for row in rows}
    offers = offers_for_index(ids)
    projects = {
        int(share.project)
        for match in matches
        for reason in match.reasons
        if isinstance(reason.parameters, ProjectsParameters)
        for share in reason.parameters.projects
    }
    return Material(
        organisations=organisations,
        sentences={pk: sentences_of(row.about, offers.get(pk, ())) for pk, row in organisations.items()},
        projects={row.pk: row for row in Project.objects.filter(pk__in=projects).only("acronym", "title", "public_id")},
        words=ranking.words,
        criteria=criteria,
    )


def _joined(matches: Sequence[Match], material: Material, offset: int, kept: str) -> tuple[Suggestion, ...]:
    found = []
    for match in matches:
        organisation = material.organisations.get(int(match.organisation))
        # Hidden or closed since the index was built: the database has the last word.
        if organisation is not None:
            found.append(
                Suggestion(
                    organisation=organisation,
                    rank=0,
                    score=match.score,
                    shown=match.shown,
                    reasons=word_reasons(match, material),
                    changes=word_changes(match, material),
                    is_kept_for_abroad=match.organisation == kept,
                )
            )
    return tuple(replace(item, rank=offset + place) for place, item in enumerate(found, 1))


def match_json(answer: Suggestions) -> list[dict[str, Any]]:
    """Return suggestions as plain values; the points of each one's reasons add up to its score."""
    return [
        {
            "organisation": item.organisation.public_id,
            "name": item.organisation.name,
            "country": item.organisation.country_id or "",
            "score": item.score,
            "reasons": [
                {"kind": reason.kind, "label": reason.label, "points": reason.points} for reason in item.reasons
            ],
        }
        for item in answer.items
    ]


def snapshot(need: Need, organisation: Organisation) -> tuple[float | None, list[dict[str, Any]]]:
    """Return score and reasons of one organisation for a need as they stand now, to be kept with an introduction."""
    found = next((item for item in _only(need, [organisation.pk]) if item.organisation.pk == organisation.pk), None)
    if found is None:
        return None, []
    return found.score, [
        {"kind": reason.kind, "label": reason.label, "points": reason.points} for reason in found.reasons
    ]


def compared(need: Need) -> tuple[Suggestion, ...]:
    """Return the organisations that were set aside for a need, ranked among themselves."""
    return _only(need, list(need.shortlist.values_list("organisation_id", flat=True)))


def _only(need: Need, organisation_ids: Sequence[int]) -> tuple[Suggestion, ...]:
    loaded = current()
    try:
        criteria = [c for c in criteria_from_json(need.criteria) if c.code != ABOUT_THE_LIST]
    except CriterionInvalid:
        criteria = []
    asked = _Asked(loaded, need.text, need.language, _semantic(loaded, need.text, need.language), criteria, ())
    chosen = HardCriterion("chosen", np.isin(loaded.catalogue.ids, list(organisation_ids)))
    ranking = asked.rank(limit=len(organisation_ids) or 1, ignoring_musts=True, also=[chosen])
    return _joined(ranking.matches, _material(ranking.matches, ranking, criteria), 0, "")
