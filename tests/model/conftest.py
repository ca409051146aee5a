"""llama.cpp's own server with SmolLM2 (135 million parameters) on loopback: `make test-model`."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_START_S = 300
_SERVE = Path(__file__).with_name("serve.py")


@pytest.fixture(scope="session")
def model_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    python = os.environ.get("BROADSHEET_MODEL_PYTHON", "")
    if not python:
        pytest.fail("No model is set up here: run `make test-model`.")
    log = tmp_path_factory.mktemp("model") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(Path(python).absolute()), str(_SERVE)], stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield f"{_address(server, log)}/v1"
    finally:
        server.terminate()
        server.wait(20)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """What the server printed once the model was loaded."""
    for _ in range(_START_S * 2):
        said = log.read_text(errors="replace")
        for line in said.splitlines(keepends=True):
            if line.startswith("serving ") and line.endswith("\n"):
                return line.split()[1]
        if server.poll() is not None:
            pytest.fail(said[-2_000:])
        time.sleep(0.5)
    pytest.fail("The model's server did not start.")
