"""What the language model costs, and what it may."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.pipeline.errands import AHEAD
from broadsheet.read.words import share
from broadsheet.readers.models import Reader
from broadsheet.store.answers import account, spent
from broadsheet.store.models import ModelSpend

from .access import operator_required
from .frame import refusing, show

_DAYS = 14


@require_safe
@operator_required
@refusing
def budget(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Today, this month, the last days, and the limits with the settings that they are of."""
    now = timezone.now()
    today = now.astimezone(UTC).date()
    config = settings.CONFIG
    of_today = spent(today, today, AHEAD)
    limits = [
        ("daily", of_today.tokens, config.model_daily_tokens, "BROADSHEET_MODEL_DAILY_TOKENS"),
        ("reader", of_today.costliest, config.model_reader_tokens, "BROADSHEET_MODEL_READER_TOKENS"),
        ("ahead", of_today.ahead, config.model_ahead_tokens, "BROADSHEET_MODEL_AHEAD_TOKENS"),
    ]
    days = ModelSpend.objects.filter(reader="", day__gt=today - timedelta(days=_DAYS)).order_by("-day")
    context = {
        "has_model": bool(config.model_url),
        "name": config.model_name,
        "today": of_today,
        "month": spent(today.replace(day=1), today, AHEAD),
        "limits": [(*row, share(row[1], row[2]) if row[2] else "") for row in limits],
        "days": [(row.day, row.requests, row.sent, row.written) for row in days],
        "account": account(now),
    }
    return show(request, "budget", "budget", context)
