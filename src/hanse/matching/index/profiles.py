"""What the index reads of each listed organisation: its own words, and the facts that criteria ask about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Count, Exists, OuterRef, Q

from hanse.directory.models import Accreditation, Offer, Organisation, OrganisationTerm, Participation, Project, State
from hanse.engines.embeddings import sentences
from hanse.taxonomy.models import Scheme, Term

CHUNK = 2000
MAX_SENTENCES = 12
# Schemes whose words say what an organisation can do; a language or a TRL is a criterion, not a text.
SPEAKING_SCHEMES = (
    Scheme.NACE2,
    Scheme.NACE21,
    Scheme.TECHNOLOGY,
    Scheme.KET2018,
    Scheme.KET2009,
    Scheme.I40,
    Scheme.ECOSYSTEM,
    Scheme.EMERGING_INDUSTRY,
    Scheme.S3,
)
FIELDS = (
    "pk",
    "name",
    "short_name",
    "kind",
    "about",
    "about_language",
    "country_id",
    "region_id",
    "lon",
    "lat",
    "trl_from",
    "trl_to",
    "availability",
)


@dataclass(frozen=True)
class IndexedProfile:
    """One organisation as the index sees it; `terms` holds broader terms, regions and valid labels too."""

    pk: int
    name: str
    kind: str
    language: str
    country: str
    lon: float | None
    lat: float | None
    trl_from: int | None
    trl_to: int | None
    availability: str
    project_count: int
    terms: frozenset[str]
    sentences: tuple[str, ...]
    keywords: tuple[str, ...]

    @property
    def text(self) -> str:
        """All its words, for lexical search."""
        return "\n".join((self.name, *self.sentences, ", ".join(self.keywords)))


def sentences_of(about: str, offers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sentences of a profile that are embedded one by one, offers first: they say what is done for others.

    Args:
        offers: title and text of each active offer.
    """
    spoken = [f"{title}. {text}".strip() if text else title for title, text in offers]
    own = [part.text for part in sentences(about, max_sentences=MAX_SENTENCES)]
    return tuple(part.replace("\x00", "") for part in (*spoken, *own) if part.strip())[:MAX_SENTENCES]


def offers_for_index(organisation_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return title and text of the active offers of each organisation, in the order in which they are embedded."""
    found = defaultdict(list)
    rows = Offer.objects.filter(organisation__in=organisation_ids, is_active=True).order_by("organisation_id", "pk")
    for owner, title, text in rows.values_list("organisation_id", "title", "text"):
        found[owner].append((title, text))
    return found


def indexed_profiles(today: date, only: Iterable[int] | None = None) -> Iterator[IndexedProfile]:
    """Yield the listed organisations in ascending order of row number, a few queries for each two thousand.

    Args:
        today: labels count when they are valid on this day.
        only: row numbers; None = all.
    """
    listed = Organisation.objects.filter(state=State.LISTED)
    if only is not None:
        listed = listed.filter(pk__in=list(only))
    broader = _broader_terms()
    rows = iter(listed.order_by("pk").values_list(*FIELDS).iterator(chunk_size=CHUNK))
    while chunk := list(islice(rows, CHUNK)):
        ids = [row[0] for row in chunk]
        terms, keywords = _terms(ids, broader)
        offers, labels, projects = offers_for_index(ids), _labels(ids, today), _project_counts(ids)
        for (
            pk,
            name,
            short_name,
            kind,
            about,
            language,
            country,
            region,
            lon,
            lat,
            trl_from,
            trl_to,
            availability,
        ) in chunk:
            yield IndexedProfile(
                pk=pk,
                name=f"{name} {short_name}".strip(),
                kind=kind,
                language=language or "en",
                country=country or "",
                lon=lon,
                lat=lat,
                trl_from=trl_from,
                trl_to=trl_to,
                availability=availability,
                project_count=projects.get(pk, 0),
                terms=frozenset(terms[pk]) | labels[pk] | _regions(region),
                sentences=sentences_of(about, offers[pk]),
                keywords=tuple(keywords[pk]),
            )


@dataclass(frozen=True)
class SpokenProject:
    """A past project as it is compared by meaning: by its title, which says in one sentence what it is about."""

    pk: int
    language: str
    sentences: tuple[str, ...]


def spoken_projects() -> Iterator[SpokenProject]:
    """Yield the projects in which a listed organisation took part, in ascending order of row number."""
    took_part = Participation.objects.filter(project=OuterRef("pk"), organisation__state=State.LISTED)
    rows = Project.objects.filter(Exists(took_part)).order_by("pk").values_list("pk", "language", "title")
    for pk, language, title in rows.iterator(chunk_size=CHUNK):
        yield SpokenProject(pk, language or "en", (title.replace("\x00", ""),))


def _broader_terms() -> dict[str, tuple[str, ...]]:
    """Return each term with all above it."""
    parents = dict(Term.objects.exclude(scheme=Scheme.EUROSCIVOC).values_list("pk", "parent_id"))

    def line(term: str) -> tuple[str, ...]:
        above = []
        while term and term not in above:
            above.append(term)
            term = parents.get(term) or ""
        return tuple(above)

    return {term: line(term) for term in parents}


def _regions(code: str | None) -> frozenset[str]:
    # A NUTS code holds its ancestors: DE212 lies in DE21, DE2 and DE.
    return frozenset(f"region:{code[:length]}" for length in range(2, len(code) + 1)) if code else frozenset()


def _terms(ids: list[int], broader: dict[str, tuple[str, ...]]) -> tuple[dict[int, set[str]], dict[int, list[str]]]:
    found: dict[int, set[str]] = defaultdict(set)
    keywords: dict[int, list[str]] = defaultdict(list)
    links = OrganisationTerm.objects.filter(organisation__in=ids).order_by("organisation_id", "pk")
    for owner, term, scheme, name in links.values_list("organisation_id", "term_id", "term__scheme", "term__name"):
        found[owner].update(broader.get(term, (term,)))
        if scheme in SPEAKING_SCHEMES:
            keywords[owner].append(name)
    return found, keywords


def _labels(ids: list[int], today: date) -> dict[int, frozenset[str]]:
    valid = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_until=None) | Q(valid_until__gte=today)
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    rows = Accreditation.objects.filter(*valid, organisation__in=ids).exclude(label=None)
    for owner, label in rows.values_list("organisation_id", "label_id"):
        found[owner] |= {label}
    return found


def _project_counts(ids: list[int]) -> dict[int, int]:
    rows = Participation.objects.filter(organisation__in=ids).values("organisation_id").annotate(n=Count("pk"))
    return dict(rows.values_list("organisation_id", "n"))
