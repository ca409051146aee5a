"""Backups: make one, list, download, remove, and how to restore."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from broadsheet.errors import BackupError
from broadsheet.readers.models import Reader
from broadsheet.readers.operating import note
from broadsheet.store import postgres
from broadsheet.store.backups import backups_folder, find_backup, list_backups, make_backup, remove_backup
from broadsheet.store.jobs import Report, job_of

from .access import be_sure_who, operator_required
from .frame import data_dir, go, refusing, show
from .working import begin


@require_safe
@operator_required
@refusing
def backups(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Those that there are."""
    folder = backups_folder(data_dir())
    context = {
        "backups": list_backups(folder),
        "folder": folder,
        "kept": settings.CONFIG.backups_kept,
        "hour": settings.CONFIG.backup_hour,
        "job": job_of(data_dir(), "backup"),
        "missing": _missing(),
    }
    return show(request, "backups", "backups", context)


def _missing() -> str:
    """What to run by hand where PostgreSQL's programs are not there."""
    if connection.vendor == "sqlite":
        return ""
    try:
        postgres.program("pg_dump")
    except BackupError:
        return postgres.by_hand()
    return ""


@require_POST
@operator_required
@refusing
def make(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Begins to make one."""
    now = timezone.now()
    pictures = data_dir() / "pictures" if request.POST.get("pictures") == "yes" else None
    begin("backup", "", partial(_make, reader, now, pictures))
    return go(reverse("operator-backups"))


def _make(by: Reader, now: datetime, pictures: Path | None, report: Report) -> None:
    note(by, "backup", now)
    keep = settings.CONFIG.backups_kept
    made = make_backup(backups_folder(data_dir()), now, report, keep=keep, pictures=pictures)
    report.outcome = made.stat().st_size


@require_safe
@operator_required
def download(request: HttpRequest, reader: Reader, name: str) -> HttpResponseBase:
    """The file itself, which holds all that the database does."""
    file = find_backup(backups_folder(data_dir()), name)
    if file is None:
        raise Http404("There is no such backup.")
    be_sure_who(request)
    if request.method == "GET":
        note(reader, "download", datetime.now(UTC), subjects=[name])
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


@require_POST
@operator_required
@refusing
def remove(request: HttpRequest, reader: Reader, name: str) -> HttpResponse:
    """Removes one, once they said that they are sure."""
    folder = backups_folder(data_dir())
    if find_backup(folder, name) is None:
        raise Http404("There is no such backup.")
    if request.POST.get("sure") != "yes":
        return show(request, "backup_remove", "backups", {"name": name})
    removed = remove_backup(folder, name)
    if removed:
        note(reader, "backup-remove", timezone.now(), subjects=[name])
    return go(reverse("operator-backups"), int(removed))
