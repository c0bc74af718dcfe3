"""Reasons and what would change them, from codes and parameters to words for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.directory.models import Organisation, Project
from hanse.engines.candidates import Criterion
from hanse.engines.similarity import Change, Match, Reason
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
    label, matched = _WORDING[reason.kind](reason, match, material)
    return WordedReason(reason.kind, label, reason.points, reason.shown, tuple(matched))


def _semantic(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    spoken = material.sentences.get(int(match.organisation), ())
    number = reason.parameters.sentence
    if 0 <= number < len(spoken):
        quote = spoken[number]
        short = quote if len(quote) <= MAX_QUOTE else quote[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
        return _("close in meaning: “%(sentence)s”") % {"sentence": short}, material.words
    return _("close in meaning to what they do"), ()


def _words(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    words = _distinct(share.word for share in reason.parameters.words)
    return _("words: %(words)s") % {"words": ", ".join(words)}, words


def _distinct(words: Iterable[str]) -> list[str]:
    """Return the first words, without those that a pair among them holds already."""
    first = list(words)[: 2 * MAX_WORDS]
    parts = {part for word in first if " " in word for part in word.split()}
    return [word for word in first if word not in parts][:MAX_WORDS]


def _evidence(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    total = reason.parameters.total
    text = ngettext(
        "took part in %(n)d similar project: %(names)s", "took part in %(n)d similar projects: %(names)s", total
    )
    return text % {"n": total, "names": _names(reason, material)}, material.words


def _subjects(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    words = _distinct(share.word for share in reason.parameters.words)
    return _("its profile speaks of what similar projects are about: %(words)s") % {"words": ", ".join(words)}, words


def _names(reason: Reason, material: Material) -> str:
    names = []
    for share in reason.parameters.projects[:3]:
        project = material.projects.get(int(share.project))
        if project is not None:
            names.append(
                f"{project.acronym} ({project.title})"
                if project.acronym and project.acronym != project.title
                else project.title
            )
    return "; ".join(names) or "–"


def _popularity(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    return _("often found already: %(n)d past projects count a little less each") % {
        "n": reason.parameters.projects
    }, ()


def _criterion(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    words = criterion_words(material.criteria[int(reason.parameters.code)])
    text = {
        "met": _("fits: %(criterion)s"),
        "missed": _("does not fit: %(criterion)s"),
        "unknown": _("not stated: %(criterion)s"),
    }
    return text[reason.parameters.state] % {"criterion": words}, ()


def _learned(reason: Reason, match: Match, material: Material) -> tuple[str, Sequence[str]]:
    return _("correction learned from earlier years (%(version)s)") % {"version": reason.parameters.version}, ()


_WORDING = {
    "semantic": _semantic,
    "words": _words,
    "evidence": _evidence,
    "subjects": _subjects,
    "popularity": _popularity,
    "criterion": _criterion,
    "learned": _learned,
}


def _change(change: Change, material: Material) -> str:
    if change.kind == "criterion":
        return _("if it met “%(criterion)s”") % {"criterion": criterion_words(material.criteria[int(change.code)])}
    if change.kind == "evidence":
        return _("with a first past project like the nearest one")
    return _("if its profile were compared by meaning and as near as the best")
