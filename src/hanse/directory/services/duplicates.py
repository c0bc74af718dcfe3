"""Finding entries that look like one: blocks of equal keys by SQL, pairs only within a block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count

from hanse.accounts.models import Person
from hanse.audit import services as audit
from hanse.core.errors import NotFound, WrongState
from hanse.directory import permissions
from hanse.directory.models import DuplicatePair, Organisation, State
from hanse.rules.naming import name_key

SAME_NAME_AND_PLACE, SAME_WEB_DOMAIN, TWO_SOURCES = "same_name_and_place", "same_web_domain", "two_sources"
# A key that more than so many share is not one organisation's: a holding's web site, a word like "institute".
LARGEST_BLOCK = 8
CHUNK = 400


class Entry(NamedTuple):
    """What comparing needs of an organisation."""

    pk: int
    name_key: str
    country: str | None
    city: str
    web_domain: str
    source: str | None
    parent: int | None


def find_duplicates(*, at: datetime, limit: int = 500) -> int:
    """Note pairs of entries that look like one, the likeliest first; those noted before stay as they are.

    Cost: two grouped scans over indexed columns and one read a block; never all against all.

    Args:
        limit: new pairs at most.
    Returns:
        how many pairs are new.
    """
    found: dict[tuple[int, int], tuple[int, list[str]]] = {}
    for block in _blocks():
        for one, other in combinations(block, 2):
            if score_and_reasons := compared(one, other):
                pair = (min(one.pk, other.pk), max(one.pk, other.pk))
                found[pair] = max(found.get(pair, (0, [])), score_and_reasons)
    known = _known_pairs(found)
    fresh = sorted((pair for pair in found if pair not in known), key=lambda pair: (-found[pair][0], pair))[:limit]
    rows = [
        DuplicatePair(
            first_id=first,
            second_id=second,
            score_0_100=found[first, second][0],
            reasons=found[first, second][1],
            found_at=at,
        )
        for first, second in fresh
    ]
    DuplicatePair.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return len(rows)


def compared(one: Entry, other: Entry) -> tuple[int, list[str]] | None:
    """Return how much two entries look like one (0-100) and why, None when they do not.

    An institute and its society, or two institutes of one, share a web domain and are not the same.
    """
    if (
        one.pk in (other.parent, other.pk)
        or other.pk == one.parent
        or (one.parent is not None and one.parent == other.parent)
    ):
        return None
    score, reasons = 0, []
    cities = {name_key(city) for city in (one.city, other.city) if city}
    if one.name_key and one.name_key == other.name_key and one.country == other.country and len(cities) < 2:
        score += 65 if one.city and other.city else 50
        reasons.append(SAME_NAME_AND_PLACE)
    if one.web_domain and one.web_domain == other.web_domain:
        words, others = set(one.name_key.split()), set(other.name_key.split())
        score += 30 if reasons else 25 + round(35 * len(words & others) / max(1, len(words | others)))
        reasons.append(SAME_WEB_DOMAIN)
    if not reasons:
        return None
    if one.source != other.source:
        score += 5
        reasons.append(TWO_SOURCES)
    return score, reasons


@transaction.atomic
def dismiss_duplicate(*, pair: DuplicatePair, actor: Person, at: datetime) -> DuplicatePair:
    """Note that two entries are not the same, for good. Raises: NotAllowed, NotFound, WrongState."""
    permissions.require(actor, permissions.MERGE_ORGANISATIONS)
    row = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first").filter(pk=pair.pk).first()
    if row is None:
        raise NotFound
    if row.state != DuplicatePair.State.OPEN:
        raise WrongState
    row.state, row.decided_by, row.decided_at = DuplicatePair.State.DISMISSED, actor, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(
        action="directory.duplicate_dismissed", actor=actor, subject=row.first, data={"pair": row.public_id}, at=at
    )
    return row


@transaction.atomic
def reopen_duplicate(*, pair: DuplicatePair, actor: Person, at: datetime) -> DuplicatePair:
    """Put a dismissed pair back to be looked at. Raises: NotAllowed, NotFound, WrongState."""
    permissions.require(actor, permissions.MERGE_ORGANISATIONS)
    row = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first").filter(pk=pair.pk).first()
    if row is None:
        raise NotFound
    if row.state != DuplicatePair.State.DISMISSED:
        raise WrongState
    row.state, row.decided_by, row.decided_at = DuplicatePair.State.OPEN, None, None
    row.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(
        action="directory.duplicate_reopened", actor=actor, subject=row.first, data={"pair": row.public_id}, at=at
    )
    return row


def _blocks() -> Iterator[list[Entry]]:
    open_ones = Organisation.objects.filter(state__in=[State.LISTED, State.HIDDEN])
    for field in ("name_key", "web_domain"):
        given = open_ones.exclude(**{field: ""})
        # Names are compared within a country, so that "Technology centre" in five countries is not one block.
        keys = [field, "country_id"] if field == "name_key" else [field]
        shared = given.order_by().values_list(*keys).annotate(n=Count("pk")).filter(n__gt=1, n__lte=LARGEST_BLOCK)
        wanted = {row[:-1] for row in shared.iterator()}
        for chunk in _chunks(sorted({key[0] for key in wanted})):
            grouped: dict[tuple[str | None, ...], list[Entry]] = defaultdict(list)
            rows = given.filter(**{f"{field}__in": chunk}).order_by("pk")
            for row in rows.values_list("pk", "name_key", "country_id", "city", "web_domain", "source_id", "parent_id"):
                entry = Entry(*row)
                key = (entry.name_key, entry.country) if field == "name_key" else (entry.web_domain,)
                if key in wanted:
                    grouped[key].append(entry)
            yield from grouped.values()


def _known_pairs(found: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    firsts = sorted({first for first, _second in found})
    known: set[tuple[int, int]] = set()
    for chunk in _chunks(firsts):
        known.update(DuplicatePair.objects.filter(first_id__in=chunk).values_list("first_id", "second_id"))
    return known


def _chunks(keys: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
