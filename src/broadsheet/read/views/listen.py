"""Listening: what is queued, its words for the browser's voices, and audio files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from broadsheet.read.audio import audio_name, briefing_name, can_speak, has_voice, shelf
from broadsheet.read.listening import minutes_of, parts_of_article, parts_of_briefing, parts_of_story
from broadsheet.read.preferences import language_of, remember
from broadsheet.read.queue import COOKIE, MOST, Entry, changed_queue, format_queue, parse_entry, read_queue
from broadsheet.read.ranges import send_file
from broadsheet.read.shown import shown_stories
from broadsheet.read.stories import make_cards
from broadsheet.read.templatetags.broadsheet import article_url, story_url
from broadsheet.speech.types import Part
from broadsheet.store.briefings import KeptBriefing, read_briefing
from broadsheet.store.errands import Wanted, ask_for
from broadsheet.store.models import Article, Errand, Story

_ACTIONS = ("add", "remove", "up")


@dataclass(frozen=True, slots=True)
class Queued:
    """An entry as the page has it.

    Attributes:
        subject: as errands name it; "" for a briefing, whose audio is made by itself.
        changed_at: when what is said of it last changed.
        audio: address of its audio file; "" without one.
        state: of its audio: "ready", "waiting", "failed", "possible", or "none" where none can be made.
    """

    entry: Entry
    url: str
    title: str
    language: str
    source: str = ""
    day: date | None = None
    subject: str = ""
    changed_at: datetime | None = None
    audio: str = ""
    state: str = "none"


@require_safe
@never_cache
def listen(request: HttpRequest) -> HttpResponse:
    """The queue. A link and no form changes it (`?add=a.ID`), so that other pages carry no token."""
    queue = read_queue(request)
    for action in _ACTIONS:
        entry = parse_entry(request.GET.get(action, ""))
        if entry is not None:
            return _back(request, changed_queue(queue, action, entry))
    if "clear" in request.GET:
        return _back(request, [])
    if (wanted := parse_entry(request.GET.get("make", ""))) is not None:
        if request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}:
            _ask_for_audio(request, wanted)
        return HttpResponseRedirect(reverse("listen"))
    context = {
        "queue": _with_audio(_queued(request, queue), _language(request)),
        "can_speak": can_speak(),
        "most": MOST,
        "is_full": len(queue) >= MOST,
        "section": "listen",
    }
    return render(request, "read/listen.html", context)


@require_safe
def words(request: HttpRequest, key: str) -> JsonResponse:
    """What is said of an entry: parts, each with its language."""
    entry = parse_entry(key)
    parts = _parts(request, entry) if entry else []
    if not parts:
        raise Http404(key)
    said = [{"text": one.text, "language": one.language, "heading": one.heading} for one in parts]
    return JsonResponse({"title": parts[0].text, "minutes": minutes_of(parts), "parts": said})


@require_safe
def audio(request: HttpRequest, name: str) -> HttpResponse:
    """An audio file by the name that its words give it: what it leads to never changes."""
    file = f"{name[:40]}.mp3"
    data = shelf().get(file) if name.isalnum() and len(name) > 3 else None
    if data is None:
        raise Http404(name)
    response = send_file(request, data, "audio/mpeg", f'"{name}"')
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return response


def _back(request: HttpRequest, queue: Sequence[Entry]) -> HttpResponse:
    response = HttpResponseRedirect(reverse("listen"))
    remember(request, response, COOKIE, format_queue(queue))
    return response


def _language(request: HttpRequest) -> str:
    return language_of(request).split("-")[0]


# --- what is queued ------------------------------------------------------------------------------------


def _queued(request: HttpRequest, queue: Sequence[Entry]) -> list[Queued]:
    """The entries that are still there, in a few queries."""
    articles = Article.objects.with_publisher().for_list()
    by_article = {
        one.public_id: one for one in articles.filter(public_id__in=[e.id for e in queue if e.kind == "a"])
    }
    wanted = Story.objects.standing().filter(public_id__in=[e.id for e in queue if e.kind == "s"])
    found = shown_stories(list(wanted.values_list("pk", flat=True)))
    by_story = {card.story.public_id: card for card in make_cards(found, with_tags=False)}
    queued = []
    for entry in queue:
        if entry.kind == "a" and (article := by_article.get(entry.id)):
            about = (article_url(article), article.title, article.language, article.publisher.name)
            queued.append(
                Queued(entry, *about, subject=f"article:{article.pk}", changed_at=article.updated_at)
            )
        elif entry.kind == "s" and (card := by_story.get(entry.id)):
            head = card.article
            about = (story_url(card.story), head.title, head.language, "")
            subject = f"story:{card.story.pk}"
            queued.append(Queued(entry, *about, subject=subject, changed_at=card.story.last_at))
        elif entry.kind == "b" and (kept := _briefing(request, entry)):
            url = f"{reverse('briefing-day', args=(kept.day,))}?edition={kept.edition}"
            audio_url = ""
            if kept.audio_bytes and shelf().has(briefing_name(kept)):
                audio_url = reverse("briefing-audio", args=(kept.day, kept.edition, kept.language))
            state = "ready" if audio_url else "none"
            queued.append(Queued(entry, url, "", "", day=kept.day, audio=audio_url, state=state))
    return queued


def _briefing(request: HttpRequest, entry: Entry) -> KeptBriefing | None:
    day, _, edition = entry.id.partition(".")
    try:
        return read_briefing(date.fromisoformat(day), edition, language_of(request))
    except ValueError:
        return None


def _with_audio(queued: Sequence[Queued], language: str) -> list[Queued]:
    """With the state of each one's audio file; one query."""
    subjects = [one.subject for one in queued if one.subject]
    rows = Errand.objects.filter(kind="audio", subject__in=subjects, language__in=("", language))
    errands = {errand.subject: errand for errand in rows}
    return [_one_with_audio(one, errands.get(one.subject)) if one.subject else one for one in queued]


