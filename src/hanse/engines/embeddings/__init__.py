"""Texts in any language to vectors; imports nothing that may be missing."""

from hanse.engines.embeddings.availability import Availability, can_convert, semantic_available
from hanse.engines.embeddings.content_hash import content_hash
from hanse.engines.embeddings.conversion import convert_bundled_model
from hanse.engines.embeddings.encoder import Encoder
from hanse.engines.embeddings.errors import ModelFolderInvalid, SemanticUnavailable
from hanse.engines.embeddings.manifest import Manifest
from hanse.engines.embeddings.sentences import Sentence, sentences

__all__ = [
    "Availability",
    "Encoder",
    "Manifest",
    "ModelFolderInvalid",
    "SemanticUnavailable",
    "Sentence",
    "can_convert",
    "content_hash",
    "convert_bundled_model",
    "semantic_available",
    "sentences",
]
