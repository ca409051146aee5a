"""Backups of real databases by the real command: made, killed in between, restored, refused."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as current
from django.utils import timezone

from broadsheet.errors import BackupError, BroadsheetError, UnderWay, WorkStopped
from broadsheet.pipeline.errand_step import back_up
from broadsheet.pipeline.errands import nightly_backup
from broadsheet.store.backups import check_sqlite, list_backups, make_backup
from broadsheet.store.jobs import Report, job_of, stop_job, working
from tests.factories import make_article
from tests.pipeline.gatherings import Gathering, migrated, wait_until
from tests.postgres import PostgresServer

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def gathering(tmp_path: Path, request: pytest.FixtureRequest) -> Gathering:
    """An empty database of the kind that the test asks for."""
    if getattr(request, "param", "sqlite") == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        return migrated(tmp_path, server)
    return migrated(tmp_path)


def refused(gathering: Gathering, *words: str) -> str:
    """What the command says that cannot do as told."""
    process = gathering.start(*words)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 1, told
    return told.decode().strip()


def backups_of(gathering: Gathering) -> list[Path]:
    folder = gathering.folder / "backups"
    return [folder / one.name for one in list_backups(folder)]


def partials(gathering: Gathering) -> list[Path]:
    return list((gathering.folder / "backups").glob("*.partial*"))


def kill_once(process: subprocess.Popen[bytes], begun: Callable[[], object], after_s: float = 0.0) -> None:
    """Kills a command a while after it has begun with what it does."""
    wait_until(lambda: begun() or process.poll() is not None)
    assert process.poll() is None, "it was done before it could be killed"
    if after_s:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            pass
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("gathering", DATABASES, indirect=True)
def test_what_was_backed_up_is_there_again_after_a_restore(gathering: Gathering) -> None:
    before = gathering.ask("many_articles", "40", "3000")
    picture = gathering.folder / "pictures" / "made" / "one"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    gathering.run("backup", "--pictures")
    [made] = backups_of(gathering)
    assert made.stat().st_mode & 0o077 == 0  # nobody else reads what the database holds
    after = gathering.ask("many_articles", "7", "100")
    assert after[0] == before[0] + 7
    picture.unlink()
    gathering.run("restore", str(made), "--yes")
    assert gathering.ask("many_articles", "0", "0") == before
    assert picture.read_bytes() == b"picture"
    # What was there before is kept, and can be restored in its turn.
    if gathering.database_url:
        [kept] = [one for one in backups_of(gathering) if one != made]
    else:
        [kept] = gathering.folder.glob("broadsheet.sqlite3.before-*")
    gathering.run("restore", str(kept), "--yes")
    assert gathering.ask("many_articles", "0", "0") == after


@pytest.mark.slow
@pytest.mark.parametrize("gathering", DATABASES, indirect=True)
def test_a_backup_from_before_an_update_takes_the_place_of_the_later_database(gathering: Gathering) -> None:
    before = gathering.ask("many_articles", "3", "100")
    gathering.run("backup")
    [made] = backups_of(gathering)
    later = "CREATE TABLE store_later (article_id bigint REFERENCES store_article (id))"
    look = "SELECT count(*) FROM store_later"
    if gathering.database_url:
        with psycopg.connect(gathering.database_url, autocommit=True) as own:
            own.execute(later)
        with psycopg.connect(gathering.database_url) as other:
            other.execute("SELECT count(*) FROM store_article")
            assert "lock timeout" in refused(gathering, "restore", str(made), "--yes")
            other.execute(look)  # all is as it was
        gathering.run("restore", str(made), "--yes")
        with psycopg.connect(gathering.database_url) as own, pytest.raises(psycopg.errors.UndefinedTable):
            own.execute(look)
    else:
        file = gathering.folder / "broadsheet.sqlite3"
        with closing(sqlite3.connect(file)) as own:
            own.execute(later)
        gathering.run("restore", str(made), "--yes")
        with closing(sqlite3.connect(file)) as own, pytest.raises(sqlite3.OperationalError):
            own.execute(look)
    assert gathering.ask("many_articles", "0", "0") == before


@pytest.mark.slow
@pytest.mark.parametrize("gathering", DATABASES, indirect=True)
def test_a_backup_that_is_killed_leaves_the_database_and_the_list_whole(gathering: Gathering) -> None:
    before = gathering.ask("many_articles", "2500", "20000")
    chance = random.Random(7)
    for _ in range(3):
        process = gathering.start("backup")
        kill_once(process, lambda: partials(gathering), chance.uniform(0.0, 0.1))
        assert backups_of(gathering) == []
    gathering.run("backup")
    assert len(backups_of(gathering)) == 1
    assert partials(gathering) == []  # what the killed ones left is gone
    assert gathering.ask("many_articles", "0", "0") == before


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_the_old_or_the_new_database(gathering: Gathering) -> None:
    old = gathering.ask("many_articles", "2500", "20000")
    gathering.run("backup")
    [made] = backups_of(gathering)
    new = gathering.ask("many_articles", "10", "100")
    restoring = gathering.folder / "broadsheet.sqlite3.restoring"
    for after_s in (0.0, 0.05, 0.2):
        process = gathering.start("restore", str(made), "--yes")
        kill_once(process, restoring.exists, after_s)
        assert gathering.ask("many_articles", "0", "0") in (old, new)
    gathering.run("restore", str(made), "--yes")
    assert gathering.ask("many_articles", "0", "0") == old
    assert not restoring.exists()


@pytest.mark.slow
@pytest.mark.parametrize("gathering", DATABASES, indirect=True)
def test_nothing_is_restored_while_broadsheet_runs(gathering: Gathering) -> None:
    before = gathering.ask("many_articles", "3", "100")
    gathering.run("backup")
    [made] = backups_of(gathering)
    if gathering.database_url:
        with psycopg.connect(gathering.database_url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", (0x62726F6164,))
            assert "already gathering" in refused(gathering, "restore", str(made), "--yes")
    else:
        with (gathering.folder / "broadsheet.sqlite3.gathering").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            assert "already gathering" in refused(gathering, "restore", str(made), "--yes")
        with closing(sqlite3.connect(gathering.folder / "broadsheet.sqlite3")) as reader:
            reader.execute("SELECT count(*) FROM store_article").fetchone()
            assert "Another program uses" in refused(gathering, "restore", str(made), "--yes")
    assert gathering.ask("many_articles", "0", "0") == before


@pytest.mark.slow
@pytest.mark.parametrize("gathering", DATABASES, indirect=True)
def test_what_is_no_backup_or_damaged_or_of_a_later_version_is_refused(gathering: Gathering) -> None:
    before = gathering.ask("many_articles", "200", "3000")
    gathering.run("backup")
    [made] = backups_of(gathering)
    whole = made.read_bytes()
    wrong = gathering.folder / made.with_stem("broadsheet-20200101-000000").name
    for content in (b"", b"no database", whole[: len(whole) // 2]):
        wrong.write_bytes(content)
        assert refused(gathering, "restore", str(wrong), "--yes").startswith("broadsheet: ")
    assert "no such file" in refused(gathering, "restore", str(gathering.folder / "none"), "--yes")
    if not gathering.database_url:
        wrong.write_bytes(whole)
        with closing(sqlite3.connect(wrong)) as later:
            row = ("store", "9999_later", "2030-01-01")
            later.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", row)
            later.commit()
    else:
        with psycopg.connect(gathering.database_url, autocommit=True) as own:
            own.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999', now())")
            gathering.run("backup")
            own.execute("DELETE FROM django_migrations WHERE name = '9999'")
        wrong = backups_of(gathering)[0]
    assert "later version" in refused(gathering, "restore", str(wrong), "--yes")
    assert gathering.ask("many_articles", "0", "0") == before


@pytest.mark.slow
def test_a_backup_is_made_while_another_program_writes_and_is_of_one_moment(gathering: Gathering) -> None:
    gathering.ask("many_articles", "1500", "20000")
    file = gathering.folder / "broadsheet.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("CREATE TABLE pairs (a INTEGER, b INTEGER)")
        writer.execute("INSERT INTO pairs VALUES (0, 0)")
        process = gathering.start("backup")
        count = 0
        while process.poll() is None:
            count += 1
            writer.execute("UPDATE pairs SET a = ?, b = ?", (count, count))
        assert process.returncode == 0
        process.communicate()
    [made] = backups_of(gathering)
    check_sqlite(made)
    with closing(sqlite3.connect(made)) as copy:
        a, b = copy.execute("SELECT a, b FROM pairs").fetchone()
    assert a == b
    assert 0 < a < count  # it went on writing while it was copied


@pytest.mark.slow
def test_a_backup_is_stopped_when_told_so(gathering: Gathering) -> None:
    gathering.ask("many_articles", "2500", "20000")
    process = gathering.start("backup")
    wait_until(lambda: (job := job_of(gathering.folder, "backup")) and job.state == "running")
    assert stop_job(gathering.folder, "backup")
    _, told = process.communicate(timeout=60)
    assert (process.returncode, b"stopped" in told) == (1, True)
    assert (backups_of(gathering), partials(gathering)) == ([], [])
    job = job_of(gathering.folder, "backup")
    assert job is not None
    assert job.state == "stopped"
    assert not stop_job(gathering.folder, "backup")


@pytest.mark.django_db(transaction=True)
def test_only_so_many_are_kept_and_other_files_are_left_alone(tmp_path: Path) -> None:
    make_article()
    (tmp_path / "broadsheet-notes.txt").write_text("mine")
    (tmp_path / "other.sqlite3").write_text("mine")
    now = timezone.now()
    made = [
        make_backup(tmp_path, now + timedelta(seconds=number), lambda _a, _b: None, keep=2)
        for number in range(4)
    ]
    assert [one.name for one in list_backups(tmp_path)] == [made[3].name, made[2].name]
    assert {file.name for file in tmp_path.glob("*[!lock]")} >= {"broadsheet-notes.txt", "other.sqlite3"}


@pytest.mark.django_db(transaction=True)
def test_a_backup_without_room_or_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="cannot be written"):
        make_backup(tmp_path / "file", timezone.now(), lambda _a, _b: None, keep=2)


def test_long_work_says_how_it_stands_and_is_done_once_at_a_time() -> None:
    folder = current.CONFIG.data_dir
    with working(folder, "backup", "x") as report:
        report(1, 4)
        job = job_of(folder, "backup")
        assert job is not None
        assert (job.state, job.percent) == ("running", 25)
        with pytest.raises(UnderWay), working(folder, "backup"):
            pass
        report.outcome = 7
    job = job_of(folder, "backup")
    assert job is not None
    assert (job.state, job.outcome) == ("done", 7)
    with pytest.raises(WorkStopped), working(folder, "backup") as report:
        _stop_and_tell(folder, report)
    with pytest.raises(BroadsheetError), working(folder, "backup"):
        raise BackupError("No.")
    job = job_of(folder, "backup")
    assert job is not None
    assert (job.state, job.code, job.detail) == ("failed", "backup", "No.")


def test_work_that_ends_while_one_looks_at_it_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = current.CONFIG.data_dir
    with working(folder, "backup") as report:

        def ends(_folder: Path, _kind: str) -> bool:
            report.end("done")
            return False

        monkeypatch.setattr("broadsheet.store.jobs._lives", ends)
        job = job_of(folder, "backup")
    assert job is not None
    assert job.state == "done"


def _stop_and_tell(folder: Path, report: Report) -> None:
    assert stop_job(folder, "backup")
    report(2, 4)


def test_the_nightly_backup_is_due_once_a_day_from_its_hour_on() -> None:
    night = timezone.now().replace(hour=2, minute=59)
    marks = [one.mark for at in (0, 1, 20, 24) for one in nightly_backup(3, night + timedelta(hours=at))]
    yesterday, today = f"{night - timedelta(days=1):%Y-%m-%d}", f"{night:%Y-%m-%d}"
    assert marks == [yesterday, today, today, today]
    assert nightly_backup(-1, night) == []


@pytest.mark.django_db(transaction=True)
def test_the_gathering_makes_the_nightly_backup_and_leaves_it_when_it_stops(tmp_path: Path) -> None:
    make_article()
    config = replace(current.CONFIG, data_dir=tmp_path)
    stopped = threading.Event()
    back_up(config, timezone.now(), stopped)
    assert len(list_backups(tmp_path / "backups")) == 1
    stopped.set()
    with pytest.raises(WorkStopped):
        back_up(config, timezone.now() + timedelta(seconds=1), stopped)
    assert len(list_backups(tmp_path / "backups")) == 1
    job = job_of(tmp_path, "backup")
    assert job is not None
    assert job.state == "stopped"
