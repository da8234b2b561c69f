"""Torch modules to the files that `nlp` loads: ONNX with signed bytes for weights.

Only the matrices are quantised; activations are quantised anew for each text.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training import packed
from training.e5 import Lower

OPSET = 17


def save(whole: packed.Packed, reader: nn.Module, *, told: Mapping[str, Any], folder: Path) -> None:
    """Writes `lower.onnx`, `readings.onnx` and `readings.json`, which holds what is `told`."""
    words = torch.zeros(1, 8, whole.hidden)
    target = torch.ones(1, 8)
    _onnx(Lower(whole).eval(), {"words": words}, folder / "lower.onnx")
    _onnx(reader.eval(), {"states": words, "target": target}, folder / "readings.onnx")
    (folder / "readings.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _onnx(module: nn.Module, inputs: Mapping[str, Tensor], path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations
        plain = Path(folder) / path.name
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(plain),
            input_names=list(inputs),
            output_names=["answer"],
            dynamic_axes={name: {1: "pieces"} for name in inputs},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True)
