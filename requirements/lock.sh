#!/bin/sh
# Makes the lock files anew: exact versions with hashes, and no download address in any file.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
lock() { "$uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 "$@"; }
lock pyproject.toml requirements/run.in -o requirements/run.txt
lock pyproject.toml requirements/run.in requirements/test.in -c requirements/run.txt -o requirements/test.txt
lock pyproject.toml requirements/run.in requirements/bench.in -c requirements/run.txt -o requirements/bench.txt
lock --no-deps requirements/model.in -o requirements/model.txt
if grep -l '://' requirements/*.txt; then
    echo 'a lock file names a download address' >&2
    exit 1
fi
