"""Write the network of multilingual-e5-small (a BERT encoder) as an ONNX graph with the container's weights.

Needs the package `onnx`, so only `conversion` imports this module, and late.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from hanse.engines.embeddings.container import BLOCK, Container
from hanse.engines.embeddings.manifest import Precision

OPSET = 17
CONTRIB = "com.microsoft"  # onnxruntime's own operators
NO_ZERO = 1e-9  # keeps a row of zeros from dividing by zero


class Network:
    """Collects nodes and weights; each method adds one part and returns the name of its output."""

    def __init__(self, container: Container, precision: Precision) -> None:
        self.container = container
        self.precision = precision
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self.add_many(operator, *inputs, outputs=1, **attributes)[0]

    def add_many(self, operator: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, name=f"{operator}_{names[0]}", **attributes))
        return names

    def constant(self, name: str, array: Any) -> str:
        if name not in self.weights:
            self.weights[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def normalised(self, x: str, name: str) -> str:
        scale = self.constant(f"{name}.w", self.container.floats(f"{name}.w"))
        shift = self.constant(f"{name}.b", self.container.floats(f"{name}.b"))
        return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=self.container.shape.epsilon)

    def linear(self, x: str, name: str, outputs: int, inputs: int) -> str:
        weight = self.container.matrix(f"{name}.w", outputs, inputs)
        bias = self.constant(f"{name}.b", self.container.floats(f"{name}.b"))
        return self.add("Add", self.product(x, f"{name}.w", weight), bias)

    def product(self, x: str, name: str, weight: NDArray[np.float32]) -> str:
        """Multiply by the transpose of `weight`, shape (outputs, inputs)."""
        if self.precision == "float32":
            return self.add("MatMul", x, self.constant(name, weight.T))
        # One scale a token, not one a batch as onnxruntime's own dynamic quantisation has it: a text's vector must not
        # depend on the texts that happen to be encoded with it, and the error is a third.
        largest = self.add("ReduceMax", self.add("Abs", x), axes=[-1], keepdims=1)
        largest = self.add("Max", largest, self.constant("no_zero", np.float32(NO_ZERO)))
        step, zero = self.constant("step", np.float32(1 / 127)), self.constant("zero_point", np.uint8(128))
        levels = self.add("QuantizeLinear", self.add("Div", x, largest), step, zero)
        column_step = np.abs(weight).max(axis=1) / 127
        rounded = np.rint(weight / column_step[:, None]).astype(np.int8)
        weight_names = self.constant(name, rounded.T), self.constant(f"{name}.step", column_step)
        unit = self.add("MatMulIntegerToFloat", levels, weight_names[0], step, weight_names[1], zero, domain=CONTRIB)
        return self.add("Mul", unit, largest)

    def words(self, ids: str) -> str:
        shape = self.container.shape
        nibbles, scales = self.container.packed("emb.word", shape.vocabulary, shape.hidden)
        table = self.constant("emb.word", nibbles.reshape(shape.vocabulary, shape.hidden // 2))
        table_scales = self.constant("emb.word.scale", scales.reshape(shape.vocabulary, -1))
        layout = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
        return self.add("GatherBlockQuantized", table, ids, table_scales, domain=CONTRIB, **layout)


def build_network(container: Container, precision: Precision, progress: Callable[[int, int], None]) -> onnx.ModelProto:
    """Return the network: input_ids, attention_mask (int64, (batch, tokens)) -> embedding (float32, (batch, hidden)).

    Mean pooling over the unmasked tokens and L2 normalisation are part of it. Word vectors keep the container's 4 bits.

    Args:
        container: the 4-bit weights.
        precision: "int8" multiplies 8-bit integers (one scale a weight column, one a token); "float32" does not.
        progress: called with (layers done, layers).
    References:
        Wang et al., Multilingual E5 Text Embeddings, arXiv:2402.05672 (2024).
    """
    net, shape = Network(container, precision), container.shape
    mask = net.add("Cast", "attention_mask", to=TensorProto.INT32)
    x = net.normalised(net.add("Add", net.words("input_ids"), _positions(net)), "emb.ln")
    for layer in range(shape.layers):
        x = _layer(net, f"l{layer}", x, mask)
        progress(layer + 1, shape.layers)
    net.nodes.append(helper.make_node("LpNormalization", [_mean(net, x)], ["embedding"], axis=-1, p=2))
    grid = ["batch", "tokens"]
    graph = helper.make_graph(
        net.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(name, TensorProto.INT64, grid) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", shape.hidden])],
        list(net.weights.values()),
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def _positions(net: Network) -> str:
    shape = net.container.shape
    table = net.container.floats("emb.pos").reshape(shape.positions, shape.hidden)
    # Every token has type 0, so that type's vector can be added to the table once.
    table = table + net.container.floats("emb.type")[: shape.hidden]
    tokens = net.add("Slice", net.add("Shape", "input_ids"), net.constant("one", [1]), net.constant("two", [2]))
    return net.add("Slice", net.constant("emb.pos", table), net.constant("start", [0]), tokens)


def _layer(net: Network, name: str, x: str, mask: str) -> str:
    container, hidden, inner = net.container, net.container.shape.hidden, net.container.shape.feed_forward
    # Query, key and value in one product: x is quantised once.
    weight = np.concatenate([container.matrix(f"{name}.{part}.w", hidden, hidden) for part in "qkv"])
    bias = np.concatenate([container.floats(f"{name}.{part}.b") for part in "qkv"])
    thirds = net.constant("thirds", np.array([hidden] * 3))
    parts = net.add_many("Split", net.product(x, f"{name}.qkv", weight), thirds, outputs=3, axis=-1)
    context = net.add(
        "MultiHeadAttention",
        *parts,
        net.constant(f"{name}.qkv.b", bias),
        mask,
        domain=CONTRIB,
        num_heads=container.shape.heads,
    )
    x = net.normalised(net.add("Add", x, net.linear(context, f"{name}.ao", hidden, hidden)), f"{name}.aln")
    grown = net.add("Gelu", net.linear(x, f"{name}.fi", inner, hidden), domain=CONTRIB)
    return net.normalised(net.add("Add", x, net.linear(grown, f"{name}.fo", hidden, inner)), f"{name}.oln")


def _mean(net: Network, x: str) -> str:
    mask = net.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    kept = net.add("Mul", x, net.add("Unsqueeze", mask, net.constant("last_axis", [2])))
    total = net.add("ReduceSum", kept, net.constant("token_axis", [1]), keepdims=0)
    return net.add("Div", total, net.add("ReduceSum", mask, net.constant("token_axis", [1]), keepdims=1))
