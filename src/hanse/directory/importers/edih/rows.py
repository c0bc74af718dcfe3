"""Reads the rows of the hub catalogue."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from hanse.directory.importers.edih.labels import known_labels, split_labels
from hanse.directory.importers.edih.mapping import SECTORS, STAGES, TECHNOLOGIES
from hanse.directory.importers.places import Places
from hanse.directory.importers.tables import Broken, Columns, Line, Table, one_line
from hanse.directory.importers.values import BadValue, fits, url
from hanse.directory.services.imports import LabelRow, OfferRow, OrganisationRow, Refused, SourceFacts
from hanse.taxonomy.selectors import terms_by_id

EDIH = SourceFacts(
    code="edih",
    name="Catalogue of European Digital Innovation Hubs",
    url="https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue",
    licence="CC BY 4.0",
    attribution="© European Union, European Digital Innovation Hubs Network",
)
EDIH_COLUMNS = Columns(
    required=("slug", "title", "country", "status"),
    known=(
        "slug", "title", "description", "country", "location", "status", "website", "sectors", "services",
        "technologies", "postcode",
    ),
)  # fmt: skip
# What the catalogue's status says, and who says it.
ISSUER = "European Commission"
LABELS = {
    "EDIH": "European Digital Innovation Hub (EDIH)",
    "Seal of Excellence": "Seal of Excellence, European Digital Innovation Hubs",
}
_KNOWN_STATUS = {*LABELS, "DIH"}


def read_hubs(table: Table, places: Places) -> tuple[list[OrganisationRow | Refused], list[str]]:
    """Return hubs and refusals in the order of their lines, and warnings.

    A slug is no key: the same one stands on different hubs. Slug and country are, and where these stand twice the
    name decides.
    """
    lines = list(table.lines())
    hubs = [line for line in lines if isinstance(line, Line)]
    twice = {key for key, count in Counter(_slug_key(line.cells, places) for line in hubs).items() if count > 1}
    reader = _Reader(hubs, places, twice)
    rows = [reader.row(line) if isinstance(line, Line) else _refused(line) for line in lines]
    return rows, reader.warnings()


def _refused(line: Broken) -> Refused:
    return Refused(line.number, "", line.reason)


def _slug_key(cells: Mapping[str, str], places: Places) -> str:
    country = places.country(cells["country"]) or ""
    slug = "-".join(cells["slug"].split())
    return f"{slug[:80]}@{country}"


class _Reader:
    """Turns lines into rows; knows the labels of each column, which the columns themselves tell."""

    def __init__(self, lines: Collection[Line], places: Places, twice: Collection[str]) -> None:
        self.places = places
        self.twice = twice
        self.seen: dict[str, int] = {}
        self.known = {
            column: known_labels(line.cells.get(column, "") for line in lines)
            for column in ("sectors", "services", "technologies")
        }
        self.terms = terms_by_id({term for table in (SECTORS, TECHNOLOGIES) for ids in table.values() for term in ids})
        self.stages = terms_by_id(STAGES.values())
        self.unmapped: Counter[str] = Counter()

    def row(self, line: Line) -> OrganisationRow | Refused:
        cells = line.cells
        title = one_line(cells["title"])
        key = _slug_key(cells, self.places)
        if key in self.twice:
            key = f"{key}#{hashlib.sha256(title.encode()).hexdigest()[:8]}"
        try:
            self._check(cells, title, key)
        except BadValue as error:
            return Refused(line.number, key, str(error), title[:300])
        self.seen[key] = line.number
        terms, offers = self._words(cells)
        city, postcode = _city(cells.get("location", ""), cells["country"])
        status = cells["status"]
        labels = (LabelRow(LABELS[status], ISSUER),) if status in LABELS else ()
        slug = one_line(cells["slug"])
        facts = {
            "name": title,
            "short_name": "" if slug == title else slug[:150],
            "kind": "hub",
            "about": cells.get("description", ""),
            "about_language": "en",
            "website": url(cells.get("website", "")) if "." in cells.get("website", "") else "",
            "country_id": self.places.country(cells["country"]),
            "city": city,
            "postcode": postcode,
            "street": one_line(cells.get("location", ""))[:200],
            "source_url": EDIH.url,
        }
        return OrganisationRow(
            line=line.number, key=key, source=EDIH, facts=facts, terms=terms, offers=offers, labels=labels
        )

    def _check(self, cells: Mapping[str, str], title: str, key: str) -> None:
        if not title or not cells["slug"]:
            raise BadValue(_("Slug or title is empty."))
        fits(title, 300, "title")
        if self.places.country(cells["country"]) is None:
            raise BadValue(_("Country '%(name)s' is not known.") % {"name": cells["country"][:60]})
        if cells["status"] not in _KNOWN_STATUS:
            known = ", ".join(sorted(_KNOWN_STATUS))
            raise BadValue(
                _("Status '%(status)s' is none of %(known)s.") % {"status": cells["status"][:60], "known": known}
            )
        if key in self.seen:
            raise BadValue(_("The same hub stands already in line %(line)d.") % {"line": self.seen[key]})

    def _words(self, cells: Mapping[str, str]) -> tuple[dict[str, int | None], tuple[OfferRow, ...]]:
        """Return terms with the highest grade stated, and offers for what has no term."""
        terms: dict[str, int | None] = {}
        offers: list[OfferRow] = []
        for column, table in (("sectors", SECTORS), ("technologies", TECHNOLOGIES)):
            for label, level in split_labels(cells.get(column, ""), self.known[column]).items():
                ids = [term for term in table.get(label, ()) if term in self.terms]
                for term in ids:
                    terms[term] = max(filter(None, (terms.get(term), level)), default=None)
                if not ids:
                    self.unmapped[label] += 1
                    offers.append(OfferRow("expertise", label[:200], _graded(level), "en"))
        for label, level in split_labels(cells.get("services", ""), self.known["services"]).items():
            stage = STAGES.get(label)
            offers.append(
                OfferRow("service", label[:200], _graded(level), "en", stage if stage in self.stages else None)
            )
            if stage in self.stages:
                terms.setdefault(str(stage), None)
        return terms, tuple({(offer.kind, offer.title): offer for offer in offers}.values())

    def warnings(self) -> list[str]:
        """Say which labels have no term."""
        if not self.unmapped:
            return []
        names = ", ".join(label for label, _count in self.unmapped.most_common(30))
        return [_("Kept as titles of expertise, because no code list has them: %(names)s.") % {"names": names}]


def _graded(level: int | None) -> str:
    return f"Maturity {level} of 5, as stated by the hub." if level else ""


# "Plaza Viriato s/n, 49071 Zamora Zamora, Spain": what stands before the country, from the last number on.
_PLACE = re.compile(r"^(?P<postcode>(?=[^ ]*\d)[\w-]{3,8}(?: ?[A-Z]{2}\b|(?: \d{2,3})?)) (?P<city>.+)$")


def _city(location: str, country: str) -> tuple[str, str]:
    """Return city and postcode of a postal address, empty where its form does not tell.

    >>> _city("Ul. Trzy Lipy 3, 80-172 Gdańsk, Poland", "Poland"), _city("Science Park 140, 1098 XG Amsterdam, X", "X")
    (('Gdańsk', '80-172'), ('Amsterdam', '1098 XG'))
    """
    parts = [one_line(part) for part in location.split(",") if part.strip()]
    if len(parts) < 2 or parts[-1] != one_line(country):
        return "", ""
    match = _PLACE.match(parts[-2])
    if match is None:
        is_name = len(parts) > 2 and not re.search(r"\d", parts[-2])
        return (parts[-2][:150], "") if is_name else ("", "")
    words = match["city"].split()
    if len(words) > 1 and re.fullmatch(r"[A-Z]{2}", words[-1]):  # the Italian province
        words.pop()
    half = len(words) // 2
    if half and words[:half] == words[half:]:  # "Zamora Zamora": city and province
        words = words[:half]
    return " ".join(words)[:150], match["postcode"][:20]