def _one_with_audio(one: Queued, errand: Errand | None) -> Queued:
    if not has_voice(one.language):
        return one
    if errand is None:
        return replace(one, state="possible")
    if errand.made != errand.wanted:
        return replace(one, state="waiting")
    if errand.error_code:
        return replace(one, state="failed")
    is_old = one.changed_at is not None and errand.made_at is not None and errand.made_at < one.changed_at
    if is_old or not shelf().has(errand.made):
        return replace(one, state="possible")
    return replace(one, state="ready", audio=reverse("listen-audio", args=(errand.made[: -len(".mp3")],)))


# --- what is said --------------------------------------------------------------------------------------


def _parts(request: HttpRequest, entry: Entry) -> list[Part]:
    if entry.kind == "a":
        article = Article.objects.filter(public_id=entry.id).first()
        return parts_of_article(article) if article else []
    if entry.kind == "s":
        story = Story.objects.standing().filter(public_id=entry.id).first()
        return parts_of_story(story, _language(request)) if story else []
    kept = _briefing(request, entry)
    return parts_of_briefing(kept) if kept else []


def _ask_for_audio(request: HttpRequest, entry: Entry) -> None:
    """Has the audio file of an article or a story made in the background, if its words have none yet."""
    queued = next(iter(_queued(request, [entry])), None)
    if queued is None or not queued.subject or not has_voice(queued.language):
        return
    name = audio_name(_parts(request, entry))
    language = "" if entry.kind == "a" else _language(request)
    errand = Errand.objects.filter(kind="audio", subject=queued.subject, language=language)
    if not shelf().has(name):  # it may have been thrown out for others
        errand.update(made="")
    elif errand.filter(made=name).update(wanted=name, made_at=timezone.now()):
        return
    ask_for(Wanted("audio", queued.subject, language, name, 100.0), timezone.now())
