"""Reasons and what would change them, from codes and parameters to words for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.directory.models import Organisation, Project
from hanse.engines.candidates import Criterion
from hanse.engines.similarity import (
    Change,
    Match,
    PopularityParameters,
    ProjectsParameters,
    Reason,
    SentenceParameters,
    WordsParameters,
)
from hanse.matching.index.criteria_words import criterion_words

MAX_QUOTE = 220  # characters of a quoted sentence
MAX_WORDS = 6


@dataclass(frozen=True)
class Material:
    """The records that the reasons of one answer speak of."""

    organisations: Mapping[int, Organisation]
    sentences: Mapping[int, tuple[str, ...]]
    projects: Mapping[int, Project]
    words: Sequence[str]
    criteria: Sequence[Criterion] = field(default=())


@dataclass(frozen=True)
class WordedReason:
    """One reason: `points` is exactly what it adds to the score, `shown` the same rounded, with the same sum."""

    kind: str
    label: str
    points: float
    shown: Decimal
    matched: tuple[str, ...] = ()
    quoted: str = ""  # the part of the label that is not ours: only there may words be marked
    href: str = ""
    change: str = ""


@dataclass(frozen=True)
class WordedChange:
    """What would raise the score, and by how much."""

    kind: str
    label: str
    points: float


def word_reasons(match: Match, material: Material) -> tuple[WordedReason, ...]:
    """Return the reasons of one match, those with the most weight first."""
    worded = [
        _worded(reason, match, material) for reason in match.reasons if reason.shown or reason.kind == "criterion"
    ]
    return tuple(sorted(worded, key=lambda reason: (reason.points < 0, -abs(reason.points))))


def word_changes(match: Match, material: Material) -> tuple[WordedChange, ...]:
    """Return what would raise this organisation's score."""
    return tuple(
        WordedChange(change.kind, _change(change, material), change.points)
        for change in match.changes
        if change.points >= 0.05
    )


def _worded(reason: Reason, match: Match, material: Material) -> WordedReason:
    label, quoted, matched = _said(reason, int(match.organisation), material)
    return WordedReason(reason.kind, label, reason.points, reason.shown, tuple(matched), quoted)


def _said(reason: Reason, organisation: int, material: Material) -> tuple[str, str, Sequence[str]]:
    """Return the words of a reason, the part of them that is quoted, and which words of the need to mark there."""
    parameters = reason.parameters
    if isinstance(parameters, SentenceParameters):
        quote = _quote(material.sentences.get(organisation, ()), parameters.sentence)
        if not quote:
            return _("close in meaning to what they do"), "", ()
        return _("close in meaning: “%(sentence)s”") % {"sentence": quote}, quote, material.words
    if isinstance(parameters, WordsParameters):
        words = _distinct(share.word for share in parameters.words)
        text = _("words: %(words)s")
        if reason.kind == "subjects":
            text = _("its profile speaks of what similar projects are about: %(words)s")
        listed = ", ".join(words)
        return text % {"words": listed}, listed, words
    if isinstance(parameters, ProjectsParameters):
        total = parameters.total
        text = ngettext(
            "took part in %(n)d similar project: %(names)s", "took part in %(n)d similar projects: %(names)s", total
        )
        names = _names(parameters, material)
        return text % {"n": total, "names": names}, names, material.words
    if isinstance(parameters, PopularityParameters):
        text = _("often found already: %(n)d past projects count a little less each")
        return text % {"n": parameters.projects}, "", ()
    text = {
        "met": _("fits: %(criterion)s"),
        "missed": _("does not fit: %(criterion)s"),
        "unknown": _("not stated: %(criterion)s"),
    }[parameters.state]
    return text % {"criterion": criterion_words(material.criteria[int(parameters.code)])}, "", ()


def _quote(spoken: Sequence[str], number: int) -> str:
    if not 0 <= number < len(spoken):
        return ""
    quote = spoken[number]
    return quote if len(quote) <= MAX_QUOTE else quote[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"


def _distinct(words: Iterable[str]) -> list[str]:
    """Return the first words, without those that a pair among them holds already."""
    first = list(words)[: 2 * MAX_WORDS]
    parts = {part for word in first if " " in word for part in word.split()}
    return [word for word in first if word not in parts][:MAX_WORDS]


def _names(parameters: ProjectsParameters, material: Material) -> str:
    names = []
    for share in parameters.projects[:3]:
        project = material.projects.get(int(share.project))
        if project is not None:
            has_both = project.acronym and project.acronym != project.title
            names.append(f"{project.acronym} ({project.title})" if has_both else project.title)
    return "; ".join(names) or "–"


def _change(change: Change, material: Material) -> str:
    if change.kind == "criterion":
        return _("if it met “%(criterion)s”") % {"criterion": criterion_words(material.criteria[int(change.code)])}
    if change.kind == "evidence":
        return _("with a first past project like the nearest one")
    return _("if its profile were compared by meaning and as near as the best")
