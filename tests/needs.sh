#!/bin/sh
# What the tests need from Debian: PostgreSQL, Chromium and espeak-ng. Installed when run as root; otherwise
# what is missing is named, and those tests are skipped and say so. On CI nothing may be missing.
set -u
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
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
