"""Tables of the matching; one file a subject."""

from hanse.matching.models.introductions import Collaboration, Introduction, IntroductionEntry
from hanse.matching.models.needs import Need, Shortlisted
from hanse.matching.models.vectors import TextVector

__all__ = ["Collaboration", "Introduction", "IntroductionEntry", "Need", "Shortlisted", "TextVector"]
