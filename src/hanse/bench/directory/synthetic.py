"""A made-up directory of any size with a realistic skew, written as fast as the database takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection, models, transaction

from hanse.core.ids import new_public_id
from hanse.directory.models import (
    Accreditation,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    Project,
    Source,
    TargetCountry,
)
from hanse.taxonomy.models import Country, Region, Term

SEED = 20261121
NOW = datetime(2026, 11, 21, tzinfo=UTC)
CHUNK = 20_000
KINDS = {
    "sme": 70.0, "large_firm": 6.0, "technology_centre": 3.0, "university": 2.0, "cluster": 1.2, "hub": 0.8,
    "adviser": 5.0, "public_body": 4.0, "investor": 2.0, "education_provider": 3.0, "other": 3.0,
}  # fmt: skip
# people of working age, roughly, in millions: where firms are
COUNTRIES = {
    "DE": 53, "FR": 41, "IT": 37, "ES": 31, "UK": 42, "PL": 24, "RO": 12, "NL": 11, "BE": 7, "EL": 7, "PT": 7, "CZ": 7,
    "SE": 6,
    "HU": 6, "AT": 6, "BG": 4, "DK": 4, "FI": 3, "SK": 4, "IE": 3, "HR": 2, "LT": 2, "SI": 1, "LV": 1, "EE": 1,
    "CY": 1, "LU": 1, "MT": 1, "NO": 3, "CH": 6,
}  # fmt: skip
SCHEMES = {  # scheme: (mean number a record, skew)
    "technology": (1.4, 1.1), "nace2": (1.1, 1.0), "ecosystem": (0.9, 0.8), "emerging_industry": (0.3, 0.8),
    "s3": (0.4, 0.8),
    "service_stage": (0.3, 0.6), "eu_programme": (0.2, 1.2), "escp": (0.01, 0.5), "language": (1.3, 1.3),
}  # fmt: skip
ONSETS = ("b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "kr", "st", "tr", "gl")
SYLLABLES = [onset + rest for onset in ONSETS for rest in ("a", "e", "i", "o", "u", "ai", "er", "in", "on", "us")]
LEGAL = ("GmbH", "S.r.l.", "sp. z o.o.", "S.L.", "SAS", "Oy", "AB", "Ltd", "B.V.", "d.o.o.", "s.r.o.", "OÜ", "")
Progress = Callable[[str, int, int], None]


def synthesize(rows: int, progress: Progress) -> None:
    """Fill an empty database with `rows` organisations, all marked as synthetic; the code lists must be loaded."""
    random = np.random.default_rng(SEED)
    Source.objects.bulk_create(
        [Source(code=f"synthetic-{n}", name=f"Synthetic register {n}", licence="made up") for n in range(4)]
    )
    lexicon = _lexicon(random)
    _write(Organisation, _organisations(rows, random, lexicon), "organisations", rows, progress)
    _write(OrganisationTerm, _terms(rows, random), "terms", 0, progress)
    _write(Offer, _offers(rows, random, lexicon), "offers", 0, progress)
    _write(Accreditation, _labels(rows, random), "labels", 0, progress)
    _write(TargetCountry, _targets(rows, random), "target countries", 0, progress)
    projects = max(10, rows // 20)
    _write(Project, _projects(projects), "projects", projects, progress)
    _write(Participation, _participations(rows, projects, random), "participations", 0, progress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Organisation, OrganisationTerm, Offer, Accreditation, TargetCountry, Project, Participation):
                cursor.execute(f"ANALYZE {model._meta.db_table}")


def _lexicon(random: np.random.Generator) -> list[str]:
    """Return invented words and those of the code lists, the frequent ones first."""
    known = [word for name in Term.objects.values_list("name", flat=True) for word in name.split() if word.isalpha()]
    parts = random.choice(SYLLABLES, (60_000, 3))
    return [*dict.fromkeys(known), *("".join(row) for row in parts)]


def _zipf(random: np.random.Generator, size: int, among: int, skew: float) -> np.ndarray:
    weights = 1.0 / np.arange(1, among + 1) ** skew
    return random.choice(among, size, p=weights / weights.sum())


def _organisations(rows: int, random: np.random.Generator, lexicon: Sequence[str]) -> Iterator[dict[str, Any]]:
    kinds, countries = list(KINDS), [code for code in COUNTRIES if Country.objects.filter(pk=code).exists()]
    kind_odds = np.array(list(KINDS.values())) / sum(KINDS.values())
    country_odds = np.array([COUNTRIES[code] for code in countries], float)
    regions = {
        code: list(Region.objects.filter(country_id=code, level=3).values_list("code", "lon", "lat"))
        for code in countries
    }
    sizes, size_odds = ["", "micro", "small", "medium", "large"], [0.3, 0.45, 0.15, 0.07, 0.03]
    for start in range(0, rows, CHUNK):
        count = min(CHUNK, rows - start)
        kind = random.choice(len(kinds), count, p=kind_odds)
        country = random.choice(len(countries), count, p=country_odds / country_odds.sum())
        size = random.choice(len(sizes), count, p=size_odds)
        numbers = random.random((count, 8))
        words = _zipf(random, count * 30, len(lexicon), 0.9).reshape(count, 30)
        rare = random.integers(0, len(SYLLABLES), (count, 4))
        for at in range(count):
            code, luck = countries[country[at]], numbers[at]
            places = regions[code]
            place = places[int(len(places) * luck[0] ** 2)] if places and luck[1] < 0.9 else None
            unlike = "".join(SYLLABLES[part] for part in rare[at]).capitalize()
            text = [lexicon[word] for word in words[at]]
            name = f"{unlike} {text[0].capitalize()} {LEGAL[int(luck[2] * len(LEGAL))]}".strip()
            what = kinds[kind[at]]
            yield {
                "id": start + at + 1,
                "public_id": new_public_id(),
                "name": name,
                "name_key": name.lower(),
                "kind": what,
                "about": " ".join(text[1 : 6 + int(luck[3] * 24)]),
                "country_id": code,
                "region_id": place[0] if place else None,
                "lon": place[1] + luck[4] - 0.5 if place and luck[5] < 0.6 else None,
                "lat": place[2] + luck[6] - 0.5 if place and luck[5] < 0.6 else None,
                "city": text[1].capitalize(),
                "size_class": sizes[size[at]],
                "members_count": int(2000 * luck[7] ** 3) if what == "cluster" else None,
                "trl_from": 1 + int(luck[3] * 5) if what in ("technology_centre", "university") else None,
                "trl_to": 6 + int(luck[4] * 4) if what in ("technology_centre", "university") else None,
                "availability": ("open", "waiting_list", "closed")[int(luck[6] * 3)] if luck[7] < 0.2 else "",
                "verified_at": NOW if luck[7] < 0.1 else None,
                "source_id": f"synthetic-{int(luck[5] * 4)}" if luck[2] < 0.8 else None,
                "source_key": str(start + at),
                "is_synthetic": True,
                "created_at": NOW - timedelta(minutes=int(luck[0] * 2_000_000)),
                "updated_at": NOW,
            }


def _terms(rows: int, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    for scheme, (mean, skew) in SCHEMES.items():
        terms = list(Term.objects.filter(scheme=scheme).values_list("pk", flat=True))
        random.shuffle(terms)
        for start in range(0, rows if terms else 0, CHUNK):
            count = min(CHUNK, rows - start)
            owner = np.repeat(np.arange(start + 1, start + count + 1), random.poisson(mean, count))
            term = _zipf(random, len(owner), len(terms), skew)
            for organisation, number in np.unique(np.stack([owner, term]), axis=1).T.tolist():
                yield {"organisation_id": organisation, "term_id": terms[number]}


def _offers(rows: int, random: np.random.Generator, lexicon: Sequence[str]) -> Iterator[dict[str, Any]]:
    kinds = ["service", "facility", "equipment", "expertise"]
    stages: list[str | None] = list(Term.objects.filter(scheme="service_stage").values_list("pk", flat=True)) or [None]
    for organisation in random.integers(1, rows + 1, rows // 3).tolist():
        words = [lexicon[word] for word in random.integers(0, 3000, 6)]
        yield {
            "public_id": new_public_id(),
            "organisation_id": organisation,
            "kind": kinds[organisation % 4],
            "title": " ".join(words[:3]),
            "text": " ".join(words[3:]),
            "stage_id": stages[organisation % len(stages)],
            "created_at": NOW,
            "updated_at": NOW,
        }


def _labels(rows: int, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    labels = list(Term.objects.filter(scheme="cluster_label").values_list("pk", flat=True))
    for organisation in random.integers(1, rows + 1, rows // 200 if labels else 0).tolist():
        start = date(2023, 1, 1) + timedelta(days=int(random.integers(0, 1600)))
        yield {
            "public_id": new_public_id(),
            "organisation_id": organisation,
            "label_id": labels[organisation % len(labels)],
            "title": "Synthetic label",
            "issuer": "Synthetic issuer",
            "valid_from": start,
            "valid_until": start + timedelta(days=1095),
        }


def _targets(rows: int, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    inside = [code for code in COUNTRIES if Country.objects.filter(pk=code).exists()]
    outside = list(Country.objects.filter(is_eu=False).values_list("pk", flat=True))
    for scope, codes in (("transnational", inside), ("international", outside)):
        owner = random.integers(1, rows + 1, rows // 4)
        country = _zipf(random, len(owner), len(codes), 0.7)
        for organisation, number in np.unique(np.stack([owner, country]), axis=1).T.tolist():
            yield {"organisation_id": organisation, "country_id": codes[number], "scope": scope}


def _projects(count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        programme = ("HORIZON", "H2020", "COSME")[number % 3]
        yield {
            "id": number,
            "public_id": new_public_id(),
            "title": f"Synthetic project {number}",
            "programme": programme,
            "is_synthetic": True,
        }


def _participations(rows: int, projects: int, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    owner = 1 + (rows * random.random(rows // 2) ** 2).astype(np.int64)
    project = random.integers(1, projects + 1, len(owner))
    for organisation, number in np.unique(np.stack([owner, project]), axis=1).T.tolist():
        yield {"organisation_id": organisation, "project_id": number}


def _write(
    model: type[models.Model], rows: Iterable[dict[str, Any]], what: str, whole: int, progress: Progress
) -> None:
    """Write rows by COPY on PostgreSQL and in large inserts elsewhere; what a row lacks gets the model's default."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key and model not in (Organisation, Project))
    ]
    columns = [field.column for field in fields]
    defaults = [None if field.primary_key else field.get_default() for field in fields]
    names = [field.attname for field in fields]
    is_json = [isinstance(field, models.JSONField) for field in fields]
    source = iter(rows)
    done = 0
    while chunk := list(islice(source, CHUNK)):
        lines = [
            tuple(
                "[]" if json else row.get(name, default)
                for name, default, json in zip(names, defaults, is_json, strict=True)
            )
            for row in chunk
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            quoted = ", ".join(f'"{column}"' for column in columns)
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN') as copy:
                    for line in lines:
                        copy.write_row(line)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({quoted}) VALUES ({marks})', lines)  # noqa: S608 - names of our own tables
        done += len(lines)
        progress(what, done, whole)
