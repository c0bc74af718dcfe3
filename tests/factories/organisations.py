"""Organisations for tests: invented, with people, terms and offers where a test names them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from django.utils import timezone

from hanse.accounts.models import Person
from hanse.directory import services
from hanse.directory.models import (
    Membership,
    Offer,
    Organisation,
    OrganisationTerm,
    Participation,
    Project,
    Role,
    Source,
)
from hanse.taxonomy.models import Country, Region, Scheme, Term

# code, ISO 2, ISO 3, name, in the EU, longitude, latitude
_COUNTRIES = {
    "PL": ("PL", "POL", "Poland", True, 19.4, 52.1),
    "DE": ("DE", "DEU", "Germany", True, 10.4, 51.1),
    "FI": ("FI", "FIN", "Finland", True, 26.0, 64.0),
    "EL": ("GR", "GRC", "Greece", True, 22.9, 39.1),
    "UK": ("GB", "GBR", "United Kingdom", False, -2.5, 54.0),
    "ES": ("ES", "ESP", "Spain", True, -3.7, 40.2),
}
_numbers = count(1)


def make_country(code: str = "PL") -> Country:
    """Return the country of an EU code, made where the code lists are not loaded."""
    iso2, iso3, name, is_eu, lon, lat = _COUNTRIES.get(code, (code, f"{code}X", f"Country {code}", False, 0.0, 0.0))
    values = {"iso2": iso2, "iso3": iso3, "name": name, "is_eu": is_eu, "lon": lon, "lat": lat}
    return Country.objects.get_or_create(code=code, defaults=values)[0]


def make_region(code: str = "PL22", *, name: str = "", level: int | None = None) -> Region:
    """Return the NUTS region of a code, made where the code lists are not loaded."""
    level = level or max(1, len(code) - 2)
    values = {
        "level": level,
        "country": make_country(code[:2]),
        "name": name or f"Region {code}",
        "native_name": name or f"Region {code}",
    }
    return Region.objects.get_or_create(code=code, defaults={**values, "in_2024": True, "lon": 19.0, "lat": 50.3})[0]


def make_term(term_id: str = "technology:photonics", *, name: str = "") -> Term:
    """Return the term of an id (`scheme:code`), made where the code lists are not loaded."""
    scheme, code = term_id.split(":", 1)
    values = {
        "scheme": Scheme(scheme),
        "code": code,
        "version": "test",
        "name": name or code.replace("_", " ").capitalize(),
    }
    return Term.objects.get_or_create(id=term_id, defaults=values)[0]


def make_organisation(
    name: str = "",
    *,
    kind: str = "technology_centre",
    country: str | None = "PL",
    owner: Person | None = None,
    editor: Person | None = None,
    member: Person | None = None,
    terms: Iterable[str | Term] = (),
    offers: Iterable[str] = (),
    **fields: object,
) -> Organisation:
    """Return a saved organisation, listed unless told otherwise.

    Args:
        country: EU code; None leaves it out.
        owner, editor, member: people who join in that role now.
        terms: ids (`scheme:code`) or terms; missing ones are made.
        offers: titles of services.
    """
    name = name or f"Synthetic Works {next(_numbers)}"
    values = {"about": "", "city": "", **fields}
    organisation = Organisation(name=name, kind=kind, country=make_country(country) if country else None, **values)
    services.derive_keys(organisation)
    organisation.save()
    for role, person in ((Role.OWNER, owner), (Role.EDITOR, editor), (Role.MEMBER, member)):
        if person is not None:
            join(person, organisation, role=role)
    for term in terms:
        OrganisationTerm.objects.create(
            organisation=organisation, term=make_term(term) if isinstance(term, str) else term
        )
    for title in offers:
        Offer.objects.create(organisation=organisation, title=title)
    return organisation


def join(person: Person, organisation: Organisation, *, role: str = "member", **fields: object) -> Membership:
    """Return a membership that holds from now."""
    return Membership.objects.create(
        person=person, organisation=organisation, role=role, **{"started_at": timezone.now(), **fields}
    )


def make_source(code: str = "cordis", **fields: object) -> Source:
    """Return a source of imported facts."""
    values = {"name": f"Source {code}", "licence": "CC BY 4.0", "attribution": f"Facts from {code}", **fields}
    return Source.objects.get_or_create(code=code, defaults=values)[0]


def make_project(*organisations: Organisation, title: str = "", **fields: object) -> Project:
    """Return a project in which these organisations took part, the first as its coordinator."""
    project = Project.objects.create(title=title or f"Synthetic project {next(_numbers)}", **fields)
    for number, organisation in enumerate(organisations):
        role = "participant" if number else "coordinator"
        Participation.objects.create(
            project=project, organisation=organisation, role=role, is_sme=organisation.kind == "sme"
        )
    return project
