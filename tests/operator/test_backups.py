"""Backups by the page: made in the background, listed, downloaded, removed."""

from __future__ import annotations

import pytest
from django.conf import settings as current
from django.test import Client

from broadsheet.readers.models import OperatorAction
from broadsheet.store.backups import backups_folder, list_backups
from broadsheet.store.jobs import job_of, working
from tests.factories import make_article
from tests.pipeline.gatherings import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_is_made_listed_downloaded_and_removed(sure: Client) -> None:
    make_article()
    folder = backups_folder(current.CONFIG.data_dir)
    assert "Nothing yet." in sure.get("/operator/backups").content.decode()
    assert sure.post("/operator/backups/make").status_code == 302
    wait_until(lambda: (job := job_of(current.CONFIG.data_dir, "backup")) and job.state != "running")
    job = job_of(current.CONFIG.data_dir, "backup")
    assert job is not None
    assert job.state == "done", job
    [made] = list_backups(folder)
    page = sure.get("/operator/backups").content.decode()
    assert made.name in page
    assert f"broadsheet restore {folder}/{made.name}" in page
    answer = sure.get(f"/operator/backups/{made.name}")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body[:5] in (b"SQLit", b"PGDMP")
    assert len(body) == made.size
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Are you sure?" in sure.post(f"/operator/backups/{made.name}/remove").content.decode()
    sure.post(f"/operator/backups/{made.name}/remove", {"sure": "yes"})
    assert list_backups(folder) == []
    kinds = list(OperatorAction.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["backup", "download", "backup-remove"]


def test_a_download_is_asked_for_once_more_who_one_is(client: Client) -> None:
    folder = backups_folder(current.CONFIG.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    name = "broadsheet-20261127-040000.sqlite3"
    (folder / name).write_bytes(b"SQLite")
    (folder / "secret.txt").write_bytes(b"no")
    asked = client.get(f"/operator/backups/{name}")
    assert asked.headers["Location"].startswith("/account/reauthenticate/")
    for other in ("secret.txt", "..%2Fsecret-key", "broadsheet-x.sqlite3", ".lock"):
        assert client.get(f"/operator/backups/{other}").status_code == 404


def test_a_second_one_at_the_same_time_is_refused(client: Client) -> None:
    with working(current.CONFIG.data_dir, "backup"):
        answer = client.post("/operator/backups/make")
        assert answer.status_code == 422
        assert "This is under way already." in answer.content.decode()
        page = client.get("/operator/backups").content.decode()
        assert "Under way" in page
        assert "<progress" in page
        client.post("/operator/work/backup/stop")
        assert (current.CONFIG.data_dir / "jobs" / "backup.stop").exists()
    assert client.post("/operator/work/nothing/stop").status_code == 404


def test_work_whose_doer_is_gone_is_told_of(client: Client) -> None:
    folder = current.CONFIG.data_dir / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "backup.json").write_text(
        '{"kind":"backup","subject":"","state":"running","started_at":"2026-11-27T04:00:00Z"}'
    )
    assert "Whatever did it is gone." in client.get("/operator/backups").content.decode()
