"""Long work in a thread beside the one that answers; how far it is, and the button that stops it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from broadsheet.errors import BroadsheetError, UnderWay
from broadsheet.read.words import error_sentence
from broadsheet.readers.models import Reader
from broadsheet.store.jobs import KINDS, Report, job_of, stop_job, working

from .access import operator_required
from .frame import data_dir, go

log = logging.getLogger("broadsheet.web")

_BEGINS_WITHIN_S = 10.0
_PLACES = {"backup": "operator-backups", "catalogue": "operator-catalogue"}


def begin(kind: str, subject: str, work: Callable[[Report], None]) -> None:
    """Begins long work; comes back once it has begun.

    Raises:
        UnderWay: somebody does the same already.
        StoreError: the data folder cannot be written.
    """
    begun = threading.Event()
    failed: list[BroadsheetError] = []
    thread = threading.Thread(
        target=_work, args=(kind, subject, work, begun, failed), name=f"job-{kind}", daemon=True
    )
    thread.start()
    if not begun.wait(_BEGINS_WITHIN_S):
        raise UnderWay(subject=kind)
    if failed:
        raise failed[0]


def _work(
    kind: str,
    subject: str,
    work: Callable[[Report], None],
    begun: threading.Event,
    failed: list[BroadsheetError],
) -> None:
    try:
        with working(data_dir(), kind, subject) as report:
            begun.set()
            work(report)
    except BroadsheetError as error:
        if not begun.is_set():
            failed.append(error)
    except Exception:
        log.exception("job=%s", kind)
    finally:
        begun.set()
        connection.close()


@require_safe
@operator_required
def state(request: HttpRequest, reader: Reader, kind: str) -> HttpResponse:
    """How far it is, for the page's script."""
    job = job_of(data_dir(), kind) if kind in KINDS else None
    if job is None:
        raise Http404("There is no such work.")
    return JsonResponse(
        {"state": job.state, "done": job.done, "total": job.total, "error": error_sentence(job.code)}
    )


@require_POST
@operator_required
def stop(request: HttpRequest, reader: Reader, kind: str) -> HttpResponse:
    """Has it stopped."""
    if kind not in KINDS:
        raise Http404("There is no such work.")
    stopped = stop_job(data_dir(), kind)
    first = request.POST.get("next") == "first"
    return go(f"{reverse('operator-first')}?step=sources" if first else reverse(_PLACES[kind]), int(stopped))
