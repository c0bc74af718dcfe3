"""Reads cells that hold a list: parts are divided by semicolons, the fields of a part by bars."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hanse.directory.importers.organisations.vocabulary import Vocabulary
from hanse.directory.importers.places import Places
from hanse.directory.importers.tables import one_line
from hanse.directory.importers.values import BadValue, day, fits
from hanse.directory.models import Offer, TargetCountry
from hanse.directory.services.imports import LabelRow, OfferRow

KINDS = tuple(Offer.Kind.values)


def parts(cell: str) -> list[str]:
    """Return the parts of a list, each once.

    >>> parts("welding; laser ;;welding")
    ['welding', 'laser']
    """
    return list(dict.fromkeys(one_line(part) for part in cell.split(";") if part.strip()))


def offers_of(cell: str, language: str, vocabulary: Vocabulary) -> tuple[OfferRow, ...]:
    """Return offers of `kind: title | text | stage; ...`; kind, text and stage may be left out. Raises: BadValue."""
    found: dict[tuple[str, str], OfferRow] = {}
    for part in parts(cell):
        head, *rest = [field.strip() for field in part.split("|")]
        kind, colon, title = head.partition(":")
        if not colon or kind.strip().casefold() not in KINDS:
            kind, title = Offer.Kind.SERVICE.value, head
        if not title.strip():
            raise BadValue(_("offers: '%(part)s' has no title; write 'kind: title | text'.") % {"part": part[:60]})
        text = rest[0] if rest else ""
        stage = vocabulary.term(rest[1], "stages") if len(rest) > 1 and rest[1] else None
        row = OfferRow(kind.strip().casefold(), fits(title.strip(), 200, "offers"), text, language[:3].lower(), stage)
        found[row.kind, row.title] = row
    return tuple(found.values())


def labels_of(cell: str, vocabulary: Vocabulary) -> tuple[LabelRow, ...]:
    """Return labels of `title | issuer | from | until; ...`; codes of cluster labels are known. Raises: BadValue."""
    found: dict[tuple[str, str], LabelRow] = {}
    for part in parts(cell):
        title, issuer, begins, ends = [*(field.strip() for field in part.split("|")), "", "", ""][:4]
        if not title:
            raise BadValue(
                _("labels: '%(part)s' has no title; write 'title | issuer | from | until'.") % {"part": part[:60]}
            )
        valid_from, valid_until = day(begins, "labels"), _until(ends)
        if valid_from and valid_until and valid_from > valid_until:
            raise BadValue(_("labels: '%(title)s' ends before it begins.") % {"title": title[:60]})
        row = LabelRow(
            fits(title, 200, "labels"),
            fits(issuer, 200, "labels"),
            _label_term(title, vocabulary),
            valid_from,
            valid_until,
        )
        found[row.title, row.issuer] = row
    return tuple(found.values())


def _until(text: str) -> date | None:
    return day(text, "labels")


def _label_term(title: str, vocabulary: Vocabulary) -> str | None:
    try:
        return vocabulary.term(title, "labels")
    except BadValue:
        return None  # most labels are in no code list; the title says what they are


def targets_of(cell: str, places: Places) -> tuple[tuple[str, str], ...]:
    """Return targets of `PL; US (international)`; without a word, near ones are transnational. Raises: BadValue."""
    found: dict[tuple[str, str], None] = {}
    for part in parts(cell):
        name, _bracket, word = part.partition("(")
        code = places.country(name)
        if code is None:
            raise BadValue(_("target_countries: '%(value)s' is not known.") % {"value": part[:60]})
        scope = word.strip(" )").casefold() or (
            TargetCountry.Scope.TRANSNATIONAL if places.is_near(code) else TargetCountry.Scope.INTERNATIONAL
        )
        if scope not in TargetCountry.Scope.values:
            known = ", ".join(TargetCountry.Scope.values)
            raise BadValue(
                _("target_countries: '%(value)s' is none of %(known)s.") % {"value": scope[:40], "known": known}
            )
        found[code, str(scope)] = None
    return tuple(found)
