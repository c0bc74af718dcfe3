"""One page of the directory: its rows, every filter with its counts, and what to drop when nothing fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from hanse.directory.models import Organisation, OrganisationTerm, State
from hanse.directory.selectors.facets import BY_NAME, FACETS, Facet, Text, labels_of
from hanse.directory.selectors.filters import MAX_TEXT, Filters
from hanse.engines.facets.query import AREA, TEXT
from hanse.engines.facets.view import Answer, View
from hanse.taxonomy.selectors import lists_token

PAGE_SIZE = 25
NUTS2_LENGTH = 4
SHOWN_OPTIONS, SUMMARY_CHARS = 6, 180
ROW_TERMS = 4  # technology fields shown beside a name


@dataclass(frozen=True)
class Option:
    """A value of a filter, its words, how many would be found with it, and whether it is chosen."""

    value: str
    label: Text
    count: int
    is_on: bool


@dataclass(frozen=True)
class FacetOptions:
    """A filter and the values that lead somewhere under the other filters."""

    facet: Facet
    options: Sequence[Option]

    @property
    def on_count(self) -> int:
        """How many values are chosen."""
        return sum(option.is_on for option in self.options)

    @property
    def is_open(self) -> bool:
        """Whether it stands unfolded."""
        return self.facet.is_open or self.on_count > 0

    @property
    def shown(self) -> int:
        """How many values stand there before the rest is folded; a short rest is not worth folding."""
        wanted = max(SHOWN_OPTIONS, self.on_count)
        return wanted if len(self.options) > wanted + 2 else len(self.options)


@dataclass(frozen=True)
class Chip:
    """A condition that holds, and the search without it."""

    label: Text
    without: Filters
    count: int = 0  # found without the whole filter; only where nothing is found with it


@dataclass(frozen=True)
class Row:
    """One organisation as a line of the list."""

    organisation: Organisation
    technologies: Sequence[str]

    @property
    def summary(self) -> str:
        """The beginning of what it says about itself."""
        return Truncator(" ".join(self.organisation.about[: 4 * SUMMARY_CHARS].split())).chars(
            SUMMARY_CHARS, truncate="…"
        )

    @property
    def place(self) -> str:
        """Town and country."""
        country = self.organisation.country
        return ", ".join(part for part in (self.organisation.city, country.label if country else "") if part)


@dataclass(frozen=True)
class Listing:
    """One page of results."""

    filters: Filters
    total: int
    page: int
    pages: int
    rows: Sequence[Row]
    facets: Sequence[FacetOptions]
    chips: Sequence[Chip]
    suggestions: Sequence[Chip]

    @property
    def first(self) -> int:
        """The number of the first row of this page, from 1; 0 where there is none."""
        return (self.page - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row of this page."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def listing(view: View, filters: Filters) -> Listing:
    """Return one page of what fits, with the counts of every filter under the others.

    Args:
        view: the index as it is now, see `directory.index.current`.
        filters: a page behind the end becomes the last page.
    """
    answer = view.answer(filters.query)
    pages = max(1, -(-answer.total // PAGE_SIZE))
    page = min(filters.page, pages)
    words = Words(filters)
    return Listing(
        filters=filters,
        total=answer.total,
        page=page,
        pages=pages,
        rows=rows_of(answer.page(filters.order, (page - 1) * PAGE_SIZE, PAGE_SIZE)),
        facets=facet_options(answer, filters, words),
        chips=chips(filters, words),
        suggestions=suggestions(answer, filters, words) if not answer.total else (),
    )


def organisations_telling_of(view: View, text: str, limit: int) -> list[Organisation]:
    """Return the listed organisations whose entry holds all words of a text, best first. Two queries."""
    filters = Filters(text=text.strip()[:MAX_TEXT])
    if not filters.query.words:
        return []
    return [row.organisation for row in rows_of(view.answer(filters.query).page(filters.order, 0, limit))]


class Words:
    """The words of all values on one page; the code lists are asked once whether they are still the same."""

    def __init__(self, filters: Filters) -> None:
        self._token = lists_token()
        regions = {code[:2] for code in filters.chosen.get("region", ())}
        self._countries = frozenset(code.upper() for code in {*filters.chosen.get("country", ()), *regions})
        self._known: dict[str, Mapping[str, Text]] = {}

    def of(self, name: str) -> Mapping[str, Text]:
        """Return the values of a filter with their words."""
        if name not in self._known:
            self._known[name] = labels_of(name, self._token, countries=self._countries)
        return self._known[name]

    def label(self, name: str, value: str) -> Text:
        """Return the words of one value, or the value itself where it has none."""
        return self.of(name).get(value, value)


def facet_options(answer: Answer, filters: Filters, words: Words) -> list[FacetOptions]:
    """Return every filter that has something to choose; a chosen value stays even when it leads nowhere."""
    found = []
    for facet in FACETS:
        on = filters.chosen.get(facet.name, ())
        known = words.of(facet.name)
        counts = answer.counts(facet.name, _offered(facet, filters, known))
        order = {value: place for place, value in enumerate(known)}
        options = [
            Option(value, known.get(value, value), counts.get(value, 0), value in on)
            for value in {**dict.fromkeys(on), **counts}
            if value in on or (counts[value] and value in known)
        ]
        if facet.is_ordered:
            options.sort(key=lambda option: order.get(option.value, len(order)))
        else:
            # Sections before their divisions, what leads to most first.
            is_part = facet.name == "sector"
            options.sort(
                key=lambda one: (
                    not one.is_on,
                    is_part and len(one.value) > 1,
                    -one.count,
                    order.get(one.value, len(order)),
                )
            )
        if options:
            found.append(FacetOptions(facet, options))
    return found


def _offered(facet: Facet, filters: Filters, known: Mapping[str, Text]) -> frozenset[str] | None:
    """Return the values to count: of regions two levels and what lies in a chosen one; of other filters all."""
    if facet.name != "region":
        return None
    on = filters.chosen.get("region", ())
    return frozenset(code for code in known if len(code) <= NUTS2_LENGTH or code[:-1] in on).union(on)


def chips(filters: Filters, words: Words) -> list[Chip]:
    """Return every condition that holds, each with the search without it."""
    found = [Chip(f"“{filters.text}”", filters.without(TEXT))] if filters.text else []
    found += [
        Chip(words.label(name, value), filters.without(name, value))
        for name, values in ((facet.name, filters.chosen.get(facet.name, ())) for facet in FACETS)
        for value in values
    ]
    if filters.area is not None:
        found.append(Chip(_("This part of the map"), filters.without(AREA)))
    return found


def suggestions(answer: Answer, filters: Filters, words: Words) -> list[Chip]:
    """Return which filter to drop, the one that brings back most first; empty where no single one helps."""
    names = [TEXT] if filters.text else []
    names += [facet.name for facet in FACETS if facet.name in filters.chosen]
    names += [AREA] if filters.area is not None else []
    found = []
    for name in names:
        if name == TEXT:
            label: Text = f"“{filters.text}”"
        elif name == AREA:
            label = _("This part of the map")
        else:
            values = ", ".join(str(words.label(name, value)) for value in filters.chosen[name][:3])
            label = f"{BY_NAME[name].legend}: {values}"
        found.append(Chip(label, filters.without(name), answer.total_without(name)))
    return sorted((chip for chip in found if chip.count), key=lambda chip: -chip.count)


def rows_of(ids: Sequence[int]) -> list[Row]:
    """Return the lines of these organisations in this order; one hidden a moment ago is left out. Two queries."""
    found = (
        Organisation.objects.filter(pk__in=ids, state=State.LISTED)
        .select_related("country", "source")
        .only(
            "public_id", "name", "short_name", "kind", "about", "city", "country__code",
            "country__name", "country__names", "is_synthetic", "verified_at", "availability", "source__name",
        )
        .in_bulk()
    )  # fmt: skip
    technologies: dict[int, list[str]] = {}
    links = OrganisationTerm.objects.filter(organisation_id__in=ids, term__scheme="technology").select_related("term")
    for link in links.only("organisation_id", "term__name", "term__names").order_by("term__order"):
        technologies.setdefault(link.organisation_id, []).append(link.term.label)
    return [Row(found[pk], technologies.get(pk, [])[:ROW_TERMS]) for pk in ids if pk in found]
