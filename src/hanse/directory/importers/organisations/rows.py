"""Turns a line of the own format into a row, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hanse.directory.importers.organisations.columns import VOCABULARIES
from hanse.directory.importers.organisations.lists import labels_of, offers_of, parts, targets_of
from hanse.directory.importers.organisations.vocabulary import Vocabulary
from hanse.directory.importers.places import Places
from hanse.directory.importers.tables import Broken, Line, one_line
from hanse.directory.importers.values import BadValue, day, fits, place, url, whole, yes_no
from hanse.directory.models import Availability, Kind, SizeClass
from hanse.directory.services.imports import LinkRow, OrganisationRow, Refused, SourceFacts

SOURCE_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
CURRENT_YEAR_AT_MOST = 2100


@dataclass(frozen=True, slots=True)
class Read:
    """A usable line: the row itself and what ties it to others."""

    row: OrganisationRow
    link: LinkRow | None


class Reader:
    """Reads lines; `default_source` stands where a line names none."""

    def __init__(self, default_source: SourceFacts, *, allows_synthetic: bool) -> None:
        self.default_source = default_source
        self.allows_synthetic = allows_synthetic
        self.places = Places()
        self.vocabulary = Vocabulary()
        self.seen: dict[tuple[str, str], int] = {}

    def read(self, line: Line | Broken) -> Read | Refused:
        """Return what a line says, or why it cannot be taken."""
        if isinstance(line, Broken):
            return Refused(line.number, "", line.reason)
        cells = line.cells
        try:
            return self._read(line.number, cells)
        except BadValue as error:
            return Refused(line.number, cells["key"][:100], str(error), one_line(cells["name"])[:300])

    def _read(self, number: int, cells: Mapping[str, str]) -> Read:
        source, key = self._source(cells), cells["key"]
        if not key:
            raise BadValue(_("The key is empty; give each organisation one that stays the same from file to file."))
        fits(key, 100, "key")
        if (source.code, key) in self.seen:
            raise BadValue(_("The key stands already in line %(line)d.") % {"line": self.seen[source.code, key]})
        row = OrganisationRow(
            line=number,
            key=key,
            source=source,
            facts=self._facts(cells),
            terms=self._terms(cells),
            offers=offers_of(cells.get("offers", ""), cells.get("language", ""), self.vocabulary),
            labels=labels_of(cells.get("labels", ""), self.vocabulary),
            targets=targets_of(cells.get("target_countries", ""), self.places),
        )
        self.seen[source.code, key] = number
        return Read(row, _link(row, cells))

    def _source(self, cells: Mapping[str, str]) -> SourceFacts:
        code = cells.get("source", "").lower() or self.default_source.code
        if not SOURCE_CODE.fullmatch(code):
            raise BadValue(
                _("source: '%(code)s' is no code; use small letters, digits and hyphens.") % {"code": code[:40]}
            )
        base = self.default_source if code == self.default_source.code else SourceFacts(code, code)
        return SourceFacts(
            code=code,
            name=fits(cells.get("source_name", ""), 200, "source_name") or base.name,
            url=url(cells.get("source_url", "")) or base.url,
            licence=fits(cells.get("source_licence", ""), 200, "source_licence") or base.licence,
            attribution=fits(cells.get("source_attribution", ""), 500, "source_attribution") or base.attribution,
        )

    def _facts(self, cells: Mapping[str, str]) -> dict[str, Any]:
        if not cells["name"]:
            raise BadValue(_("The name is empty."))
        country = self.places.country(cells["country"])
        if country is None:
            raise BadValue(
                _("country: '%(value)s' is not known; write a code such as PL or a name.")
                % {"value": cells["country"][:60]}
            )
        lon, lat = place(cells.get("lat", ""), cells.get("lon", ""))
        low, high = whole(cells.get("trl_from", ""), "trl_from", 1, 9), whole(cells.get("trl_to", ""), "trl_to", 1, 9)
        if low is not None and high is not None and low > high:
            raise BadValue(_("trl_from (%(low)d) is above trl_to (%(high)d).") % {"low": low, "high": high})
        return {
            "name": fits(one_line(cells["name"]), 300, "name"),
            "short_name": fits(one_line(cells.get("short_name", "")), 150, "short_name"),
            "other_names": parts(cells.get("other_names", "")),
            "kind": _choice(cells["kind"], Kind, "kind"),
            "about": fits(cells.get("about", ""), 20_000, "about"),
            "about_language": self._language(cells.get("language", "")),
            "website": _website(cells.get("website", "")),
            "country_id": country,
            "region_id": self._region(cells.get("region", ""), country),
            "region_given": cells.get("region", "")[:10],
            "city": fits(one_line(cells.get("city", "")), 150, "city"),
            "postcode": fits(cells.get("postcode", ""), 20, "postcode"),
            "street": fits(one_line(cells.get("street", "")), 200, "street"),
            "lon": lon,
            "lat": lat,
            "size_class": _choice(cells.get("size", ""), SizeClass, "size"),
            "staff_count": whole(cells.get("staff", ""), "staff", 0, 10_000_000),
            "members_count": whole(cells.get("members", ""), "members", 0, 1_000_000),
            "founded_year": whole(cells.get("founded", ""), "founded", 1000, CURRENT_YEAR_AT_MOST),
            "trl_from": low,
            "trl_to": high,
            "availability": _choice(cells.get("availability", ""), Availability, "availability"),
            "available_from": day(cells.get("available_from", ""), "available_from"),
            "is_synthetic": self._is_synthetic(cells.get("synthetic", "")),
            "source_url": url(cells.get("page_url", "")),
        }

    def _is_synthetic(self, text: str) -> bool:
        if yes_no(text) and not self.allows_synthetic:
            raise BadValue(_("synthetic: made-up organisations are only taken with the demo data."))
        return bool(yes_no(text))

    def _language(self, text: str) -> str:
        return self.vocabulary.term(text, "languages").partition(":")[2] if text else ""

    def _region(self, text: str, country: str) -> str | None:
        region = self.places.region(text, country)
        if text and region is None:
            raise BadValue(
                _("region: '%(value)s' is no NUTS code of %(country)s.") % {"value": text[:20], "country": country}
            )
        return region

    def _terms(self, cells: Mapping[str, str]) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for column in VOCABULARIES:
            found |= self.vocabulary.terms(parts(cells.get(column, "")), column)
        return found


def _website(text: str) -> str:
    address = url(text)
    if text and not address:
        raise BadValue(_("website: '%(value)s' is no web address.") % {"value": text[:60]})
    return address


def _choice(text: str, choices: Any, column: str) -> str:
    """Return the value of a choice given by value or English label. Raises: BadValue."""
    wanted = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if not wanted and "" in choices.values:
        return ""
    for value, label in choices.choices:
        if wanted in (value, str(label).casefold().replace(" ", "_")):
            return str(value)
    known = ", ".join(value for value in choices.values if value)
    raise BadValue(
        _("%(column)s: '%(value)s' is none of %(known)s.") % {"column": column, "value": text[:40], "known": known}
    )


def _link(row: OrganisationRow, cells: Mapping[str, str]) -> LinkRow | None:
    """Return the ties to others. A key with a colon names another source: `cordis:999984059`."""
    parent, clusters = cells.get("parent_key", ""), parts(cells.get("clusters", ""))
    if not parent and not clusters:
        return None
    source = row.source.code
    return LinkRow(
        line=row.line,
        key=(source, row.key),
        parent=_key(parent, source) if parent else None,
        clusters=tuple(_key(each, source) for each in clusters),
    )


def _key(text: str, source: str) -> tuple[str, str]:
    code, colon, key = text.partition(":")
    return (code.lower(), key) if colon and SOURCE_CODE.fullmatch(code.lower()) else (source, text)
