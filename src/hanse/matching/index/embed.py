"""Embed what is not embedded yet, in batches that survive a killed process, and take in vectors that were shipped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from django.utils import timezone

from hanse.engines.embeddings import content_hash
from hanse.engines.vectors import quantise
from hanse.matching.index.encoding import encoder_or_none
from hanse.matching.index.profiles import indexed_profiles, spoken_projects
from hanse.matching.index.vectors import SCALE_BYTES, packed, stored_vectors
from hanse.matching.models import TextVector

BATCH = 128
DEMO_VECTORS = Path(__file__).resolve().parent.parent / "demo_vectors.npz"


def missing_count() -> int:
    """Return how many sentences have no vector yet; 0 where the semantic part is missing."""
    encoder = encoder_or_none()
    return sum(1 for _ in _missing(encoder.model_id)) if encoder else 0


def embed_missing(*, limit_s: float | None = None, progress: Callable[[int], None] | None = None) -> tuple[int, bool]:
    """Embed sentences without a vector; each batch is kept as soon as it is done.

    Args:
        limit_s: stop after the batch in which so many seconds have passed; None = go on to the end.
        progress: called with the number done so far.
    Returns:
        how many were embedded, and whether nothing is left.
    """
    encoder = encoder_or_none()
    if encoder is None:
        return 0, True
    done, started = 0, time.monotonic()
    missing = _missing(encoder.model_id)
    while batch := list(islice(missing, BATCH)):
        levels, scale = quantise(encoder.encode_passages([text for _, text in batch]))
        store((key, packed(*pair)) for (key, _), pair in zip(batch, zip(levels, scale, strict=True), strict=True))
        done += len(batch)
        if progress:
            progress(done)
        if limit_s is not None and time.monotonic() - started > limit_s:
            return done, False
    return done, True


def store(vectors: Iterator[tuple[str, bytes]]) -> None:
    """Keep vectors by content hash; one that is there already stays."""
    rows = [TextVector(content_hash=key, vector=vector) for key, vector in vectors]
    TextVector.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def import_vectors(path: Path) -> int:
    """Take in shipped vectors (`.npz`: hashes, levels int8 (n, d), scale float32 (n,)); return how many were read."""
    with np.load(path, allow_pickle=False) as arrays:
        hashes, levels, scale = arrays["hashes"], arrays["levels"], arrays["scale"]
    store((str(key), packed(row, size)) for key, row, size in zip(hashes, levels, scale, strict=True))
    return len(hashes)


def _missing(model_id: str) -> Iterator[tuple[str, str]]:
    texts = _spoken_texts()
    seen: set[str] = set()
    while chunk := list(islice(texts, 2_000)):
        hashed = {content_hash(model_id, text): text for text in chunk}
        known = stored_vectors(hashed)
        for key, text in hashed.items():
            if key not in known and key not in seen:
                seen.add(key)
                yield key, text


def _spoken_texts() -> Iterator[str]:
    """Yield every sentence of every profile, then the titles of past projects."""
    for profile in indexed_profiles(timezone.now().date()):
        yield from profile.sentences
    for project in spoken_projects():
        yield from project.sentences


def import_demo_vectors() -> int:
    """Take in the vectors that are shipped for the demo data; return how many were read."""
    return import_vectors(DEMO_VECTORS) if DEMO_VECTORS.exists() else 0


def export_vectors(path: Path) -> int:
    """Write every stored vector of a listed organisation as `import_vectors` reads it; return how many."""
    encoder = encoder_or_none()
    if encoder is None:
        return 0
    texts = {content_hash(encoder.model_id, text) for text in _spoken_texts()}
    vectors = sorted(stored_vectors(texts).items())
    np.savez_compressed(
        path,
        hashes=np.array([key for key, _ in vectors], "U32"),
        scale=np.array([np.frombuffer(vector, np.float32, 1)[0] for _, vector in vectors], np.float32),
        levels=np.array([np.frombuffer(vector, np.int8, offset=SCALE_BYTES) for _, vector in vectors], np.int8),
    )
    return len(vectors)
