"""Writes of imports: runs, batches, and the rows in them. Importers read foreign formats and call these."""

from hanse.directory.services.imports.links import take_links
from hanse.directory.services.imports.organisations import take_organisations
from hanse.directory.services.imports.projects import take_projects, weight
from hanse.directory.services.imports.rows import (
    LabelRow,
    LinkRow,
    OfferRow,
    OrganisationRow,
    ParticipationRow,
    ProjectRow,
    Refused,
    RowOutcome,
    SourceFacts,
    Span,
)
from hanse.directory.services.imports.runs import (
    begin_run,
    claim_run,
    fail_run,
    finish_run,
    finished_batches,
    release_run,
    take_refusals,
)

__all__ = [
    "LabelRow",
    "LinkRow",
    "OfferRow",
    "OrganisationRow",
    "ParticipationRow",
    "ProjectRow",
    "Refused",
    "RowOutcome",
    "SourceFacts",
    "Span",
    "begin_run",
    "claim_run",
    "fail_run",
    "finish_run",
    "finished_batches",
    "release_run",
    "take_links",
    "take_organisations",
    "take_projects",
    "take_refusals",
    "weight",
]
