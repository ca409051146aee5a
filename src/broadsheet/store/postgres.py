"""PostgreSQL's own programs: pg_dump, pg_restore and psql, where they are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from django.db import connection

from broadsheet.errors import BackupError

_LOOK_EVERY_S = 0.2
_LOCK_WAIT_S = 20  # for who reads a table that is to go
_DEBIAN = "/usr/lib/postgresql"  # where Debian puts the programs of each version


def program(name: str) -> str:
    """Where a program of PostgreSQL is: on the path, else the newest that Debian installed.

    Raises:
        BackupError: it is not there; says what to run where it is.
    """
    versions = sorted(Path(_DEBIAN).glob(f"*/bin/{name}"), key=lambda path: _number(path.parts[-3]))
    found = shutil.which(name) or (str(versions[-1]) if versions else "")
    if not found:
        raise BackupError(
            f"The program {name} is not there.",
            advice=f"Install PostgreSQL’s client programs, or run on the server: {by_hand()}",
        )
    return found


def by_hand() -> str:
    """The command that makes a backup, without the password."""
    settings = connection.settings_dict
    where = "".join(
        f" -{flag} {settings[key]}" for flag, key in (("h", "HOST"), ("p", "PORT")) if settings[key]
    )
    user = f" -U {settings['USER']}" if settings["USER"] else ""
    return f"pg_dump -Fc -f broadsheet.dump{where}{user} {settings['NAME']}"


def dump(target: Path, tell: Callable[[int], None]) -> None:
    """Writes the database into a file, in pg_dump's own compressed form.

    Args:
        tell: is told the bytes written so far; what it raises stops the program.

    Raises:
        BackupError: the program is not there, or refused.
    """
    command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run([*command, "--no-password", str(connection.settings_dict["NAME"])], lambda: tell(_bytes(target)))


def check(file: Path) -> None:
    """Reads a dump to its end.

    Raises:
        BackupError: it cannot be read, or is none of Broadsheet.
    """
    # Turned into SQL, which is thrown away: it fails on a file that was cut off.
    _run([program("pg_restore"), "--file=/dev/null", str(file)], lambda: None)
    if "TABLE DATA public store_article " not in _told_of(file, "--list"):
        raise BackupError("This is no database of Broadsheet.", subject=str(file))


def migrations_of(file: Path) -> set[tuple[str, str]]:
    """The migrations, by application and name, that the database of a dump had."""
    told = _told_of(file, "--data-only", "--table=django_migrations", "--file=-")
    rows = (line.split("\t") for line in told.splitlines())  # id, app, name, applied
    return {(row[1], row[2]) for row in rows if len(row) == 4}


def _told_of(file: Path, *options: str) -> str:
    command = [program("pg_restore"), *options, str(file)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout  # noqa: S603


def restore(file: Path, present: Sequence[str], tell: Callable[[], None]) -> None:
    """Puts a dump in the place of what the database holds, in one transaction: all of it or nothing.

    pg_restore alone removes only what the dump knows, and fails where a table that came since, of a later
    version, points at the others. So psql removes all tables, and then does what pg_restore says, whose last
    word is COMMIT: whichever of the two dies before, nothing has happened.

    Args:
        present: names of the tables that there are.

    Raises:
        BackupError: a program is not there, or refused; the database is as it was.
    """
    read = [program("pg_restore"), "--clean", "--if-exists", "--no-owner", "--no-privileges"]
    read += ["--single-transaction", "--file=-", str(file)]
    begin = f"BEGIN; SET client_min_messages = error; SET lock_timeout = '{_LOCK_WAIT_S}s'"
    if present:
        begin += f"; DROP TABLE {', '.join(connection.ops.quote_name(name) for name in present)} CASCADE"
    write = [program("psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
    write += [f"--command={begin}", "--file=-", f"--dbname={connection.settings_dict['NAME']}"]
    with tempfile.TemporaryFile() as told:
        with subprocess.Popen(  # noqa: S603 (as below)
            read, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=told
        ) as reading:
            _run(write, tell, reading.stdout)
        if reading.returncode:
            raise _refusal(read, reading.returncode, told)


def _run(command: list[str], look: Callable[[], None], given: IO[bytes] | None = None) -> None:
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(  # noqa: S603 (PostgreSQL's own programs, nothing of a shell)
            command,
            env=_environment(),
            stdin=given or subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
        try:
            while process.poll() is None:
                look()
                time.sleep(_LOOK_EVERY_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            raise _refusal(command, process.returncode, told)


def _refusal(command: list[str], status: int, told: IO[bytes]) -> BackupError:
    told.seek(0)
    lines = told.read(2000).decode(errors="replace").strip().splitlines()
    return BackupError(f"{Path(command[0]).name} failed: {lines[0] if lines else status}")


def _environment() -> dict[str, str]:
    """As libpq reads it (PostgreSQL, "Environment Variables"): the password stands in no command."""
    settings = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = {to: str(settings[key]) for key, to in names.items() if settings.get(key)}
    options = settings.get("OPTIONS", {})
    if options.get("sslmode"):
        given["PGSSLMODE"] = str(options["sslmode"])
    return os.environ | given


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _number(version: str) -> int:
    return int(version) if version.isdecimal() else 0
