"""The matching index: files beside the database that a job rebuilds, and the answers read from them."""

from hanse.matching.index.build import INDEX, PROJECTS, rebuild, refresh
from hanse.matching.index.criteria_words import criterion_words
from hanse.matching.index.embed import embed_missing, export_vectors, import_demo_vectors, import_vectors, missing_count
from hanse.matching.index.encoding import SemanticState, encoder_or_none, install_model, semantic_state
from hanse.matching.index.live import IndexNotReady, Loaded, current, has_generation, stale_count
from hanse.matching.index.suggestions import (
    Suggestion,
    Suggestions,
    compared,
    match_json,
    snapshot,
    suggest,
    suggestions_for,
)

__all__ = [
    "INDEX",
    "PROJECTS",
    "IndexNotReady",
    "Loaded",
    "SemanticState",
    "Suggestion",
    "Suggestions",
    "compared",
    "criterion_words",
    "current",
    "embed_missing",
    "encoder_or_none",
    "export_vectors",
    "has_generation",
    "import_demo_vectors",
    "import_vectors",
    "install_model",
    "match_json",
    "missing_count",
    "rebuild",
    "refresh",
    "semantic_state",
    "snapshot",
    "stale_count",
    "suggest",
    "suggestions_for",
]
