"""A newsroom beside the program that asks it: in a thread, or as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.server import RunningServer, serve

_PATIENCE_S = 60.0


@contextlib.contextmanager
def start_in_thread(newsroom: Newsroom, port: int = 0, trouble_port: int = 0) -> Iterator[RunningServer]:
    """Serves the newsroom from a thread with an event loop of its own until the block ends.

    The clock may be set from the calling thread (`newsroom.set_time`).
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        starting = asyncio.run_coroutine_threadsafe(serve(newsroom, port, trouble_port), loop)
        server = starting.result(_PATIENCE_S)
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(server.stop(), loop).result(_PATIENCE_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_S)
        loop.close()


@dataclass(frozen=True, slots=True)
class NewsroomProcess:
    """A newsroom that runs as a process: its base addresses and process id."""

    address: str
    trouble_address: str
    pid: int


@contextlib.contextmanager
def start_process(arguments: Sequence[str] = ()) -> Iterator[NewsroomProcess]:
    """Runs `python -m broadsheet.newsroom ARGUMENTS --json` until the block ends.

    Raises ConfigurationError if it does not start.
    """
    command = [sys.executable, "-m", "broadsheet.newsroom", *arguments, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own program)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise ConfigurationError("The newsroom did not start.", subject=" ".join(arguments))
            told = msgspec.json.decode(line, type=dict[str, str])
            yield NewsroomProcess(told["address"], told["troubles"], process.pid)
        finally:
            process.terminate()
