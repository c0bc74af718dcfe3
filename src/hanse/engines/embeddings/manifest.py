"""The file `manifest.json` of a model folder: which model, how to feed it, and the checksums of its files.

To use another model, put its ONNX file and `tokenizer.json` (Hugging Face format) into a folder with such a manifest:

    {"model": "my-model", "source": "where it came from", "precision": "float32", "dimension": 768, "max_tokens": 512,
     "query_prefix": "", "passage_prefix": "", "pooling": "mean", "pad_id": 0,
     "model_file": "model.onnx", "tokenizer_file": "tokenizer.json", "sha256": {}}

`pooling`: "none" = the first output is already one vector a text; "mean" / "cls" = it is one vector a token. Checksums
are optional; where they stand, `verify` compares them.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from hanse.engines.embeddings.errors import ModelFolderInvalid

Precision = Literal["int8", "float32"]
Pooling = Literal["none", "mean", "cls"]
FILE_NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What `manifest.json` says. `max_tokens` counts the special tokens too."""

    model: str
    source: str
    precision: str
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str
    pooling: Pooling
    pad_id: int
    model_file: str = "model.onnx"
    tokenizer_file: str = "tokenizer.json"
    sha256: dict[str, str] = field(default_factory=dict)

    @property
    def model_id(self) -> str:
        """Name that changes with the model, its precision, its prefixes and its files; part of every content hash."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"{self.model}-{self.precision}-{digest[:12]}"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a model folder whose files are all there (checksums are not compared: see `verify`).

    Raises:
        ModelFolderInvalid: no folder, no or a broken manifest, or a file that it names is missing.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelFolderInvalid(f"there is no {FILE_NAME} in {folder}") from error
    except (OSError, ValueError) as error:
        raise ModelFolderInvalid(f"{path} cannot be read: {error}") from error
    manifest = _checked(content, path)
    for name in (manifest.model_file, manifest.tokenizer_file):
        if not (folder / name).is_file():
            raise ModelFolderInvalid(f"{path} names {name}, which is not there")
    return manifest


def _checked(content: Any, path: Path) -> Manifest:
    if not isinstance(content, dict):
        raise ModelFolderInvalid(f"{path} does not hold an object")
    known = {f.name for f in fields(Manifest)}
    try:
        manifest = Manifest(**{name: value for name, value in content.items() if name in known})
    except TypeError as error:
        raise ModelFolderInvalid(f"{path} is not complete: {error}") from error
    numbers = {"dimension": 1, "max_tokens": 3, "pad_id": 0}
    for name, least in numbers.items():
        value = getattr(manifest, name)
        if not isinstance(value, int) or value < least:
            raise ModelFolderInvalid(f"{path}: {name} must be a whole number of at least {least}")
    if manifest.pooling not in get_args(Pooling):
        raise ModelFolderInvalid(f"{path}: pooling must be one of {', '.join(get_args(Pooling))}")
    for name in (manifest.model_file, manifest.tokenizer_file):
        if Path(name).name != name:
            raise ModelFolderInvalid(f"{path}: {name} must be a file name without a folder")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`; the caller writes it last, so that a folder with a manifest is a whole one."""
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(folder: Path) -> None:
    """Compare the files with the checksums of the manifest, where it has any.

    Raises:
        ModelFolderInvalid: a file differs or is missing.
    """
    for name, expected in read_manifest(folder).sha256.items():
        path = folder / name
        if not path.is_file() or sha256_of(path) != expected:
            raise ModelFolderInvalid(f"{path} is not the file that its manifest describes")
