#!/bin/sh
# What the tests need from Debian: PostgreSQL, the shell of Chromium, espeak-ng. Installed when run as root; else
# what is missing is named, and those tests are skipped and say so. On CI nothing may be missing.
set -u
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
# The shell is Chromium without windows, and quicker; where it cannot be installed, Chromium itself does.
command -v chromium-headless-shell >/dev/null 2>&1 ||
    { [ "$(id -u)" != 0 ] && command -v chromium >/dev/null 2>&1; } ||
    missing="$missing chromium-headless-shell"
command -v espeak-ng >/dev/null 2>&1 || missing="$missing espeak-ng"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    log=$(mktemp)
    if apt-get update >"$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
fi
echo "Missing:$missing. As root: apt-get install$missing" >&2
if [ -n "${CI:-}" ]; then
    echo "CI skips no test: giving up." >&2
    exit 1
fi
echo "The tests that need them are skipped." >&2
