"""Encode texts with an ONNX model folder."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanse.engines.embeddings.availability import missing_packages
from hanse.engines.embeddings.errors import ModelFolderInvalid, SemanticUnavailable
from hanse.engines.embeddings.manifest import read_manifest

# A token needs at most 16 characters in the bundled vocabulary; what lies beyond cannot reach the model.
CHARACTERS_PER_TOKEN = 16
TOKENS_PER_BATCH = 2048  # padded tokens of one run; 4,096 were no faster
TEXTS_PER_ROUND = 256  # tokenised together; more would cost memory and save little padding

Progress = Callable[[int, int], None]


class Encoder:
    """Turns texts into L2-normalised vectors; safe to share between threads.

    Args:
        folder: a model folder, see `manifest`.
        threads: of the runtime, >= 1.
        max_tokens: cut texts earlier than the model demands; None = at the model's own limit.
    Raises:
        SemanticUnavailable: packages are missing.
        ModelFolderInvalid: the folder cannot be used.
    """

    def __init__(self, folder: Path, *, threads: int = 1, max_tokens: int | None = None) -> None:
        if missing := missing_packages():
            raise SemanticUnavailable(f"not installed: {', '.join(missing)} (extra: semantic)")
        if threads < 1:
            raise ValueError("threads must be at least 1")
        self.manifest = read_manifest(folder)
        self.dimension = self.manifest.dimension
        self.max_tokens = min(max_tokens or self.manifest.max_tokens, self.manifest.max_tokens)
        whole = self.max_tokens == self.manifest.max_tokens
        self.model_id = self.manifest.model_id + ("" if whole else f"-{self.max_tokens}")
        self._tokenizer = _load_tokenizer(folder / self.manifest.tokenizer_file, self.max_tokens)
        self._session = _load_session(folder / self.manifest.model_file, threads)
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._output = self._session.get_outputs()[0].name

    def encode_queries(self, texts: Sequence[str], *, progress: Progress | None = None) -> NDArray[np.float32]:
        """Return vectors of what somebody looks for, shape (n, dimension); the row of an empty text is zero.

        Args:
            texts: any text; what lies beyond the model's limit is not read.
            progress: called with (texts done, texts).
        """
        return self._encode(texts, self.manifest.query_prefix, progress)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> NDArray[np.float32]:
        """Return vectors of what can be found, shape (n, dimension); the row of an empty text is zero.

        Args:
            texts: any text; what lies beyond the model's limit is not read.
            progress: called with (texts done, texts).
        """
        return self._encode(texts, self.manifest.passage_prefix, progress)

    def _encode(self, texts: Sequence[str], prefix: str, progress: Progress | None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        done = 0
        for start in range(0, len(texts), TEXTS_PER_ROUND):
            cleaned = [self._cleaned(text) for text in texts[start : start + TEXTS_PER_ROUND]]
            filled = [i for i, text in enumerate(cleaned) if text]
            tokens = [each.ids for each in self._tokenizer.encode_batch_fast([prefix + cleaned[i] for i in filled])]
            done += len(cleaned) - len(filled)
            for batch in batches([len(ids) for ids in tokens], TOKENS_PER_BATCH):
                rows = [start + filled[i] for i in batch]
                vectors[rows] = self._run([tokens[i] for i in batch])
                done += len(batch)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def _cleaned(self, text: str) -> str:
        readable = text[: self.max_tokens * CHARACTERS_PER_TOKEN * 2].encode("utf-8", "ignore").decode("utf-8")
        return " ".join(readable.split())[: self.max_tokens * CHARACTERS_PER_TOKEN]

    def _run(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        ids = np.full((len(tokens), max(map(len, tokens))), self.manifest.pad_id, np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(tokens):
            ids[row, : len(each)] = each
            mask[row, : len(each)] = 1
        feed = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(ids)
        if "position_ids" in self._inputs:
            feed["position_ids"] = np.broadcast_to(np.arange(ids.shape[1]), ids.shape)
        (output,) = self._session.run([self._output], feed)
        vectors = pooled(output, mask, self.manifest.pooling)
        if vectors.shape != (len(tokens), self.dimension):
            raise ModelFolderInvalid(
                f"the model answers with shape {vectors.shape}, its manifest promises dimension {self.dimension}"
                f" and pooling {self.manifest.pooling}"
            )
        return vectors


def pooled(output: NDArray[np.float32], mask: NDArray[np.int64], pooling: str) -> NDArray[np.float32]:
    """Return one L2-normalised vector a text.

    Args:
        output: (n, d) for pooling "none", else (n, tokens, d).
        mask: (n, tokens), 1 where there is a token.
        pooling: "none", "mean" or "cls".
    """
    vectors = output
    if pooling == "cls":
        vectors = output[:, 0]
    elif pooling == "mean":
        vectors = (output * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(norms, 1e-12)).astype(np.float32)


def batches(lengths: Sequence[int], tokens_per_batch: int) -> Iterator[list[int]]:
    """Yield indices of texts of like length, longest first, so that little is computed for padding.

    A batch has at most `tokens_per_batch` tokens with its padding, but at least one text.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    start = 0
    while start < len(order):
        size = max(1, tokens_per_batch // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def _load_tokenizer(path: Path, max_tokens: int) -> Any:
    tokenizers = importlib.import_module("tokenizers")
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises a bare Exception
        raise ModelFolderInvalid(f"{path} is not a tokenizer: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens)
    return tokenizer


def _load_session(path: Path, threads: int) -> Any:
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Batches differ in shape all the time: the arena would keep the largest of everything for ever.
    options.enable_cpu_mem_arena = False
    # Idle threads must not spin on a machine that also serves pages.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's exceptions share no public base
        raise ModelFolderInvalid(f"{path} is not a model: {error}") from error
