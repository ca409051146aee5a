"""How it stands; the queue of each stage, and what failed; what operators did."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from broadsheet.read.health import articles_by_hour, count_states
from broadsheet.readers.models import OperatorAction, Reader
from broadsheet.readers.operating import ACTIONS, note
from broadsheet.store.backups import backups_folder, list_backups
from broadsheet.store.models import Page, Progress
from broadsheet.store.overview import queues, room, troubles, try_errands_again
from broadsheet.store.sourcing import try_pages_again

from .access import operator_required
from .frame import data_dir, go, refusing, sent_ids, show

STAGES: dict[str, Promise] = {
    "feeds": pgettext_lazy("stage", "Feeds to ask"),
    "pages": pgettext_lazy("stage", "Pages to fetch"),
    "reading": pgettext_lazy("stage", "Pages to read"),
    "understanding": pgettext_lazy("stage", "Articles to understand"),
    "grouping": pgettext_lazy("stage", "Articles to put into stories"),
    "errands": pgettext_lazy("stage", "Work ahead of readers"),
}
_ROWS = 50
_LONG = ("body", "etag", "last_modified", "content_type", "final_url")


@require_safe
@operator_required
@refusing
def overview(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Whether it lives, what waits, what failed within a day, and what is left of the disk."""
    now = timezone.now()
    hours = articles_by_hour(now)
    config = settings.CONFIG
    backups = list_backups(backups_folder(data_dir()))
    context: dict[str, Any] = {
        "life": Progress.objects.order_by("-beat_at").first(),
        "states": count_states(),
        "last_hours": sum(hour.from_page + hour.from_feed for hour in hours),
        "per_hour": sum(hour.from_page + hour.from_feed for hour in hours) / len(hours),
        "queues": [(STAGES[queue.stage], queue) for queue in queues(now)],
        "troubles": troubles(now),
        "room": room(data_dir()),
        "backup": backups[0] if backups else None,
        "mail": bool(config.email_url),
        "model": config.model_name if config.model_url else "",
        "has_model": bool(config.model_url),
    }
    return show(request, "overview", "overview", context)


@require_safe
@operator_required
@refusing
def queue_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What waits for each stage, and the pages that could not be read."""
    failed = Page.objects.filter(state=Page.State.FAILED)
    reasons = list(failed.order_by().values_list("error_code").annotate(pages=Count("pk")).order_by("-pages"))
    code = request.GET.get("reason", "").replace("\0", "")
    if code:
        failed = failed.filter(error_code=code)
    page = Paginator(failed.defer(*_LONG).order_by("-pk"), _ROWS).get_page(request.GET.get("page"))
    context = {
        "queues": [(STAGES[queue.stage], queue) for queue in queues(timezone.now())],
        "reasons": reasons,
        "reason": code,
        "page": page,
        "query": f"reason={code}" if code else "",
    }
    return show(request, "queues", "queues", context)


@require_POST
@operator_required
@refusing
def again(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Has failed work tried again: one page, those marked, all that failed for a reason, or errands."""
    now = timezone.now()
    what, code = request.POST.get("what", ""), request.POST.get("reason", "").replace("\0", "")
    if what == "errands":
        count = try_errands_again(now)
    elif what == "all":
        count = try_pages_again(now, code=code)
    else:
        count = try_pages_again(now, pages=sent_ids(request, "page"))
    if count:
        note(reader, "retry", now, subjects=[f"{what or 'pages'} {code}: {count}".replace(" :", ":")])
    return go(reverse("operator-queues"), count)


@require_safe
@operator_required
def log(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What operators did."""
    rows = OperatorAction.objects.select_related("by", "about").order_by("-pk")
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    shown = [(row, ACTIONS.get(row.kind, _("did something"))) for row in page.object_list]
    return show(request, "log", "log", {"page": page, "rows": shown, "query": ""})
