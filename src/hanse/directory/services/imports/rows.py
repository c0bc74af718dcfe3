"""What an importer hands to the services: rows that are already read and checked, and what became of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

# Rises when the same row must be written again because the meaning of a field here has changed.
LAYOUT = 1


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Whom the facts come from; `code` is the key under which a source's rows are known."""

    code: str
    name: str
    url: str = ""
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer; `stage` is a term id of the service stages or None."""

    kind: str
    title: str
    text: str = ""
    language: str = ""
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label or accreditation; `term` is a term id or None."""

    title: str
    issuer: str
    term: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(slots=True, kw_only=True)
class OrganisationRow:
    """An organisation as a source tells it.

    `facts` holds values of the model's fields (with `country_id` and `region_id`); `terms` the level (1 to 5 or None)
    by term id; `targets` pairs of country code and scope; `newest` the day of the newest evidence behind the row,
    where a source has one.
    """

    line: int
    key: str
    source: SourceFacts
    facts: dict[str, Any]
    terms: dict[str, int | None] = field(default_factory=dict)
    offers: tuple[OfferRow, ...] = ()
    labels: tuple[LabelRow, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    newest: date | None = None

    @property
    def name(self) -> str:
        """The name, for reports."""
        return str(self.facts.get("name", ""))

    def content_hash(self) -> str:
        """Return the hash by which an unchanged row is known; line and date of evidence do not count."""
        return _digest(
            self.facts,
            self.terms,
            [asdict(offer) for offer in self.offers],
            [asdict(label) for label in self.labels],
            sorted(self.targets),
        )


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """An organisation (by its key in the same source) in a project."""

    organisation_key: str
    role: str
    is_sme: bool | None = None
    activity_type: str = ""
    eu_contribution_eur: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class ProjectRow:
    """A past project with its topics (term ids) and participations, taken as one."""

    line: int
    key: str
    source: SourceFacts
    facts: dict[str, Any]
    topics: tuple[str, ...] = ()
    participations: tuple[ParticipationRow, ...] = ()

    @property
    def name(self) -> str:
        """Acronym or title, for reports."""
        return str(self.facts.get("acronym") or self.facts.get("title", ""))

    def content_hash(self) -> str:
        """Return the hash by which an unchanged project is known, its topics and participations included."""
        people = sorted((asdict(each) for each in self.participations), key=lambda each: str(each["organisation_key"]))
        return _digest(self.facts, sorted(self.topics), people)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Ties of one row to others, written when all organisations are there. Keys are pairs of source code and key."""

    line: int
    key: tuple[str, str]
    parent: tuple[str, str] | None
    clusters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken, with the reason in words that help to repair it."""

    line: int
    key: str
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a part of the file that one transaction takes."""

    part: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: created, updated, unchanged, kept (a claimed profile) or refused."""

    part: str
    line: int
    key: str
    name: str
    outcome: str
    reason: str = ""


def _digest(*parts: Mapping[str, Any] | list[Any]) -> str:
    text = json.dumps([LAYOUT, *parts], sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
