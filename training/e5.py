"""multilingual-e5-small as torch modules, with the word pieces that we keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import packed
from training.vocabulary import ids, kept

HALF = 6  # layers of the lower half, which stays as it is


class Layer(nn.Module):
    def __init__(self, whole: packed.Packed, number: int) -> None:
        super().__init__()
        self.heads = whole.heads
        hidden, inner = whole.hidden, whole.inner
        shapes = {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden)}
        shapes |= {"ao": (hidden, hidden), "fi": (inner, hidden), "fo": (hidden, inner)}
        for name, shape in shapes.items():
            setattr(self, name, _linear(whole, f"l{number}.{name}", shape))
        self.after_attention = _norm(whole, f"l{number}.aln")
        self.after_inner = _norm(whole, f"l{number}.oln")
        self.dropout = nn.Dropout(0.1)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        split = (states.shape[0], states.shape[1], self.heads, -1)
        query, key, value = (
            part(states).view(split).transpose(1, 2) for part in (self.q, self.k, self.v)
        )
        seen = None if mask is None else mask[:, None, None, :]
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(states.shape)
        states = self.after_attention(states + self.dropout(self.ao(mixed)))
        inner = functional.gelu(self.fi(states))
        return self.after_inner(states + self.dropout(self.fo(inner)))


class Lower(nn.Module):
    """Word vectors to the states of the lower half."""

    def __init__(self, whole: packed.Packed) -> None:
        super().__init__()
        places = whole.tensors["emb.pos"].reshape(-1, whole.hidden)
        kind = whole.tensors["emb.type"].reshape(-1, whole.hidden)[0]
        self.register_buffer("places", torch.from_numpy(places + kind))
        self.norm = _norm(whole, "emb.ln")
        self.layers = nn.ModuleList(Layer(whole, number) for number in range(HALF))

    def forward(self, words: Tensor, mask: Tensor | None = None) -> Tensor:
        states = self.norm(words + self.places[: words.shape[1]])
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Upper(nn.Module):
    def __init__(self, whole: packed.Packed) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(whole, number) for number in range(HALF, whole.layers))

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Tensor:
        for layer in self.layers:
            states = layer(states, mask)
        return states


def words(whole: packed.Packed) -> tuple[np.ndarray, np.ndarray]:
    """The vectors of the kept pieces: signed bytes (pieces, 384), one scale for each piece."""
    table = whole.tensors["emb.word"].reshape(-1, whole.hidden)[ids(kept())]
    scales = np.abs(table).max(1, keepdims=True) / 127
    return np.round(table / scales).astype(np.int8), scales.astype(np.float16)


def save_words(whole: packed.Packed, path: Path) -> None:
    rows, scales = words(whole)
    np.savez(path, rows=rows, scales=scales)


def _linear(whole: packed.Packed, name: str, shape: tuple[int, int]) -> nn.Linear:
    layer = nn.Linear(shape[1], shape[0])
    layer.weight.data = torch.from_numpy(whole.tensors[f"{name}.w"].reshape(shape).copy())
    layer.bias.data = torch.from_numpy(whole.tensors[f"{name}.b"].copy())
    return layer


def _norm(whole: packed.Packed, name: str) -> nn.LayerNorm:
    layer = nn.LayerNorm(whole.hidden, whole.epsilon)
    layer.weight.data = torch.from_numpy(whole.tensors[f"{name}.w"].copy())
    layer.bias.data = torch.from_numpy(whole.tensors[f"{name}.b"].copy())
    return layer
