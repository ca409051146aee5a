"""Marking passages of saved articles: by choosing sentences, or by selecting text in the article."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from broadsheet.errors import ReaderError
from broadsheet.personal.highlights import AROUND, MOST_CHARS, Passage, together
from broadsheet.read.highlights import paragraphs, spans_of, text_to_mark
from broadsheet.read.personal import back_to, reader_required
from broadsheet.read.shown import article_at
from broadsheet.readers import highlighting, saving
from broadsheet.readers.models import Highlight, Reader, Saved

_MOST_CHOSEN = 500


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def highlights(request: HttpRequest, reader: Reader, pk: int) -> HttpResponse:
    """A saved article by sentences, each with a box; sent: marks those chosen, or changes what is marked."""
    saved = get_object_or_404(Saved, pk=pk, reader=reader, kind="article")
    if request.method == "POST":
        return _change(request, saved)
    return _page(request, saved)


def _page(request: HttpRequest, saved: Saved, problem: str = "") -> HttpResponse:
    article = article_at(saved.key)
    text = text_to_mark(article) if article else ""
    marked = highlighting.placed(saved.highlights.all(), text)
    spans = spans_of(text, article.language) if article else []
    context: dict[str, Any] = {
        "saved": saved,
        "article": article,
        "marked": marked,
        "paragraphs": paragraphs(text, spans, marked),
        "version": article.content_hash if article else "",
        "problem": problem,
        "section": "saved",
    }
    return render(request, "read/highlights.html", context, status=422 if problem else 200)


def _change(request: HttpRequest, saved: Saved) -> HttpResponse:
    sent = request.POST
    one = sent.get("highlight", "")
    if one:
        row = get_object_or_404(Highlight, saved=saved, pk=_number(one))
        if sent.get("action") == "remove":
            row.delete()
        else:
            highlighting.annotate(row, sent.get("note", ""))
        return HttpResponseRedirect(reverse("highlights", args=(saved.pk,)))
    article = article_at(saved.key)
    if article is None:
        raise Http404("The article is not here any more.")
    if sent.get("version") != article.content_hash:
        return _page(request, saved, "edited")
    text = text_to_mark(article)
    chosen = [_number(one) for one in sent.getlist("sentence")[:_MOST_CHOSEN]]
    try:
        spans = together(spans_of(text, article.language), chosen)
        highlighting.mark(saved, text, spans, sent.get("note", ""), timezone.now())
    except ReaderError:
        return _page(request, saved, "many" if chosen else "none")
    return HttpResponseRedirect(reverse("highlights", args=(saved.pk,)))


def _number(text: str) -> int:
    """A number from a form; -1 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else -1


@never_cache
@require_POST
@reader_required
def highlight(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Marks a passage that was selected in an article's page, which is saved by that, and goes back."""
    sent = request.POST
    article = article_at(sent.get("key", "").replace("\0", "")[:12])
    if article is None:
        raise Http404("There is no such article.")
    asked = Passage(
        sent.get("exact", "").replace("\0", "")[: 2 * MOST_CHARS],
        sent.get("prefix", "")[-AROUND:],
        sent.get("suffix", "")[:AROUND],
    )
    now, text = timezone.now(), text_to_mark(article)
    try:
        with transaction.atomic():  # without the mark it is not saved either
            saved = saving.save(reader, "article", article.public_id, article.title, now)
            highlighting.mark_quote(saved, text, asked, sent.get("note", ""), now)
    except ReaderError:
        return HttpResponseRedirect(f"{back_to(request, 'saved')}#not-marked")
    return HttpResponseRedirect(f"{back_to(request, 'saved')}#highlights")
