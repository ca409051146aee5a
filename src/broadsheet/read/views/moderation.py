"""Moderators' pages: the queue, one comment, one reader, the log, the words. For everybody else they are not
there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.discuss.powers import BANS
from broadsheet.errors import ReaderError
from broadsheet.read.moderation import BAN_NAMES
from broadsheet.read.personal import reader_required
from broadsheet.read.words import number
from broadsheet.readers import deciding, waiting
from broadsheet.readers.deciding import Act, tidy_reason
from broadsheet.readers.discussions import standing_home
from broadsheet.readers.models import Appeal, BlockedWord, Comment, Decision, Reader
from broadsheet.readers.moderation import ban_of, is_moderator, lock_of

_A_PAGE, _MOST_PICKED = 30, 100
_RELATED = ("author", "article", "story__headline", "parent__author")
_ON_COMMENTS: dict[str, Callable[[Act, Comment], Decision]] = {
    "show": deciding.show, "hide": deciding.hide, "delete": deciding.delete,
}  # fmt: skip


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the moderator who asks; nobody is led to sign in, for others there is no such page."""

    @wraps(view)
    def asked(request: HttpRequest, reader: Reader, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_moderator(reader):
            raise Http404("There is no such page.")
        return view(request, reader, *args, **kwargs)

    return reader_required(asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def queue(request: HttpRequest, moderator: Reader) -> HttpResponse:
    """What waits, the oldest first; `?kind=` one kind of it. Sent: decides on those that were picked."""
    kind = request.GET.get("kind", "")
    kinds = (kind,) if kind in waiting.KINDS else waiting.KINDS
    context: dict[str, Any] = {}
    if request.method == "POST":
        context = _decide(request, moderator)
        if not context:
            return HttpResponseRedirect(request.get_full_path())
    counts = waiting.counts()
    items = [_shown(one, moderator) for one in waiting.oldest(_A_PAGE, kinds)]
    context |= {
        "items": items,
        "pickable": any(item["may"] and not item["one"].appeal for item in items),
        "counts": counts,
        "all": sum(counts.values()),
        "more": sum(counts[one] for one in kinds) > _A_PAGE,
        "kind": kind if kind in waiting.KINDS else "",
        "section": "moderation",
        "bans": BAN_NAMES,
    }
    return render(request, "read/moderation/queue.html", context, status=422 if "missing" in context else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def comment(request: HttpRequest, moderator: Reader, public_id: str) -> HttpResponse:
    """One comment with all that was decided on it; sent: decides."""
    found = get_object_or_404(Comment.objects.select_related(*_RELATED), public_id=public_id)
    context: dict[str, Any] = {}
    if request.method == "POST":
        context = _decide(request, moderator)
        if not context:
            return HttpResponseRedirect(request.get_full_path())
    one = waiting.with_context([waiting.Waiting("held", found.made_at, found)])[0]
    context |= {
        "item": _shown(one, moderator),
        "comment": found,
        "lock": lock_of(standing_home(found)),
        "ban": ban_of(found.author, timezone.now()) if found.author else None,
        "decisions": _with_undo(Decision.objects.filter(comment=found), moderator),
        "section": "moderation",
        "bans": BAN_NAMES,
    }
    status = 422 if "missing" in context else 200
    return render(request, "read/moderation/comment.html", context, status=status)


def _shown(one: waiting.Waiting, moderator: Reader) -> dict[str, Any]:
    may = deciding.may_decide_on(moderator, one.author)
    comment = one.comment
    rules = []
    if comment is not None and comment.held_why:
        last = comment.decisions.filter(kind=Decision.Kind.HOLD).first()
        rules = [last] if last else []
    return {"one": one, "comment": comment, "may": may, "held_by": rules, "reader": one.author}


def _decide(request: HttpRequest, moderator: Reader) -> dict[str, Any]:
    """Does what was sent; what is missing, with what was typed, if it cannot be done."""
    action, reason = request.POST.get("action", ""), tidy_reason(request.POST.get("reason", ""))
    picked = [pick.replace("\0", "") for pick in request.POST.getlist("pick")[:_MOST_PICKED]]
    duration, locks = request.POST.get("ban", ""), request.POST.get("lock") == "yes"
    typed = {"picked": picked, "reason": reason, "duration": duration, "locks": locks}
    found = list(Comment.objects.filter(public_id__in=picked).select_related("author"))
    if action not in (*_ON_COMMENTS, "only"):
        return {"missing": gettext("Nothing was chosen to be done."), **typed}
    if not found:
        return {"missing": gettext("Pick at least one comment."), **typed}
    if not reason and (action in ("hide", "delete") or duration in BANS or locks):
        return {"missing": gettext("Give a reason: its author will see it."), **typed}
    act = Act(moderator, reason, timezone.now())
    decided = [one for one in found if _decide_on(act, one, action, locks)]
    if duration in BANS:  # once each, however many comments of theirs were picked
        for author in {one.author for one in decided if one.author}:
            deciding.ban(act, author, duration)
    if done := len(decided):
        said = ngettext("Decided on %(count)s comment.", "Decided on %(count)s comments.", done)
        messages.success(request, said % {"count": number(done)})
    if left := len(picked) - done:
        said = ngettext(
            "%(count)s comment was left as it is: it is gone, or not yours to decide on.",
            "%(count)s comments were left as they are: they are gone, or not yours to decide on.",
            left,
        )
        messages.warning(request, said % {"count": number(left)})
    return {}


def _decide_on(act: Act, comment: Comment, action: str, locks: bool) -> bool:
    """Everything on one comment, or nothing of it."""
    try:
        with transaction.atomic():
            if not deciding.may_decide_on(act.by, comment.author):
                raise PermissionDenied
            if action in _ON_COMMENTS:
                _ON_COMMENTS[action](act, comment)
            home = standing_home(comment)
            if locks and lock_of(home) is None:
                deciding.lock(act, home.article, home.story)
    except (PermissionDenied, ReaderError):
        return False
    return True


@never_cache
@require_POST
@moderators_only
def answer(request: HttpRequest, moderator: Reader, pk: int) -> HttpResponse:
    """Answers an appeal."""
    appeal = get_object_or_404(Appeal.objects.select_related("decision__comment", "reader"), pk=pk)
    reason = tidy_reason(request.POST.get("reason", ""))
    granted = request.POST.get("action") == "grant"
    if not reason and not granted:
        messages.warning(request, gettext("Give a reason: its author will see it."))
        return HttpResponseRedirect(reverse("moderation"))
    try:
        deciding.answer(Act(moderator, reason, timezone.now()), appeal, granted)
    except ReaderError:
        messages.warning(request, gettext("This appeal was answered already, or what it is about is gone."))
    else:
        messages.success(request, gettext("The appeal is answered."))
    return HttpResponseRedirect(reverse("moderation"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def reader(request: HttpRequest, moderator: Reader, pk: int) -> HttpResponse:
    """One reader as moderators know them: what they wrote, their bans. Sent: bans, or lifts the ban."""
    found = get_object_or_404(Reader, pk=pk)
    now = timezone.now()
    if request.method == "POST":
        act = Act(moderator, tidy_reason(request.POST.get("reason", "")), now)
        if request.POST.get("action") == "unban":
            deciding.unban(act, found)
        elif not act.reason:
            messages.warning(request, gettext("Give a reason: its author will see it."))
        else:
            deciding.ban(act, found, request.POST.get("ban", ""))
        return HttpResponseRedirect(request.path)
    comments = Comment.objects.filter(author=found).select_related(*_RELATED).order_by("-pk")
    context = {
        "who": found,
        "record": waiting.records({found})[found.pk],
        "ban": ban_of(found, now),
        "may": deciding.may_decide_on(moderator, found),
        "comments": comments[:_A_PAGE],
        "decisions": _with_undo(Decision.objects.filter(reader=found)[:_A_PAGE], moderator),
        "bans": BAN_NAMES,
        "section": "moderation",
    }
    return render(request, "read/moderation/reader.html", context)


@never_cache
@require_safe
@moderators_only
def log(request: HttpRequest, moderator: Reader) -> HttpResponse:
    """Every decision: who, when, why."""
    page = Paginator(Decision.objects.all(), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "decisions": _with_undo(page.object_list, moderator),
        "section": "moderation",
        "part": "log",
    }
    return render(request, "read/moderation/log.html", context)


def _with_undo(decisions: Any, moderator: Reader) -> list[tuple[Decision, bool]]:
    related = ("by", "reader", "comment__author", "article", "story__headline")
    rows = decisions.select_related(*related)
    return [(one, deciding.can_undo(one, moderator)) for one in rows]


@never_cache
@require_POST
@moderators_only
def undo(request: HttpRequest, moderator: Reader, pk: int) -> HttpResponse:
    """Takes a decision back."""
    decision = get_object_or_404(Decision.objects.select_related("comment__author", "reader"), pk=pk)
    reason = tidy_reason(request.POST.get("reason", ""))
    try:
        deciding.undo(Act(moderator, reason, timezone.now()), decision)
    except ReaderError:
        messages.warning(request, gettext("This cannot be undone: something else was decided since."))
    else:
        messages.success(request, gettext("It is undone."))
    return HttpResponseRedirect(reverse("moderation-log"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def words(request: HttpRequest, moderator: Reader) -> HttpResponse:
    """The words that hold a comment; sent: adds one a line, or takes one off."""
    if request.method == "POST":
        act = Act(moderator, "", timezone.now())
        remove = request.POST.get("remove", "")
        if remove:
            deciding.allow_word(act, int(remove) if remove.isdecimal() and len(remove) < 18 else 0)
        else:
            _add_words(request, act)
        return HttpResponseRedirect(reverse("moderation-words"))
    context = {"words": BlockedWord.objects.all(), "section": "moderation", "part": "words"}
    return render(request, "read/moderation/words.html", context)


def _add_words(request: HttpRequest, act: Act) -> None:
    refused = []
    for line in request.POST.get("words", "")[:20_000].splitlines()[:500]:
        if not line.strip():
            continue
        try:
            deciding.block_word(act, line.strip())
        except ReaderError:
            refused.append(line.strip()[:80])
    if refused:
        said = gettext("Not added, as they are on the list already or have no letters: %(words)s")
        messages.warning(request, said % {"words": ", ".join(refused[:20])})
