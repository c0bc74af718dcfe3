"""The encoder of this process: loaded on first use, absent with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog
from django.conf import settings

from hanse.engines.embeddings import (
    Encoder,
    ModelFolderInvalid,
    SemanticUnavailable,
    convert_bundled_model,
    semantic_available,
)

log = structlog.get_logger()


@dataclass(frozen=True)
class SemanticState:
    """Whether texts can be compared by meaning here; `reason` is a code of `semantic_available`, '' when they can."""

    is_on: bool
    reason: str = ""


def semantic_state() -> SemanticState:
    """Return whether the semantic part is installed and its model is there."""
    found = semantic_available(Path(settings.MODEL_DIR))
    return SemanticState(found.ok, "" if found.ok else found.reason)


def encoder_or_none() -> Encoder | None:
    """Return the encoder, None where the semantic part is missing: matching then goes on by words."""
    if not semantic_state().is_on:
        return None
    folder = Path(settings.MODEL_DIR)
    try:
        return _encoder(folder, (folder / "manifest.json").stat().st_mtime_ns)
    except (SemanticUnavailable, ModelFolderInvalid, OSError) as error:
        log.warning("matching.no_encoder", error=str(error))
        return None


@lru_cache(maxsize=1)
def _encoder(folder: Path, modified: int) -> Encoder:
    return Encoder(folder, threads=1)


def install_model(progress: Callable[[str, int, int], None] | None = None) -> None:
    """Make the model folder from the installed weights, unless it is there already.

    Raises:
        SemanticUnavailable: an optional package is missing.
    """
    convert_bundled_model(Path(settings.MODEL_DIR), progress=progress)
