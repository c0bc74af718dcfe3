"""Checks what rows say of each other before anything is written: all named are there, and parents form no circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from hanse.directory.importers.organisations.rows import Read
from hanse.directory.selectors.imports import known_keys
from hanse.directory.services.imports import LinkRow, OrganisationRow, Refused

Key = tuple[str, str]


def settle_ties(lines: Sequence[Read | Refused]) -> tuple[list[OrganisationRow | Refused], list[LinkRow]]:
    """Return rows and refusals in the order of their lines, and the ties of the rows that stay.

    A row is refused whose parent or cluster is neither in the file (as a row that is taken) nor in the directory.
    """
    good = {(each.row.source.code, each.row.key): each for each in lines if isinstance(each, Read)}
    named = {key for each in good.values() if each.link for key in _others(each.link)}
    here = known_keys(named - good.keys())
    reasons: dict[Key, str] = {}
    parents = {key: each.link.parent for key, each in good.items() if each.link and each.link.parent in good}
    for key in good:
        if _is_in_circle(key, parents):
            reasons[key] = _("parent_key: it would be a unit of itself.")
    while lost := _lost(good, here, reasons):
        reasons |= lost
    items: list[OrganisationRow | Refused] = []
    links: list[LinkRow] = []
    for each in lines:
        if isinstance(each, Refused):
            items.append(each)
            continue
        row, reason = each.row, reasons.get((each.row.source.code, each.row.key))
        items.append(Refused(row.line, row.key, reason, row.name) if reason else row)
        if each.link and not reason:
            links.append(each.link)
    return items, links


def _others(link: LinkRow) -> set[Key]:
    return {*link.clusters, *([link.parent] if link.parent else [])}


def _lost(good: dict[Key, Read], here: set[Key], reasons: dict[Key, str]) -> dict[Key, str]:
    """Return the rows not yet refused that name one that is not there, or that is refused itself."""
    lost: dict[Key, str] = {}
    for key, each in good.items():
        if key in reasons or each.link is None:
            continue
        for other in sorted(_others(each.link)):
            if other in here or (other in good and other not in reasons):
                continue
            column = "parent_key" if other == each.link.parent else "clusters"
            text = _("%(column)s: '%(key)s' is neither in this file nor in the directory, or was refused.")
            lost[key] = text % {"column": column, "key": other[1][:60]}
    return lost


def _is_in_circle(key: Key, parents: Mapping[Key, Key | None]) -> bool:
    at, seen = parents.get(key), {key}
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at == key
