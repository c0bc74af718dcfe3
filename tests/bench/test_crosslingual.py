"""The figures of `hanse bench crosslingual` on data small enough to count by hand."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from hanse.bench.crosslingual.cached import Vectors
from hanse.bench.crosslingual.command import measure, table_of
from hanse.bench.crosslingual.reading import Query, first_sentence, read
from hanse.bench.crosslingual.recall import ranks, recalls, without_language
from hanse.engines.vectors import centred


class CountingEncoder:
    """Stands for the model: a text's vector has a one at the place of its last digit."""

    model_id, dimension = "digits", 10

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_queries(self, texts: list[str]) -> np.ndarray:
        self.texts += texts
        return np.eye(10, dtype=np.float32)[[int(text[-1]) for text in texts]].reshape(len(texts), 10)

    encode_passages = encode_queries


def write(folder: Path, name: str, lines: list[object]) -> None:
    with gzip.open(folder / name, "wt", encoding="utf-8") as stream:
        stream.writelines((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "docs_en.jsonl.gz", [{"id": f"0{i}", "text": f"document {i}"} for i in range(4)])
    queries = [
        {"lang": language, "kind": kind, "rel": f"0{i}", "text": f"{language} {kind} {i}"}
        for language, kind in (("pl", "text"), ("pl", "title"), ("de", "title"))
        for i in range(4)
    ]
    write(tmp_path, "queries.jsonl.gz", queries)
    return tmp_path


def test_a_limit_takes_queries_of_each_language_and_kind_spread_evenly(folder: Path) -> None:
    documents, queries = read(folder, limit=2)
    assert documents == ["document 0", "document 1", "document 2", "document 3"]
    assert [query.text for query in queries][:4] == ["pl text 0", "pl text 2", "pl title 0", "pl title 2"]
    assert len(read(folder)[1]) == 12


@pytest.mark.parametrize(
    "line", ["{", '["text"]', {"lang": "pl", "kind": "text", "rel": "99", "text": "x"}, {"rel": "00"}]
)
def test_data_of_another_kind_is_refused(folder: Path, line: object) -> None:
    write(folder, "queries.jsonl.gz", [line])
    with pytest.raises((ValueError, KeyError)):
        read(folder)


def test_the_first_sentence_of_a_text_is_its_heading() -> None:
    assert first_sentence("Growing of rice. This class includes:\n- rice") == "Growing of rice"
    assert [first_sentence(each) for each in ("A title", "Heading\nrest. More", "")] == ["A title", "Heading", ""]


def test_a_second_run_encodes_nothing_and_gives_the_same_vectors(tmp_path: Path) -> None:
    texts = ["a 1", "bb 2", "a 1", "c 3"]
    first = Vectors(CountingEncoder(), tmp_path / "new" / "cache.sqlite3")
    before = first.of(texts, role="query", label="")
    again = Vectors(CountingEncoder(), tmp_path / "new" / "cache.sqlite3")
    assert np.array_equal(again.of(texts, role="query", label=""), before)
    assert (first.encoded, again.encoded, first.encoder.texts) == (3, 0, ["bb 2", "a 1", "c 3"])
    assert again.of(texts[:1], role="passage", label="").shape == (1, 10)
    assert again.encoded == 1


def test_equal_scores_count_against_the_right_document() -> None:
    queries = [Query("pl", "text", 1, "")] * 3
    scores = np.array([[0.1, 0.9, 0.5], [0.9, 0.9, 0.5], [0.0, 0.0, 0.0]], np.float32)
    assert ranks(scores, queries).tolist() == [0, 1, 2]


def test_recalls_are_means_over_languages_and_not_over_queries() -> None:
    queries = [Query("pl", "text", 0, "")] * 3 + [Query("de", "text", 0, "")]
    found = recalls(np.array([0, 0, 9, 10]), queries)
    assert found["text"]["languages"]["pl"] == {"queries": 3, "recall_at_1": 2 / 3, "recall_at_10": 1.0}
    assert (found["text"]["recall_at_1"], found["text"]["recall_at_10"]) == (1 / 3, 0.5)
    assert "title" not in found


def test_the_mean_of_a_language_comes_from_the_other_half_of_the_documents() -> None:
    rng = np.random.default_rng(1)
    queries = [Query("pl", "text", i, "") for i in range(60)]
    vectors = rng.normal(size=(60, 5)).astype(np.float32)
    moved = without_language(vectors, queries, np.zeros((1, 5), np.float32))
    np.testing.assert_allclose(moved[::2], centred(vectors[::2], vectors[1::2].mean(axis=0)), atol=1e-6)
    np.testing.assert_allclose(moved[1::2], centred(vectors[1::2], vectors[::2].mean(axis=0)), atol=1e-6)


def test_a_language_with_few_texts_is_centred_on_the_documents() -> None:
    vectors, documents = np.eye(4, dtype=np.float32), np.full((2, 4), 0.25, np.float32)
    moved = without_language(vectors, [Query("pl", "text", i, "") for i in range(4)], documents)
    np.testing.assert_allclose(moved, centred(vectors, documents[0]), atol=1e-6)


def test_a_model_that_knows_the_answer_finds_everything(folder: Path, tmp_path: Path) -> None:
    documents, queries = read(folder)
    result = measure(documents, queries, Vectors(CountingEncoder(), tmp_path / "cache.sqlite3"))
    assert [result[kind]["recall_at_1"] for kind in ("text", "title")] == [1.0, 1.0]
    assert result["simpler_recall_at_1"]["query to passage"] == {"text": 1.0, "title": 1.0}
    assert [table.row_count for table in table_of(result)] == [3, 4]
