"""Brings what hangs on an imported organisation to what its row says: terms, offers, labels, target countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from hanse.directory.models import Accreditation, Offer, OrganisationTerm, TargetCountry
from hanse.directory.services.imports.rows import OrganisationRow

CHUNK = 500


@dataclass(frozen=True)
class Part:
    """A table below the organisation: which rows it shall have, by which fields one is known, and which may change."""

    model: type[models.Model]
    identity: tuple[str, ...]
    wanted: Callable[[OrganisationRow], Iterable[dict[str, Any]]]

    def key(self, values: dict[str, Any]) -> Hashable:
        """Return by what a row is known within its organisation."""
        return tuple(values[name] for name in self.identity)


def _terms(row: OrganisationRow) -> Iterable[dict[str, Any]]:
    return ({"term_id": term, "level": level} for term, level in row.terms.items())


def _offers(row: OrganisationRow) -> Iterable[dict[str, Any]]:
    for offer in row.offers:
        yield {
            "kind": offer.kind,
            "title": offer.title,
            "text": offer.text,
            "language": offer.language,
            "stage_id": offer.stage,
        }


def _labels(row: OrganisationRow) -> Iterable[dict[str, Any]]:
    for label in row.labels:
        yield {
            "title": label.title,
            "issuer": label.issuer,
            "label_id": label.term,
            "valid_from": label.valid_from,
            "valid_until": label.valid_until,
        }


def _targets(row: OrganisationRow) -> Iterable[dict[str, Any]]:
    return ({"country_id": country, "scope": scope} for country, scope in row.targets)


PARTS = (
    Part(OrganisationTerm, ("term_id",), _terms),
    Part(Offer, ("kind", "title"), _offers),
    Part(Accreditation, ("title", "issuer"), _labels),
    Part(TargetCountry, ("country_id", "scope"), _targets),
)


def write_parts(rows: Sequence[tuple[int, OrganisationRow]], parts: Sequence[Part], *, are_new: bool) -> None:
    """Bring the tables below each organisation to what its row says; rows that stay keep their public id.

    Args:
        rows: row number of the organisation, and its row of the file.
        are_new: the organisations were just made, so nothing hangs on them yet.
    """
    for part in parts:
        here = {} if are_new else _here(part, [number for number, _row in rows])
        new: list[models.Model] = []
        changed: list[models.Model] = []
        for number, row in rows:
            there = here.pop(number, {})
            wanted = {part.key(values): values for values in part.wanted(row)}
            for key, values in wanted.items():
                if (each := there.pop(key, None)) is None:
                    new.append(part.model(organisation_id=number, **values))
                elif any(getattr(each, name) != value for name, value in values.items()):
                    for name, value in values.items():
                        setattr(each, name, value)
                    changed.append(each)
            gone = [each.pk for each in there.values()]
            if gone:
                part.model._default_manager.filter(pk__in=gone).delete()
        part.model._default_manager.bulk_create(new)
        for each in changed:
            each.save()


def _here(part: Part, numbers: Sequence[int]) -> dict[int, dict[Hashable, Any]]:
    found: dict[int, dict[Hashable, Any]] = defaultdict(dict)
    for start in range(0, len(numbers), CHUNK):
        for each in part.model._default_manager.filter(organisation_id__in=numbers[start : start + CHUNK]):
            key = tuple(getattr(each, name) for name in part.identity)
            found[each.organisation_id][key] = each  # type: ignore[attr-defined]
    return found
