"""The web server as a process of its own, tied to the life of the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from broadsheet.errors import ConfigurationError

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)
_WEB_WORKERS = 2
_WEB_THREADS = 4  # of each: enough to hide waiting for the database, few enough not to fight over the cores
_WEB_QUEUE = 256  # requests of each that wait their turn; further ones wait in the backlog
_START_TIMEOUT_S = 60.0


def die_with_parent() -> None:
    """In a child: be told to stop when the parent is gone, however it went (on Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.setpgid(0, 0)  # Ctrl-C reaches the parent alone, which then stops the children in order


def check_port(host: str, port: int) -> None:
    """Says in time that the port cannot be used.

    Raises:
        ConfigurationError: it is taken, or not ours to take.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"Port {port} of {host} cannot be used ({os.strerror(error.errno or 0)}).",
                subject="BROADSHEET_PORT",
                advice="Stop the other program or set BROADSHEET_PORT to a free port.",
            ) from None


def start_web(host: str, port: int) -> subprocess.Popen[bytes]:
    """Starts granian with this process's environment."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", host]
    command += ["--port", str(port), "--workers", str(_WEB_WORKERS), "--log-level", "warning"]
    command += ["--blocking-threads", str(_WEB_THREADS), "--backpressure", str(_WEB_QUEUE)]
    command += ["--respawn-failed-workers", "broadsheet.web.wsgi:application"]
    return subprocess.Popen(command, preexec_fn=die_with_parent)


def wait_for_web(process: subprocess.Popen[bytes], address: str) -> None:
    """Waits until the first page stands.

    Raises:
        ConfigurationError: the server ended, or did not answer in time.
    """
    end = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ConfigurationError(f"The web server ended at once (exit status {process.returncode}).")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            raise ConfigurationError(f"The first page answers {error.code}.", subject=address) from None
        except OSError:
            time.sleep(0.1)
    raise ConfigurationError("The web server does not answer.", subject=address)


def stop(process: subprocess.Popen[bytes], *, within_s: float = 8.0) -> None:
    """Ends a child: asked first, then made to."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
