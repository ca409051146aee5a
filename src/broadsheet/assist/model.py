"""A language model at any OpenAI-compatible address: Ollama, llama.cpp, vLLM, hosted ones.

Chat completions of the OpenAI API (API reference, "Create chat completion") through its own client, which
tries again after 408, 409, 429 and 5xx with growing pauses. The model is given no tools.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from broadsheet.errors import ModelError

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk

_TRIES_AGAIN = 2
_ADVICE = "Check BROADSHEET_MODEL_URL, _KEY and _NAME."
_BYTES_A_TOKEN = 3
_other_forms: set[str] = set()  # addresses that do not know the usual way to ask for a schema
LONGEST = 20_000
"""Characters of an answer beyond which a model is stopped: none of ours is so long."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn: "system" says what to do, "user" holds what to work on."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a request cost: of what was sent, and of what was written."""

    sent: int = 0
    written: int = 0


def _sum(before: Usage, sent: int, written: int) -> Usage:
    return Usage(before.sent + (sent or 0), before.written + (written or 0))


class LanguageModel(Protocol):
    """What the AI features need of a model."""

    @property
    def name(self) -> str:
        """What readers are told that wrote it."""

    @property
    def usage(self) -> Usage:
        """Of all requests so far."""

    def write(
        self, messages: Sequence[Message], schema: dict[str, Any] | None, *, most_tokens: int
    ) -> Generator[str, None, None]:
        """What the model writes, piece by piece as it comes; it stops when it is closed."""


class RemoteModel:
    """A model at an OpenAI-compatible address.

    Args:
        url: base of the address, as http://127.0.0.1:11434/v1.
        key: bearer token, or "".
        name: the model's name there.
        timeout_s: seconds to wait for the next piece of an answer.
    """

    def __init__(self, url: str, key: str, name: str, *, timeout_s: float = 60.0) -> None:
        self.name = name
        self.usage = Usage()
        self._url, self._key, self._timeout_s = url, key, timeout_s
        self._client: OpenAI | None = None

    def write(
        self, messages: Sequence[Message], schema: dict[str, Any] | None, *, most_tokens: int
    ) -> Generator[str, None, None]:
        """What the model writes, piece by piece as it comes; it stops when it is closed.

        A server that does not say what an answer cost, or was stopped before it did, is reckoned to have
        read a token for every three bytes and to have written one for each piece.

        Args:
            messages: the turns so far.
            schema: JSON schema that the answer is to follow; None: plain text. A server that knows no schemas
                may answer otherwise: what comes is to be checked.
            most_tokens: of the answer.

        Raises:
            ModelError: no answer, or one without an end.
        """
        asked: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": 0,
            "max_tokens": most_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        length = pieces = 0
        before = self.usage
        with self._told(), self._stream(asked, schema) as stream:
            try:
                for chunk in stream:
                    if chunk.usage:
                        self.usage = _sum(before, chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
                    piece = (chunk.choices[0].delta.content or "") if chunk.choices else ""
                    length, pieces = length + len(piece), pieces + 1
                    if length > LONGEST:
                        raise ModelError("It does not come to an end.", subject=self._url, advice=_ADVICE)
                    if piece:
                        yield piece
            finally:
                if self.usage == before:
                    sent = sum(len(message.content.encode("utf-8", "replace")) for message in messages)
                    self.usage = _sum(before, sent // _BYTES_A_TOKEN, pieces)

    def _stream(self, asked: dict[str, Any], schema: dict[str, Any] | None) -> Stream[ChatCompletionChunk]:
        """The answer's events; a server that does not know the usual way to ask for a schema is asked by
        that of llama.cpp's Python server, and from then on at once."""
        create: Callable[..., Stream[ChatCompletionChunk]] = self._connected().chat.completions.create
        if schema is None:
            return create(**asked)
        if self._url not in _other_forms:
            from openai import APIStatusError

            form = {"name": "answer", "schema": schema, "strict": True}
            wanted = {"type": "json_schema", "json_schema": form}
            try:
                return create(**asked, response_format=wanted)
            except APIStatusError as error:
                if not any(word in error.message for word in ("response_format", "json_schema")):
                    raise
            _other_forms.add(self._url)
        return create(**asked, response_format={"type": "json_object", "schema": schema})

    def _connected(self) -> OpenAI:
        if self._client is None:
            from openai import OpenAI  # takes half a second: only where a model is set

            self._client = OpenAI(
                base_url=self._url,
                api_key=self._key or "none",
                timeout=self._timeout_s,
                max_retries=_TRIES_AGAIN,
            )
        return self._client

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever the client raises, as our error without what a key or a text might give away."""
        import httpx2
        from openai import APIStatusError, OpenAIError

        try:
            yield
        except APIStatusError as error:
            raise self._error(f"It answered with status {error.status_code}.") from error
        except (OpenAIError, httpx2.HTTPError, OSError) as error:
            raise self._error("It does not answer.") from error
        except (ValueError, AttributeError, TypeError, IndexError) as error:
            raise self._error("Its answer is not of the API's form.") from error

    def _error(self, message: str) -> ModelError:
        return ModelError(message, subject=self._url, advice=_ADVICE)
