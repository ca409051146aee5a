"""What readers tell moderators, what was decided about them, and the rules for all."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from broadsheet.errors import CommentRefused
from broadsheet.read.moderation import own_rules
from broadsheet.read.personal import reader_required
from broadsheet.readers import reporting
from broadsheet.readers.models import Comment, Decision, Reader, Report
from broadsheet.readers.moderation import ban_of, limits_now

from .comments import offered

_MOST_DECISIONS = 100


@offered
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How one speaks here, what holds a comment, what moderators may do."""
    config = settings.CONFIG
    context = {
        "limits": limits_now(),
        "reports": config.comments_reports_hold,
        "own": own_rules(config.rules_file),
    }
    return render(request, "read/rules.html", context)


@offered
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def report(request: HttpRequest, reader: Reader, public_id: str) -> HttpResponse:
    """Tells moderators of a comment."""
    found = get_object_or_404(
        Comment.objects.select_related("author"), public_id=public_id, state=Comment.State.SHOWN
    )
    there = Report.objects.filter(comment=found, reporter=reader).first()
    context = {"comment": found, "kinds": Report.Kind.choices, "report": there, "refused": ""}
    if request.method == "POST" and request.POST.get("kind") not in Report.Kind.values:
        return render(request, "read/comments/report.html", {**context, "missing": True}, status=422)
    if request.method == "POST":
        try:
            sent = (request.POST["kind"], request.POST.get("note", ""))
            context["report"] = reporting.report(reader, found, *sent, timezone.now())
        except CommentRefused as error:
            context["refused"] = error.why
            return render(request, "read/comments/report.html", context, status=403)
        return render(request, "read/comments/report.html", {**context, "thanks": True})
    return render(request, "read/comments/report.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def decisions(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What moderation decided about a reader and what they wrote, and their objections. Sent: objects."""
    refused = ""
    if request.method == "POST":
        pk = request.POST.get("decision", "")
        decision = get_object_or_404(
            Decision.objects.select_related("comment"),
            pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0,
            reader=reader,
        )
        try:
            reporting.appeal(reader, decision, request.POST.get("text", ""), timezone.now())
        except CommentRefused as error:
            refused = error.why
        else:
            return HttpResponseRedirect(f"{reverse('account-moderation')}#d{decision.pk}")
    rows = Decision.objects.filter(reader=reader).select_related("comment", "article", "story__headline")
    context = {
        "ban": ban_of(reader, timezone.now()),
        "decisions": [
            (one, one.appeals.filter(reader=reader).first(), reporting.can_appeal(one, reader))
            for one in rows[:_MOST_DECISIONS]
        ],
        "refused": refused,
        "section": "account",
    }
    return render(request, "read/moderation/mine.html", context, status=422 if refused else 200)
