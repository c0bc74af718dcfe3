"""EuroSciVoc, the fields of science: it comes with the projects of CORDIS, never as a file of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hanse.taxonomy.models import Scheme, Term
from hanse.taxonomy.services.loading import record_load
from hanse.taxonomy.services.rows import search_text, term_id, upsert

VERSION = "as imported"
SOURCE = "EuroSciVoc, Publications Office of the European Union, as used by CORDIS"
LICENCE = "(c) European Union, reuse with attribution (Decision 2011/833/EU)"


def _code_of(path: str) -> str:
    """Return a code for a field whose number is not known: the same path has the same code for ever."""
    return "p" + hashlib.sha256(path.encode()).hexdigest()[:16]


def _clean(path: str) -> str:
    return "/" + "/".join(part.strip() for part in path.split("/") if part.strip())


@transaction.atomic
def ensure_euroscivoc(paths: Mapping[str, str] | Iterable[str], *, at: datetime | None = None) -> dict[str, str]:
    """Create the fields of science that are missing, with all that stands above them, in bulk.

    Args:
        paths: full paths such as `/natural sciences/physical sciences/optics`; a mapping gives the official code of
            each. A field that is only known as part of a longer path gets a code made from its path.
        at: time of loading in UTC; default: now.
    Returns:
        the id of the term for every path given, as given; an empty path is left out.
    """
    given = dict(paths) if isinstance(paths, Mapping) else dict.fromkeys(paths, "")
    cleaned = {path: _clean(path) for path in given if _clean(path) != "/"}
    existing = {term.description: term for term in Term.objects.filter(scheme=Scheme.EUROSCIVOC)}
    codes = {path: term.code for path, term in existing.items()}
    taken = set(codes.values())
    missing: dict[str, str] = {}
    for path, clean in cleaned.items():
        code = given[path].strip()
        parts = clean.split("/")[1:]
        for depth in range(1, len(parts) + 1):
            above = "/" + "/".join(parts[:depth])
            if above not in codes:
                missing.setdefault(above, "")
        if clean in missing and code and not missing[clean] and code not in taken:
            missing[clean] = code
            taken.add(code)
    for path, code in missing.items():
        codes[path] = code or _code_of(path)
    if missing:
        _create(missing, codes, existing_count=len(existing), at=at or timezone.now())
    return {path: term_id(Scheme.EUROSCIVOC, codes[clean]) for path, clean in cleaned.items()}


def _create(missing: Mapping[str, str], codes: Mapping[str, str], *, existing_count: int, at: datetime) -> None:
    last = Term.objects.filter(scheme=Scheme.EUROSCIVOC).aggregate(last=Max("order"))["last"] or 0
    terms = []
    for order, path in enumerate(sorted(missing, key=lambda path: (path.count("/"), path)), last + 1):
        above, _slash, title = path.rpartition("/")
        terms.append(
            Term(
                id=term_id(Scheme.EUROSCIVOC, codes[path]),
                scheme=Scheme.EUROSCIVOC,
                code=codes[path],
                version=VERSION,
                level=path.count("/"),
                parent_id=term_id(Scheme.EUROSCIVOC, codes[above]) if above else None,
                name=title[:1].upper() + title[1:],
                names={},
                description=path,
                order=order,
                is_active=True,
                search_text=search_text(codes[path], title),
            )
        )
    upsert(Term, terms, "id")
    digest = hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()
    record_load(
        name=Scheme.EUROSCIVOC.value,
        version=VERSION,
        source=SOURCE,
        licence=LICENCE,
        content_hash=digest,
        row_count=existing_count + len(terms),
        at=at,
    )
