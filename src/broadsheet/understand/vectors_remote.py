"""Vectors from an OpenAI-compatible address (Ollama, llama.cpp, vLLM, hosted ones)."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

import msgspec
import numpy as np

from broadsheet.errors import EmbeddingError
from broadsheet.understand.vectors import Vectors

_BATCH = 64  # texts a request: hosted services take more, small machines like fewer
_TIMEOUT_S = 60.0
_TRIES = 3
_PAUSE_S = 1.0  # doubled after each failure
_MOST_BYTES = 64 * 1024**2
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


class _Row(msgspec.Struct):
    index: int
    embedding: list[float]


class _Answer(msgspec.Struct):
    data: list[_Row]


class RemoteEmbedder:
    """POST /embeddings of the OpenAI API (API reference, "Create embeddings").

    Args:
        url: base of the address, to which /embeddings is added.
        key: bearer token, or "".
        model: name of the model there.
    """

    def __init__(self, url: str, key: str, model: str) -> None:
        self.model = f"{model}@{url}"
        self._url, self._key, self._name = f"{url.rstrip('/')}/embeddings", key, model

    def embed(self, texts: Sequence[str]) -> Vectors:
        parts = [self._request(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        if len({part.shape[1] for part in parts}) > 1:
            raise self._error("The vectors are not all of one length.")
        return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)

    def _request(self, texts: Sequence[str]) -> Vectors:
        body = msgspec.json.encode({"model": self._name, "input": [text or " " for text in texts]})
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        # The address is the operator's own setting, checked to be http or https when it was read.
        request = urllib.request.Request(self._url, body, headers)  # noqa: S310
        return self._read(self._ask(request), len(texts))

    def _ask(self, request: urllib.request.Request) -> bytes:
        for attempt in range(1, _TRIES + 1):
            try:
                with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310
                    data: bytes = answer.read(_MOST_BYTES + 1)
                if len(data) > _MOST_BYTES:
                    raise self._error("The answer is too large.")
                return data
            except urllib.error.HTTPError as error:
                if error.code not in _AGAIN or attempt == _TRIES:
                    raise self._error(f"It answered with status {error.code}.") from error
            except (OSError, http.client.HTTPException) as error:
                if attempt == _TRIES:
                    raise self._error("It does not answer.") from error
            time.sleep(_PAUSE_S * 2 ** (attempt - 1))
        raise AssertionError("unreachable")

    def _read(self, data: bytes, expected: int) -> Vectors:
        try:
            rows = msgspec.json.decode(data, type=_Answer).data
            vectors = np.array([row.embedding for row in sorted(rows, key=lambda row: row.index)], np.float32)
        except ValueError as error:  # msgspec's are ValueErrors; so are rows of differing lengths
            raise self._error("Its answer is not the vectors that were asked for.") from error
        if (
            vectors.ndim != 2
            or len(vectors) != expected
            or not vectors.size
            or not np.isfinite(vectors).all()
        ):
            raise self._error("Its answer is not the vectors that were asked for.")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, 1e-9)
        return unit

    def _error(self, message: str) -> EmbeddingError:
        return EmbeddingError(
            message, subject=self._url, advice="Check BROADSHEET_EMBEDDING_URL, _KEY and _MODEL."
        )
