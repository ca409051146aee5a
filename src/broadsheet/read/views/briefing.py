"""The daily briefing: a page that ends, its audio file, and the podcast of these."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from broadsheet.assist.briefing import MOST_STORIES, SECONDS
from broadsheet.read.audio import briefing_name, can_speak, has_voice, shelf
from broadsheet.read.briefing import briefing_day, show_briefing
from broadsheet.read.editions import editions
from broadsheet.read.outgoing import absolute
from broadsheet.read.podcast import Episode, write_podcast
from broadsheet.read.preferences import WORLD, is_country, language_of, preferences
from broadsheet.read.ranges import send_file
from broadsheet.read.syndication import item_id
from broadsheet.read.words import country_name
from broadsheet.read.words import day as day_words
from broadsheet.store.briefings import (
    KeptBriefing,
    days_with_briefings,
    latest_briefing,
    read_briefing,
    spoken_briefings,
)
from broadsheet.store.errands import Wanted, ask_for

_DAYS = 14
_EPISODES = 30


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The latest briefing of the reader's edition; where today's is not made yet it is asked for."""
    now = timezone.now()
    edition, language = _edition(request), language_of(request)
    day = briefing_day(now)
    kept = latest_briefing(now.date(), edition, language)
    if (kept is None or kept.day < day) and edition != WORLD and edition in editions():
        ask_for(Wanted("briefing", edition, language, day.isoformat(), 500.0), now)
    return _page(request, kept, edition, language, day)


@require_safe
def of_day(request: HttpRequest, day: str) -> HttpResponse:
    """A day's briefing, as it was made then.

    Raises:
        Http404: it is no day, or none was made for it.
    """
    edition, language = _edition(request), language_of(request)
    kept = read_briefing(_day(day), edition, language)
    if kept is None:
        raise Http404(day)
    return _page(request, kept, edition, language, kept.day)


@require_safe
def audio(request: HttpRequest, day: str, edition: str, language: str) -> HttpResponse:
    """The audio file of a briefing."""
    kept = read_briefing(_day(day), edition[:5], language[:10]) if "\0" not in edition + language else None
    data = shelf().get(briefing_name(kept)) if kept and kept.audio_bytes else None
    if kept is None or data is None:
        raise Http404("no such audio file")
    response = send_file(request, data, "audio/mpeg", f'"{briefing_name(kept)[:-4]}"')
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"  # players that run in a browser
    return response


@require_safe
def podcast(request: HttpRequest) -> HttpResponse:
    """The briefings that have an audio file, the latest first, in the language that the address names."""
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else language_of(request)
    edition = _edition(request)
    with translation.override(language):
        return _podcast(request, edition, language)


def _podcast(request: HttpRequest, edition: str, language: str) -> HttpResponse:
    kept = [one for one in spoken_briefings(edition, language, _EPISODES) if shelf().has(briefing_name(one))]
    title = gettext("Daily briefing")
    if edition != WORLD:
        title = f"{title}: {country_name(edition)}"
    body = write_podcast(
        title=f"{title} · Broadsheet",
        description=gettext(
            "The most important stories of the day in about five minutes, in sentences of publishers, each "
            "with its source on the page. Read by a machine."
        )
        if can_speak()
        else gettext("No audio files are made here: the server lacks the program espeak-ng."),
        language=language,
        page_url=absolute(request, reverse("briefing")),
        feed_url=absolute(request, request.get_full_path()),
        image_url=absolute(request, static("read/icons/icon-512.png")),
        updated=kept[0].made_at if kept else datetime.fromtimestamp(0, tz=timezone.now().tzinfo),
        episodes=[_episode(request, one, title) for one in kept],
    )
    response = HttpResponse(body, content_type="application/rss+xml; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _episode(request: HttpRequest, kept: KeptBriefing, title: str) -> Episode:
    key = (kept.day.isoformat(), kept.edition, kept.language)
    page = reverse("briefing-day", args=(key[0],))
    return Episode(
        id=item_id("briefing", "/".join((*key, f"{kept.made_at.timestamp():.0f}"))),
        title=f"{title}, {day_words(kept.day)}",
        description=" · ".join(item.title for item in kept.briefing.items),
        url=absolute(request, f"{page}?edition={kept.edition}"),
        audio_url=absolute(request, reverse("briefing-audio", args=key)),
        audio_bytes=kept.audio_bytes,
        audio_s=kept.audio_s,
        at=kept.made_at,
    )


def _page(
    request: HttpRequest, kept: KeptBriefing | None, edition: str, language: str, due: date
) -> HttpResponse:
    shown = show_briefing(kept, preferences(request)) if kept else None
    has_audio = kept is not None and kept.audio_bytes > 0 and shelf().has(briefing_name(kept))
    context = {
        "kept": kept,
        "briefing": shown,
        "edition": edition,
        "due": due,
        "days": [day for day in days_with_briefings(edition, language, _DAYS) if kept and day != kept.day],
        "audio": reverse("briefing-audio", args=(kept.day, edition, language)) if kept and has_audio else "",
        "can_speak": has_voice(language),
        "most_minutes": round(SECONDS / 60),
        "most_stories": MOST_STORIES,
        "section": "briefing",
    }
    return render(request, "read/briefing.html", context)


def _edition(request: HttpRequest) -> str:
    """As the address says, else as the reader chose."""
    asked = request.GET.get("edition", "")
    return asked if asked == WORLD or is_country(asked) else preferences(request).edition


def _day(text: str) -> date:
    """A day as ISO 8601 writes it, and only so.

    Raises:
        Http404: it is none.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404(text) from None
    if day.isoformat() != text:
        raise Http404(text)
    return day
