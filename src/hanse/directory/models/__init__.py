"""Tables of the directory; one file a subject."""

from hanse.directory.models.imports import ImportBatch, ImportRefusal, ImportRun
from hanse.directory.models.offers import Accreditation, Offer, TargetCountry
from hanse.directory.models.organisations import (
    Availability,
    Kind,
    Organisation,
    OrganisationTerm,
    SizeClass,
    Source,
    State,
)
from hanse.directory.models.people import Claim, Invitation, Mandate, Membership, OnboardingBatch, OnboardingRow, Role
from hanse.directory.models.projects import Participation, Project, ProjectTopic
from hanse.directory.models.ties import ClusterMembership, DuplicatePair, Merge

__all__ = [
    "Accreditation",
    "Availability",
    "Claim",
    "ClusterMembership",
    "DuplicatePair",
    "ImportBatch",
    "ImportRefusal",
    "ImportRun",
    "Invitation",
    "Kind",
    "Mandate",
    "Membership",
    "Merge",
    "Offer",
    "OnboardingBatch",
    "OnboardingRow",
    "Organisation",
    "OrganisationTerm",
    "Participation",
    "Project",
    "ProjectTopic",
    "Role",
    "SizeClass",
    "Source",
    "State",
    "TargetCountry",
]
