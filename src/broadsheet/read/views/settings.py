"""The settings page: what a reader chooses is kept in cookies of the browser, but for what is muted, if they
have an account: that is kept there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings as site
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from broadsheet.read.editions import editions, languages_written
from broadsheet.read.preferences import (
    MOST_COOKIE_BYTES,
    MOST_MUTED,
    MOST_READ,
    TEXT_SIZES,
    THEMES,
    WORLD,
    Mute,
    format_mutes,
    format_reads,
    is_country,
    parse_reads,
    preferences,
    remember,
    tidy_word,
)
from broadsheet.read.words import country_name, native_name
from broadsheet.readers.access import reader_of
from broadsheet.readers.following import replace_mutes
from broadsheet.store.models import Hashtag, Publisher

THEME_NAMES: Mapping[str, Promise] = {
    "auto": _("As the device"),
    "light": _("Light"),
    "dark": _("Dark"),
}
SIZE_NAMES: Mapping[str, Promise] = {
    "normal": _("Normal"),
    "large": _("Large"),
    "larger": _("Larger"),
}
# The languages of most publishers; those chosen already are among them always.
_LANGUAGES_OFFERED = 36
_MOST_TYPED = 10_000


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the fields for mutes hold, the mutes they mean, and by field what is wrong."""

    words: str
    hashtags: str
    publishers: str
    mutes: tuple[Mute, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Shows the choices; takes new ones, keeps them in cookies and comes back.

    `?mute=publisher:KEY` or `?mute=hashtag:KEY` fills that in to be saved: a link alone changes nothing.
    """
    if request.method != "POST":
        return _page(request, _kept(request, request.GET.get("mute", "")))
    typed = _typed(request.POST)
    if typed.errors:
        return _page(request, typed, status=422)
    response = HttpResponseRedirect(f"{reverse('settings')}?saved=1")
    for name, value in _chosen(request.POST).items():
        remember(request, response, name, value)
    if (reader := reader_of(request)) is not None:
        replace_mutes(reader, typed.mutes, ("word", "hashtag", "publisher"))
    else:
        remember(request, response, "mutes", format_mutes(typed.mutes))
    return response


def _chosen(posted: QueryDict) -> dict[str, str]:
    """The cookies but the mutes; what is not on offer counts as not chosen."""
    language, theme, size = posted.get("language", ""), posted.get("theme", ""), posted.get("text", "")
    edition = posted.get("edition", "")
    reads = parse_reads(".".join(posted.getlist("reads")[:MOST_READ]))
    return {
        site.LANGUAGE_COOKIE_NAME: language if language in dict(site.LANGUAGES) else "",
        "theme": theme if theme in THEMES[1:] else "",
        "text": size if size in TEXT_SIZES[1:] else "",
        "edition": edition if is_country(edition) else "",
        "reads": format_reads(reads),
    }


def _typed(posted: QueryDict) -> _Typed:
    """The mutes that a reader typed: words and hashtags between commas or lines, publishers on lines."""
    texts = {name: posted.get(name, "")[:_MOST_TYPED] for name in ("words", "hashtags", "publishers")}
    errors: dict[str, str] = {}
    mutes = {Mute("word", word) for word in _parts(texts["words"])}
    labels = [label.lstrip("#").strip() for label in _parts(texts["hashtags"])]
    hashtags, unknown = _hashtags([label for label in labels if label])
    if unknown:
        errors["hashtags"] = gettext("No article has this hashtag: %(names)s.") % {"names": _named(unknown)}
    publishers, unknown = _publishers(texts["publishers"].splitlines())
    if unknown:
        errors["publishers"] = gettext("No publisher has this name or domain: %(names)s.") % {
            "names": _named(unknown)
        }
    mutes |= {Mute("hashtag", key) for key in hashtags} | {Mute("publisher", key) for key in publishers}
    if len(mutes) > MOST_MUTED or len(format_mutes(mutes)) > MOST_COOKIE_BYTES:
        errors["words"] = gettext(
            "This is more than a browser keeps for a site. Take some words, hashtags or publishers out."
        )
    return _Typed(**texts, mutes=tuple(sorted(mutes)), errors=errors)


def _parts(text: str) -> list[str]:
    for mark in "،，、;؛\r\n":
        text = text.replace(mark, ",")
    return [word for word in map(tidy_word, text.split(",")) if word]


def _named(names: Iterable[str]) -> str:
    return " · ".join(sorted(set(names))[:5])


def _hashtags(labels: list[str]) -> tuple[set[str], list[str]]:
    """Keys of the hashtags with these labels or keys, and what is neither."""
    rows: set[str] = set()
    unknown = []
    for label in dict.fromkeys(labels[: 2 * MOST_MUTED]):
        named = Q(key__in=(label, label.replace(" ", "-"))) | Q(label__iexact=label)
        written = Hashtag.objects.filter(named).order_by("-articles")
        key = written.values_list("key", flat=True).first()
        if key is None:
            unknown.append(label)
        else:
            rows.add(key)
    return rows, unknown


def _publishers(lines: Iterable[str]) -> tuple[set[str], list[str]]:
    """Keys of the publishers of these names, keys or domains, and the lines that are none of them."""
    keys: set[str] = set()
    unknown = []
    for line in [" ".join(line.split())[:200] for line in lines][: 2 * MOST_MUTED]:
        if not line:
            continue
        named = Q(key=line) | Q(name__iexact=line) | Q(name_en__iexact=line)
        found = Publisher.objects.filter(named | Q(domains__domain=line.casefold().removeprefix("www.")))
        matching = set(found.values_list("key", flat=True)[:5])
        keys |= matching
        if not matching:
            unknown.append(line)
    return keys, unknown


def _kept(request: HttpRequest, more: str) -> _Typed:
    """The mutes as the fields show them, with one more from an address."""
    chosen = preferences(request)
    hashtags, publishers = list(chosen.muted("hashtag")), list(chosen.muted("publisher"))
    kind, _, key = more.partition(":")
    if kind == "hashtag" and Hashtag.objects.filter(key=key).exists():
        hashtags.append(key)
    if kind == "publisher" and Publisher.objects.filter(key=key).exists():
        publishers.append(key)
    known = Publisher.objects.filter(key__in=publishers).order_by("name").values_list("name", flat=True)
    labels = Hashtag.objects.filter(key__in=hashtags).order_by("key").values_list("key", flat=True)
    return _Typed(
        words=", ".join(chosen.muted("word")),
        hashtags=", ".join(f"#{label}" for label in labels),
        publishers="\n".join(known),
    )


def _page(request: HttpRequest, typed: _Typed, status: int = 200) -> HttpResponse:
    chosen = preferences(request)
    asked: dict[str, Any] = {
        "language": chosen.language,
        "theme": chosen.theme,
        "text": chosen.text_size,
        "edition": chosen.edition,
        "reads": chosen.reads,
    }
    if request.method == "POST":
        posted = _chosen(request.POST)
        asked |= {name: value for name, value in posted.items() if value}
        asked["reads"] = parse_reads(posted["reads"])
    codes = dict.fromkeys((*asked["reads"], *languages_written()[:_LANGUAGES_OFFERED]))
    known = dict.fromkeys((*editions(), *((asked["edition"],) if asked["edition"] != WORLD else ())))
    context = {
        "asked": asked,
        "typed": typed,
        "saved": request.GET.get("saved") == "1" and not typed.errors,
        "themes": THEME_NAMES,
        "sizes": SIZE_NAMES,
        "editions": sorted(((code, country_name(code)) for code in known), key=lambda one: one[1].casefold()),
        "languages_read": sorted(
            ((code, native_name(code)) for code in codes), key=lambda one: one[1].casefold()
        ),
        "mutes_count": len(chosen.mutes),
        "section": "settings",
    }
    response = render(request, "read/settings.html", context, status=status)
    # Without any referrer browsers send the form with "Origin: null", which looks like another site's.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
