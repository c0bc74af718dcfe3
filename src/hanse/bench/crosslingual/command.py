"""The command: what is compared with what, and the tables."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Table

from hanse.bench.crosslingual.cached import Vectors
from hanse.bench.crosslingual.reading import Query, first_sentence, read
from hanse.bench.crosslingual.recall import KINDS, Matrix, ranks, recalls, without_language
from hanse.core.commandline import fail, output, print_json
from hanse.engines.embeddings import (
    Encoder,
    ModelFolderInvalid,
    SemanticUnavailable,
    convert_bundled_model,
    semantic_available,
)
from hanse.engines.vectors import centred

FIRST_WEIGHT = 0.5  # of the first sentence's similarity beside that of the whole text


def measure(documents: list[str], queries: list[Query], vectors: Vectors) -> dict[str, Any]:
    """Return the figures of the chosen method, and of simpler ones from the same vectors."""
    texts = [each.text for each in queries]
    asked = vectors.of(texts, role="query", label="queries")
    asked_first = vectors.of([first_sentence(each) for each in texts], role="query", label="first sentences")
    found = vectors.of(documents, role="query", label="documents")
    found_first = vectors.of([first_sentence(each) for each in documents], role="query", label="first sentences")
    passages = vectors.of(documents, role="passage", label="documents as passages")
    moved = without_language(asked, queries, found)
    moved_first = without_language(asked_first, queries, found_first)
    middle, middle_first = centred(found, found.mean(axis=0)), centred(found_first, found_first.mean(axis=0))

    def figures(
        left: Matrix, right: Matrix, left_first: Matrix | None = None, right_first: Matrix | None = None
    ) -> Any:
        scores = left @ right.T
        if left_first is not None and right_first is not None:
            scores += FIRST_WEIGHT * (left_first @ right_first.T)
        return recalls(ranks(scores, queries), queries)

    simpler = {
        "query to passage": figures(asked, passages),
        "query to query": figures(asked, found),
        "query to query, first sentence added": figures(asked, found, asked_first, found_first),
        "query to query, less language": figures(moved, middle),
    }
    means = {name: {kind: each[kind]["recall_at_1"] for kind in each} for name, each in simpler.items()}
    return {**figures(moved, middle, moved_first, middle_first), "simpler_recall_at_1": means}


def table_of(result: dict[str, Any]) -> Iterator[Table]:
    """Yield the tables that people read."""
    languages = sorted({language for kind in KINDS for language in result.get(kind, {}).get("languages", {})})
    columns = [f"{kind} recall@{k}" for kind in KINDS for k in (1, 10)]
    main = Table("language", *columns, title="English sector text found from another language")
    for language in (*languages, "mean"):
        row = []
        for kind in KINDS:
            each = result.get(kind, {})
            figures = each if language == "mean" else each.get("languages", {}).get(language, {})
            row += [f"{figures[f'recall_at_{k}']:.3f}" if f"recall_at_{k}" in figures else "" for k in (1, 10)]
        main.add_row(language, *row, style="bold" if language == "mean" else None)
    yield main
    simpler = Table("simpler methods, mean recall@1", *KINDS)
    for name, means in result["simpler_recall_at_1"].items():
        simpler.add_row(name, *(f"{means[kind]:.3f}" if kind in means else "" for kind in KINDS))
    yield simpler


def _encoder(model: Path | None, cache: Path, threads: int) -> Encoder:
    folder = model or (settings.MODEL_DIR if semantic_available(settings.MODEL_DIR).ok else cache / "model")
    try:
        if model is None and folder != settings.MODEL_DIR:
            convert_bundled_model(folder)
        return Encoder(folder, threads=threads)
    except SemanticUnavailable as error:
        fail(f"Texts cannot be compared by meaning: {error}", next_step="Install hanse with the extra: semantic")
    except ModelFolderInvalid as error:
        fail(f"The model cannot be used: {error}", next_step="Name another folder with --model")


def _default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hanse" / "crosslingual"


def crosslingual(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="holds docs_en.jsonl.gz and queries.jsonl.gz")],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="queries a language and kind")] = None,
    cache: Annotated[Path | None, typer.Option(help="folder for vectors; default: in your cache folder")] = None,
    model: Annotated[Path | None, typer.Option(help="another model folder")] = None,
    threads: Annotated[int, typer.Option(min=1)] = 2,
) -> None:
    """Measure retrieval across languages: recall@1 and recall@10 a language and kind of text."""
    try:
        documents, queries = read(folder, limit)
    except (OSError, ValueError, KeyError) as error:
        fail(
            f"The data cannot be read: {error}", next_step="DIR must hold docs_en.jsonl.gz and queries.jsonl.gz", code=2
        )
    place = cache or _default_cache()
    vectors = Vectors(_encoder(model, place, threads), place / "vectors.sqlite3")
    started = time.perf_counter()
    result = measure(documents, queries, vectors)
    result |= {
        "model": vectors.encoder.model_id,
        "documents": len(documents),
        "queries": len(queries),
        "texts_encoded": vectors.encoded,
        "seconds": round(time.perf_counter() - started, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if as_json:
        print_json(result)
        return
    for table in table_of(result):
        output.print(table)
    output.print(f"{result['texts_encoded']} texts encoded, {result['seconds']} s, at most {result['peak_mb']} MB")
