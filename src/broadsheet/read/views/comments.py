"""Discussions: all comments on an article or a story; saying something, answering, changing, voting.

Everything is a plain form. What is sent leads to another address (RFC 9110, section 15.4.3), so that going
back or on sends nothing twice; what is refused is shown again, with the reason and all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.assist.translate import Original
from broadsheet.discuss.markdown import render as render_text
from broadsheet.discuss.threads import ORDERS, Order
from broadsheet.errors import CommentRefused, TranslationError
from broadsheet.read.asking import may_ask_model, payer_of
from broadsheet.read.discussions import (
    REFUSALS,
    Line,
    Subject,
    article_named,
    comment_named,
    discussion,
    lines_of,
    place_of,
    readable,
    shown_comments,
    subject_of_article,
    subject_of_story,
)
from broadsheet.read.personal import back_to, reader_required
from broadsheet.read.stories import reader_language
from broadsheet.read.translating import Translating, base
from broadsheet.read.views.aids import unremembered
from broadsheet.read.views.translate import choices_of, shown_pairs
from broadsheet.read.writing import has_model, model_name
from broadsheet.readers import comments as store
from broadsheet.readers.access import address_of, reader_of
from broadsheet.readers.discussions import Home, home_of, standing_story
from broadsheet.readers.models import Comment, Reader
from broadsheet.readers.models.comments import MOST_TEXT
from broadsheet.readers.naming import shown_name
from broadsheet.readers.notices import latest_notices, mark_seen
from broadsheet.store.models import Article, Story

View = Callable[..., HttpResponse]
_STATUS = {"signed-out": 403, "banned": 403, "locked": 403, "not-yours": 403, "too-many": 429}


def offered(view: View) -> View:
    """There is no such page where comments are switched off."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.CONFIG.offers_comments:
            raise Http404("This site has no comments.")
        return view(request, *args, **kwargs)

    return asked


@offered
@require_http_methods(["GET", "HEAD", "POST"])
def article_comments(request: HttpRequest, public_id: str) -> HttpResponse:
    """The discussion of an article; sent: a comment on it."""
    if request.method == "POST":
        named = article_named(public_id)
        if named is None:
            raise Http404(public_id)
        return _posted(request, lambda why: _article(request, public_id, _typed(request, why)), Home(named))
    return _article(request, public_id, {})


def _article(request: HttpRequest, public_id: str, form: dict[str, Any]) -> HttpResponse:
    found = get_object_or_404(Article.objects.for_list(), public_id=public_id)
    return _page(request, subject_of_article(found), form)


@offered
@require_http_methods(["GET", "HEAD", "POST"])
def story_comments(request: HttpRequest, public_id: str) -> HttpResponse:
    """The discussion of a story, of those that became part of it, and of its articles; sent: a comment."""
    found = get_object_or_404(Story.objects.select_related("headline"), public_id=public_id)
    standing = standing_story(found)
    subject = subject_of_story(standing)
    if request.method == "POST":
        return _posted(request, lambda why: _page(request, subject, _typed(request, why)), subject.home)
    if standing.pk != found.pk:
        return redirect("story-comments", standing.public_id)
    return _page(request, subject, {})


