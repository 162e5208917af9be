"""The fine-tuned encoder as the file that serves: weights as int8, sums in float32. Needs torch and onnx.

onnxruntime's dynamic int8, which quantises what flows through the graph as well, runs twice as fast here.
It is not used: its log-odds were off by up to 0.8, and those of one text moved by up to 1.3 with the texts
that stood beside it in the batch (376 windows, 2026-11-28). An ad's risk must be its own.
"""

import shutil
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from models.classifier import AdClassifier
from models.finetuned import BY_TOKEN, ONNX, WINDOWS, Windows
from models.tokens import TOKENIZER, TOKENIZER_CONFIG

OPSET = 17
LEAST_WEIGHTS = 1 << 16
"""Smaller tables stay as they are: they weigh nothing."""
STEPS = 127
"""To either side of 0."""


def export_int8(model: AdClassifier, tokenizer: Path, windows: Windows, folder: Path) -> None:
    """Writes encoder.onnx, and beside it the windows and the tokenizer, from its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "float32.onnx"
        export(model, whole)
        graph = onnx.load(whole)
        keep_as_int8(graph.graph)
        onnx.save(graph, folder / ONNX)
    for name in (TOKENIZER, TOKENIZER_CONFIG):
        shutil.copyfile(tokenizer / name, folder / name)
    (folder / WINDOWS).write_text(windows.model_dump_json() + "\n", encoding="utf-8")


def export(model: AdClassifier, path: Path) -> None:
    """The graph in float32: `ids` and `mask` in, shares by token out."""
    model.eval()
    ids = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "windows", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter's own future and of sizes traced as constants
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids)),
            path,
            input_names=["ids", "mask"],
            output_names=[BY_TOKEN],
            dynamic_axes={"ids": axes, "mask": axes, BY_TOKEN: axes},
            opset_version=OPSET,
            dynamo=False,
        )


def keep_as_int8(graph: GraphProto) -> None:
    """Puts int8 in the place of large tables: of the words a scale for each, of a layer one for each output.

    Words are looked up before they are made numbers; a layer's weights are made numbers once, at loading.
    """
    tables = {one.name: one for one in graph.initializer if np.prod(one.dims) >= LEAST_WEIGHTS}
    nodes: list[NodeProto] = []
    for node in graph.node:
        table = next((name for name in node.input if name in tables), None)
        if table is not None and node.op_type == "Gather":
            nodes += looked_up(graph, node, tables[table])
        else:
            if table is not None and node.op_type == "MatMul" and f"{table}.int8" not in _names(graph):
                nodes.append(dequantised(graph, tables[table]))
            nodes.append(node)
    replaced = {one.name.removesuffix(".int8") for one in graph.initializer if one.name.endswith(".int8")}
    kept = [one for one in graph.initializer if one.name not in replaced]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


def _names(graph: GraphProto) -> set[str]:
    return {one.name for one in graph.initializer}


def dequantised(graph: GraphProto, table: TensorProto) -> NodeProto:
    weights, scales = quantise(numpy_helper.to_array(table), axis=0)
    graph.initializer.extend(
        [
            numpy_helper.from_array(weights, f"{table.name}.int8"),
            numpy_helper.from_array(scales, f"{table.name}.scale"),
        ]
    )
    given = [f"{table.name}.int8", f"{table.name}.scale"]
    return helper.make_node("DequantizeLinear", given, [table.name], axis=1)


def looked_up(graph: GraphProto, node: NodeProto, table: TensorProto) -> list[NodeProto]:
    weights, scales = quantise(numpy_helper.to_array(table), axis=1)
    graph.initializer.extend(
        [
            numpy_helper.from_array(weights, f"{table.name}.int8"),
            numpy_helper.from_array(scales[:, None], f"{table.name}.scale"),
        ]
    )
    out, ids = node.output[0], node.input[1]
    return [
        helper.make_node("Gather", [f"{table.name}.int8", ids], [f"{out}.int8"]),
        helper.make_node("Gather", [f"{table.name}.scale", ids], [f"{out}.scale"]),
        helper.make_node("Cast", [f"{out}.int8"], [f"{out}.steps"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{out}.steps", f"{out}.scale"], [out]),
    ]


def quantise(weights: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights in steps of their scale; `axis` is the one along which a scale is shared."""
    scales = np.abs(weights).max(axis=axis, keepdims=True) / STEPS
    steps = np.round(weights / np.where(scales > 0, scales, 1)).astype(np.int8)
    return steps, scales.squeeze(axis).astype(np.float32)
