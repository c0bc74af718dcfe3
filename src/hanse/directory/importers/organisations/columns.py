"""The project's own columns for a table of organisations; docs/how-to/import-organisations.md explains each."""

from __future__ import annotations

from hanse.directory.importers.tables import Columns

KEY = "key"
TEXTS = ("name", "short_name", "other_names", "kind", "about", "language", "website")
PLACE = ("country", "region", "city", "postcode", "street", "lon", "lat")
SIZE = ("size", "staff", "members", "founded")
VOCABULARIES = (
    "sectors", "technologies", "ecosystems", "emerging_industries", "s3_priorities", "programmes", "languages",
    "stages",
)  # fmt: skip
READINESS = ("trl_from", "trl_to", "availability", "available_from")
LISTS = ("labels", "offers", "target_countries")
TIES = ("parent_key", "clusters")
SOURCE = ("source", "source_name", "source_url", "source_licence", "source_attribution", "page_url", "synthetic")

# Headings that people write; the language of the file does not matter where a heading is listed here.
SYNONYMS = {
    "id": KEY, "source_key": KEY, "identifier": KEY, "organisation": "name", "organization": "name", "title": "name",
    "acronym": "short_name", "type": "kind", "parent": "parent_key", "description": "about", "text": "about",
    "about_language": "language", "url": "website", "web": "website", "homepage": "website", "nuts": "region",
    "nuts_code": "region", "town": "city", "zip": "postcode", "postal_code": "postcode", "address": "street",
    "longitude": "lon", "latitude": "lat", "size_class": "size", "employees": "staff", "staff_count": "staff",
    "year_founded": "founded", "founded_year": "founded", "members_count": "members", "sector": "sectors",
    "nace": "sectors", "technology": "technologies", "ecosystem": "ecosystems", "service_stages": "stages",
    "label": "labels", "accreditations": "labels", "offer": "offers", "services": "offers",
    "targets": "target_countries", "cluster": "clusters", "licence": "source_licence", "license": "source_licence",
    "source_license": "source_licence",
    "attribution": "source_attribution", "s3": "s3_priorities", "eu_programmes": "programmes",
    "is_synthetic": "synthetic",
}  # fmt: skip

ORGANISATION_COLUMNS = Columns(
    required=(KEY, "name", "kind", "country"),
    known=(KEY, *TEXTS, *PLACE, *SIZE, *VOCABULARIES, *READINESS, *LISTS, *TIES, *SOURCE),
    synonyms=SYNONYMS,
    ignores_unknown=False,
)
