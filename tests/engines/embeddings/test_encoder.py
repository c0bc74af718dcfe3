"""Any text becomes a row; models of operators are read as their manifest says."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.engines.embeddings import Encoder, ModelFolderInvalid, SemanticUnavailable, content_hash
from hanse.engines.embeddings import encoder as encoder_module
from hanse.engines.embeddings.encoder import batches, pooled


def test_an_empty_text_is_a_row_of_zeros_and_no_text_is_no_row(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(["", "laser", " \n\u00a0"])
    assert np.flatnonzero(vectors.any(axis=1)).tolist() == [1]
    assert (encoder.encode_queries([]).shape, vectors.dtype) == ((0, 384), np.float32)


@pytest.mark.parametrize(
    "text",
    [
        "🙂🏭🔬",
        "日本語のテキスト",
        "نحتاج إلى ليزر",
        "\x00\x01 a",
        "\ud800 lone",
        "́" * 30,
        "<script>alert(1)</script>",
        "x" * 50_000,
    ],
)
def test_odd_texts_have_a_vector_of_length_one(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode_passages([text])[0]) == pytest.approx(1.0, abs=1e-5)


def test_what_lies_beyond_512_tokens_is_not_read(encoder: Encoder) -> None:
    words = "energy saving in the aluminium foundry " * 2000
    assert len(words) > 50_000
    whole, beginning = encoder.encode_passages([words, words[:9000]])
    assert np.array_equal(whole, beginning)


def test_a_vector_does_not_depend_on_the_texts_encoded_with_it(encoder: Encoder) -> None:
    text_and_others = [
        "aluminium die casting",
        "a longer text about something else " * 20,
        "short",
        "laser 🙂",
    ]
    together, alone = encoder.encode_passages(text_and_others)[0], encoder.encode_passages(text_and_others[:1])[0]
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_queries_and_passages_are_told_apart(encoder: Encoder) -> None:
    query, passage = encoder.encode_queries(["laser"])[0], encoder.encode_passages(["laser"])[0]
    assert float(query @ passage) < 0.999


def test_progress_ends_with_all_texts_and_never_goes_back(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode_queries(["", *["a word"] * 5, "many more words than that"], progress=lambda *each: seen.append(each))
    assert seen == sorted(seen)
    assert seen[-1] == (7, 7)


def test_rows_stand_in_the_order_of_the_texts_over_several_rounds(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["laser", "a sentence about welding of steel pipes", "", "3D", "milling of aluminium parts"]
    expected = encoder.encode_passages(texts)
    monkeypatch.setattr(encoder_module, "TEXTS_PER_ROUND", 2)
    monkeypatch.setattr(encoder_module, "TOKENS_PER_BATCH", 1)
    np.testing.assert_allclose(encoder.encode_passages(texts), expected, atol=1e-4)


def test_a_shorter_limit_cuts_earlier_and_changes_the_model_id(model_folder: Path, encoder: Encoder) -> None:
    short = Encoder(model_folder, max_tokens=32)
    text = "energy saving in the aluminium foundry " * 20
    assert float(short.encode_passages([text])[0] @ encoder.encode_passages([text])[0]) < 0.9999
    assert short.model_id == f"{encoder.model_id}-32"


@given(st.lists(st.integers(1, 512), max_size=60), st.integers(1, 4096))
def test_batches_hold_every_text_once_and_few_enough_tokens(lengths: list[int], limit: int) -> None:
    found = list(batches(lengths, limit))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= limit for batch in found)


def test_pooling_takes_the_first_token_the_mean_of_real_tokens_or_the_vector_itself() -> None:
    tokens = np.array([[[3.0, 4.0], [0.0, 5.0], [99.0, 99.0]]], np.float32)
    mask = np.array([[1, 1, 0]])
    np.testing.assert_allclose(pooled(tokens, mask, "cls"), [[0.6, 0.8]], atol=1e-6)
    np.testing.assert_allclose(pooled(tokens, mask, "mean"), [[1.5 / 22.5**0.5, 4.5 / 22.5**0.5]], atol=1e-6)
    np.testing.assert_allclose(pooled(tokens[:, 0] * 2, mask, "none"), [[0.6, 0.8]], atol=1e-6)


def test_missing_packages_are_named_when_an_encoder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "missing_packages", lambda: ["onnxruntime"])
    with pytest.raises(SemanticUnavailable, match=r"not installed: onnxruntime \(extra: semantic\)"):
        Encoder(tmp_path)


def test_less_than_one_thread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Encoder(tmp_path, threads=0)


class TestAnotherModel:
    """A tiny network in a folder of its own: the vector of token i is row i of a table."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        onnx = pytest.importorskip("onnx", reason="the extra `semantic` is not installed")
        tokenizers = pytest.importorskip("tokenizers", reason="the extra `semantic` is not installed")
        words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0, "laser": 1, "steel": 2}, "[UNK]"))
        words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
        words.save(str(tmp_path / "tokenizer.json"))
        table = onnx.numpy_helper.from_array(np.array([[0, 0], [1, 0], [0, 1]], np.float32), "table")
        inputs = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
        nothing = [onnx.helper.make_node("Cast", [name], [f"unused_{name}"], to=1) for name in inputs[1:]]
        graph = onnx.helper.make_graph(
            [onnx.helper.make_node("Gather", ["table", "input_ids"], ["tokens"]), *nothing],
            "tiny",
            [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.INT64, ["b", "t"]) for name in inputs],
            [onnx.helper.make_tensor_value_info("tokens", onnx.TensorProto.FLOAT, ["b", "t", 2])],
            [table],
        )
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
        onnx.save(model, str(tmp_path / "model.onnx"))
        self.describe(tmp_path)
        return tmp_path

    @staticmethod
    def describe(folder: Path, **changes: object) -> None:
        manifest = {
            "model": "tiny", "source": "test", "precision": "float32", "dimension": 2, "max_tokens": 8,
            "query_prefix": "laser ", "passage_prefix": "", "pooling": "mean", "pad_id": 0, "a_later_field": 1,
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest | changes))

    def test_prefixes_pooling_and_dimension_are_those_of_its_manifest(self, folder: Path) -> None:
        encoder = Encoder(folder)
        half = 0.5**0.5
        assert (encoder.dimension, encoder.model_id[:13]) == (2, "tiny-float32-")
        np.testing.assert_allclose(encoder.encode_passages(["steel", "steel laser"]), [[0, 1], [half, half]], atol=1e-6)
        np.testing.assert_allclose(encoder.encode_queries(["steel"]), [[half, half]], atol=1e-6)

    def test_a_manifest_with_the_wrong_dimension_or_pooling_is_noticed(self, folder: Path) -> None:
        for changes in ({"dimension": 3}, {"pooling": "none"}):
            self.describe(folder, **changes)
            with pytest.raises(ModelFolderInvalid, match="its manifest promises"):
                Encoder(folder).encode_passages(["steel"])

    @pytest.mark.parametrize(("name", "match"), [("model.onnx", "is not a model"), ("tokenizer.json", "is not a tok")])
    def test_a_broken_file_is_named(self, folder: Path, name: str, match: str) -> None:
        (folder / name).write_text("broken")
        with pytest.raises(ModelFolderInvalid, match=match):
            Encoder(folder)

    def test_the_model_id_changes_with_what_changes_the_vectors(self, folder: Path) -> None:
        before = Encoder(folder).model_id
        self.describe(folder, query_prefix="")
        assert Encoder(folder).model_id != before


@given(st.text(), st.text())
def test_content_hashes_differ_where_texts_or_models_differ(first: str, second: str) -> None:
    assert (content_hash("m", first) == content_hash("m", second)) == (first == second)
    assert content_hash("m", first) != content_hash("n", first)


def test_content_hash_is_the_same_on_every_machine() -> None:
    assert content_hash("model", "Żółć 🙂") == "13608c19951e1cc743a9f6429ef0dd26"
