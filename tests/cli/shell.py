"""Commands one after another in one process: the start of the program, three seconds, is paid once.

What runs is `broadsheet.cli.main` with the words of the command line, in a process and an environment of its
own as a user's; every command has a test that starts it as a process, too.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from tests.pipeline.gatherings import ROOT, Gathering

Done = subprocess.CompletedProcess[str]


class Shell:
    """A process that runs commands on the database in a folder."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str) -> Done:
        """What `broadsheet ARGUMENTS` says, and its exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the process ended at {arguments}"
        code, out, err = json.loads(line)
        return subprocess.CompletedProcess(arguments, code, out, err)


@contextlib.contextmanager
def open_shell(folder: Path) -> Iterator[Shell]:
    """A shell on the database in `folder`, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.shell"],
        env=Gathering(folder).environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield Shell(process)
    finally:
        process.communicate(timeout=120)  # its standard input ends, and so does it


def _run(arguments: list[str]) -> tuple[int, str, str]:
    from broadsheet.cli import main

    sys.argv = ["broadsheet", *arguments]
    said, complained = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(kept, "utf-8", write_through=True) for kept in (said, complained))
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except Exception:
            code = 1
            traceback.print_exc()
    return code, said.getvalue().decode(), complained.getvalue().decode()


if __name__ == "__main__":
    for line in sys.stdin:
        answer = json.dumps(_run(json.loads(line)))
        print(answer, flush=True)
