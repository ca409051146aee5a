"""What a reader keeps, and what they have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.errors import ReaderError
from broadsheet.read.personal import back_to, reader_required, refused
from broadsheet.readers import saving
from broadsheet.readers.models import Reader, ReadMark, Saved, SavedLabel
from broadsheet.store.models import Article, Story

from .following import sent_thing

_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Item:
    """Something kept; `there` is the article or story, None if it is gone."""

    saved: Saved
    there: Article | Story | None


@never_cache
@require_POST
@reader_required
def save(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Keeps an article or a story, or keeps it no more, and goes back."""
    kind, key = sent_thing(request)
    if request.POST.get("action") == "stop":
        saving.unsave(reader, kind, key)
        return HttpResponseRedirect(back_to(request, "saved"))
    try:
        saving.save(reader, kind, key, _title(kind, key), timezone.now())
    except ReaderError as error:
        return refused(request, error, "saved")
    return HttpResponseRedirect(back_to(request, "saved"))


def _title(kind: str, key: str) -> str:
    if kind == "story":
        story = Story.objects.select_related("headline").filter(public_id=key).first()
        title = story.headline.title if story and story.headline else None
    else:
        title = Article.objects.filter(public_id=key).values_list("title", flat=True).first()
    if title is None:
        raise Http404("There is no such article or story.")
    return title


@never_cache
@require_safe
@reader_required
def saved(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What is kept, the latest first; of one label with `?label=`."""
    label = request.GET.get("label", "").replace("\0", "")
    rows = Saved.objects.filter(reader=reader).prefetch_related("labels", "highlights")
    if label:
        rows = rows.filter(labels__label=label)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    counts = SavedLabel.objects.filter(saved__reader=reader).values_list("label").annotate(Count("pk"))
    context = {
        "items": _items(list(page.object_list)),
        "page": page,
        "label": label,
        "labels": counts.order_by("label"),
        "section": "saved",
    }
    return render(request, "read/saved.html", context)


def _items(rows: Sequence[Saved]) -> list[Item]:
    keys = {kind: [row.key for row in rows if row.kind == kind] for kind in ("article", "story")}
    articles = Article.objects.filter(public_id__in=keys["article"]).with_publisher().for_list()
    stories = Story.objects.filter(public_id__in=keys["story"]).select_related(
        "headline", "merged_into__headline"
    )
    found: dict[tuple[str, str], Article | Story] = {("article", one.public_id): one for one in articles}
    found |= {("story", one.public_id): one.merged_into or one for one in stories}
    return [Item(row, found.get((row.kind, row.key))) for row in rows]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def edit(request: HttpRequest, reader: Reader, pk: int) -> HttpResponse:
    """The note and the labels of something kept."""
    found = get_object_or_404(Saved, pk=pk, reader=reader)
    if request.method == "POST":
        labels = request.POST.get("labels", "")[:2000].replace("،", ",").replace("，", ",").split(",")
        saving.annotate(found, request.POST.get("note", ""), labels)
        return HttpResponseRedirect(reverse("saved"))
    joined = ", ".join(found.labels.values_list("label", flat=True))
    context = {"saved": found, "labels": joined, "section": "saved"}
    return render(request, "read/saved_edit.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def history(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What was read, the latest first; sent: switches the history on or off, or forgets it."""
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action in ("on", "off"):
            saving.keep_history(reader, action == "on")
        elif action == "forget":
            saving.forget_history(reader)
        return HttpResponseRedirect(reverse("history"))
    marks = (
        ReadMark.objects.filter(reader=reader)
        .select_related("article__publisher")
        .defer("article__text", "article__html")
    )
    page = Paginator(marks, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "read/history.html", {"page": page, "section": "history"})
