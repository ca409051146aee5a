"""A server on loopback that streams chat completions as OpenAI's API does, and says what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = int | bytes | str
"""A status; an answer as it goes over the wire; or what the model writes."""


class ChatService(ThreadingHTTPServer):
    """Gives `replies` one after the other, the last one again and again; `requests` is what it was asked,
    `error` the body of an error."""

    def __init__(self, *replies: Reply | Callable[[dict[str, Any]], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.error = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def reply(self, asked: dict[str, Any]) -> Reply:
        one = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return one(asked) if callable(one) else one


class _Handler(BaseHTTPRequestHandler):
    server: ChatService

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(asked)
        self.server.keys.append(self.headers.get("Authorization", ""))
        reply = self.server.reply(asked)
        self.send_response(reply if isinstance(reply, int) else 200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if isinstance(reply, int):
            self.wfile.write(self.server.error)
        elif isinstance(reply, bytes):
            self.wfile.write(reply)
        elif isinstance(reply, str):
            for event in _events(reply):
                self.wfile.write(f"data: {event}\n\n".encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _events(text: str) -> Iterator[str]:
    """As llama.cpp and Ollama stream: some letters an event, then the usage, then the end."""
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "small"}
    for start in range(0, len(text), 7):
        choice = {"index": 0, "delta": {"content": text[start : start + 7]}, "finish_reason": None}
        yield json.dumps(head | {"choices": [choice]})
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    yield json.dumps(head | {"choices": [], "usage": usage})
    yield "[DONE]"


@contextmanager
def chat_service(*replies: Reply | Callable[[dict[str, Any]], Reply]) -> Iterator[ChatService]:
    """A running service."""
    with ChatService(*replies) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