@offered
@require_safe
def permalink(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leads to a comment in its discussion."""
    comment = get_object_or_404(Comment, public_id=public_id)
    return HttpResponseRedirect(_address_in_discussion(request, comment))


@offered
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of an answer to a comment; sent: posts it."""
    parent = _visible(request, public_id)
    if request.method != "POST":
        return _write(request, parent, "reply", {})
    home = home_of(parent)
    return _posted(request, lambda why: _write(request, parent, "reply", _typed(request, why)), home, parent)


@offered
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of a change to one's own comment; sent: changes it."""
    reader = reader_of(request)
    if reader is None and request.method != "POST":
        return reader_required(lambda *_: HttpResponse())(request)
    if reader is None:
        comment = _visible(request, public_id)
        return _write(request, comment, "edit", _typed(request, "signed-out"))
    comment = get_object_or_404(Comment, public_id=public_id, author=reader)
    if request.method != "POST":
        return _write(request, comment, "edit", {"text": comment.text})
    try:
        store.edit_comment(reader, comment, _text(request), timezone.now())
    except CommentRefused as refused:
        return _write(request, comment, "edit", _typed(request, refused.why))
    return redirect("comment", public_id)


@offered
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def delete(request: HttpRequest, reader: Reader, public_id: str) -> HttpResponse:
    """Asks whether one's own comment shall go; sent: deletes it."""
    comment = get_object_or_404(Comment, public_id=public_id, author=reader)
    subject = _subject(comment)
    if request.method == "POST":
        with suppress(CommentRefused):  # gone already
            store.withdraw(reader, comment, timezone.now())
        return HttpResponseRedirect(f"{subject.comments}#comments")
    context = {"subject": subject, "line": _line(request, comment, subject)}
    return render(request, "read/comments/delete.html", context)


@offered
@never_cache
@require_POST
@reader_required
def vote(request: HttpRequest, reader: Reader, public_id: str) -> HttpResponse:
    """Says that a comment is helpful or not, or takes that back, and goes back to it."""
    comment = _visible(request, public_id)
    helpful = {"yes": True, "no": False}.get(request.POST.get("helpful", ""))
    try:
        store.vote(reader, comment, helpful, timezone.now())
    except CommentRefused as refused:
        context = {"subject": _subject(comment), "why": _sentence(refused.why)}
        return render(request, "read/comments/refused.html", context, status=_STATUS.get(refused.why, 422))
    back = back_to(request, "front") if request.POST.get("next") else _address_in_discussion(request, comment)
    return HttpResponseRedirect(back)


@offered
@never_cache
@require_safe
@reader_required
def mentions(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The latest comments that answer one of the reader's or name them."""
    found = latest_notices(reader)
    shown = shown_comments([one.comment_id for one in found])
    notices = [(one, shown[one.comment_id]) for one in found if one.comment_id in shown]
    context = {"notices": notices, "section": "account"}
    page = render(request, "read/comments/mentions.html", context)
    if request.headers.get("Sec-Purpose", "") == "":  # fetched ahead is not seen
        mark_seen(reader, timezone.now())
    return page


@offered
@require_safe
def translate(request: HttpRequest, public_id: str) -> HttpResponse:
    """A comment in the reader's language or the one chosen, beside what its author wrote."""
    comment = _visible(request, public_id)
    subject, now = _subject(comment), timezone.now()
    choices, into, trouble = choices_of(request, [comment.language])
    context: dict[str, Any] = {"subject": subject, "line": _line(request, comment, subject)}
    context |= {"aid": "translate", "choices": choices, "into": into, "trouble": trouble}
    by_model = may_ask_model(request)
    if into:
        original = Original("", render_text(comment.text).plain, base(comment.language))
        task = Translating(f"comment:{comment.pk}", original, into, payer_of(request))
        try:
            made = task.finish(now) if by_model else task.known() or task.made(now)
        except TranslationError as error:
            context["trouble"] = error.code
        else:
            context |= shown_pairs(context, [task], [made])
            if has_model() and not by_model and made.maker != model_name():
                context |= {"by_model": f"?{urlencode({'by': 'model', 'to': into})}", "model": model_name()}
    page = render(request, "read/comments/translation.html", context)
    return unremembered(page) if by_model else page


def _page(request: HttpRequest, subject: Subject, form: dict[str, Any]) -> HttpResponse:
    reader = reader_of(request)
    order, number = _order(request), request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
    found = discussion(subject, reader, order, page if not form else 1, timezone.now())
    if found is None:
        raise Http404("There is no such page of this discussion.")
    context = {
        "discussion": found,
        "subject": subject,
        "orders": ORDERS,
        "own_language": reader_language(),
        "action": subject.comments,
        "asks_name": reader is not None and not shown_name(reader),
        "most": MOST_TEXT,
        **form,
    }
    return render(request, "read/comments/discussion.html", context, status=form.get("answers", 200))


def _posted(
    request: HttpRequest,
    refuse: Callable[[str], HttpResponse],
    home: Home,
    parent: Comment | None = None,
) -> HttpResponse:
    """Stores what was sent and leads to it; what is refused is shown again."""
    reader = reader_of(request)
    if reader is None:
        return refuse("signed-out")
    try:
        made = store.post_comment(
            reader,
            home,
            _text(request),
            timezone.now(),
            parent=parent,
            name=request.POST.get("name", "")[:200],
            address=address_of(request),
        )
    except CommentRefused as refused:
        return refuse(refused.why)
    return redirect("comment", made.public_id)


def _write(request: HttpRequest, comment: Comment, aim: str, form: dict[str, Any]) -> HttpResponse:
    """The page with one form: to answer a comment, or to change it."""
    reader, subject = reader_of(request), _subject(comment)
    context = {
        "subject": subject,
        "aim": aim,
        "line": _line(request, comment, subject),
        "action": reverse(f"comment-{aim}", args=(comment.public_id,)),
        "asks_name": aim == "reply" and reader is not None and not shown_name(reader),
        "most": MOST_TEXT,
        **form,
    }
    return render(request, "read/comments/write.html", context, status=form.get("answers", 200))


def _typed(request: HttpRequest, why: str) -> dict[str, Any]:
    """What was sent, for the form that shows it again, and why it was not taken."""
    return {
        "text": _text(request),
        "name": request.POST.get("name", "")[:200],
        "why": _sentence(why),
        "wrong": "name" if why.startswith("name") else "text",
        "answers": _STATUS.get(why, 422),
    }


def _sentence(why: str) -> str:
    return str(REFUSALS.get(why, REFUSALS["gone"]))


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\0", "")


def _order(request: HttpRequest) -> Order:
    asked = request.GET.get("order", "")
    return next((order for order in ORDERS if order == asked), ORDERS[0])


def _subject(comment: Comment) -> Subject:
    if comment.article_id is not None:
        return subject_of_article(Article.objects.for_list().get(pk=comment.article_id))
    story = Story.objects.select_related("headline").get(pk=comment.story_id or 0)
    return subject_of_story(standing_story(story))


def _visible(request: HttpRequest, public_id: str) -> Comment:
    """A comment whose words the reader sees.

    Raises:
        Http404: there is none.
    """
    comment = comment_named(public_id)
    if comment is None or not readable(comment.state, comment.author_id, reader_of(request)):
        raise Http404("There is no such comment.")
    return comment


def _line(request: HttpRequest, comment: Comment, subject: Subject) -> Line:
    lines = lines_of([comment.pk], subject, reader_of(request), timezone.now())
    if not lines:
        raise Http404("There is no such comment any more.")
    return lines[0]


def _page_of(request: HttpRequest, comment: Comment, subject: Subject) -> int:
    page = place_of(subject, comment.pk, reader_of(request), _order(request))
    if page is None:
        raise Http404("There is no such comment.")
    return page


def _address_in_discussion(request: HttpRequest, comment: Comment) -> str:
    subject = _subject(comment)
    page, order = _page_of(request, comment, subject), _order(request)
    asked: dict[str, str] = {"order": order} if order != ORDERS[0] else {}
    asked |= {"page": str(page)} if page > 1 else {}
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{subject.comments}{query}#c-{comment.public_id}"
