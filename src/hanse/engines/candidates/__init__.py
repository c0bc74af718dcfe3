"""Who may be suggested, and which criteria each candidate meets: arrays in, arrays out."""

from hanse.engines.candidates.catalogue import Catalogue, CatalogueBuilder
from hanse.engines.candidates.criteria import Criterion, CriterionInvalid, criteria_from_json, criteria_to_json
from hanse.engines.candidates.fit import MET, MISSED, UNKNOWN, fit

__all__ = [
    "MET",
    "MISSED",
    "UNKNOWN",
    "Catalogue",
    "CatalogueBuilder",
    "Criterion",
    "CriterionInvalid",
    "criteria_from_json",
    "criteria_to_json",
    "fit",
]
