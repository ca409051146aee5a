"""Publishers and feeds: how they are, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.catalogue.packs import LANGUAGE_PREFIX, find_pack, load_packs, packs
from broadsheet.catalogue.types import CataloguePublisher
from broadsheet.categories import CATEGORIES
from broadsheet.errors import CatalogueError, OpmlError
from broadsheet.fetch.types import FetchLimits
from broadsheet.read.health import STATE_NAMES, count_states, health_of, worst_first
from broadsheet.read.views.feeds import feed_countries, filtered_feeds, without
from broadsheet.read.words import country_name, language_name
from broadsheet.readers.models import Reader
from broadsheet.readers.operating import note
from broadsheet.store.catalogue import install_in_parts
from broadsheet.store.jobs import Report, job_of
from broadsheet.store.models import Feed, Publisher, Rights
from broadsheet.store.rights import set_rights
from broadsheet.store.sourcing import (
    article_counts,
    ask_feeds,
    feed_names,
    pause_feeds,
    remove_feeds,
    resume_feeds,
)

from .access import operator_required
from .frame import data_dir, go, refusing, sent_ids, show
from .working import begin

if TYPE_CHECKING:
    from broadsheet.pipeline.adding import Added

_FEEDS_A_PAGE = 50
_WEEK = timedelta(days=7)
_LIMITS = FetchLimits(connect_s=5.0, total_s=15.0)  # the operator waits for it
_MOST_BYTES = 5_000_000  # of a list of feeds


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the table; `articles` a day of its publisher, over the last week."""

    feed: Feed
    health: str
    articles: float


@require_safe
@operator_required
@refusing
def sources(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All feeds, those that need someone first."""
    now = timezone.now()
    states = count_states()
    page = Paginator(worst_first(filtered_feeds(request.GET)), _FEEDS_A_PAGE).get_page(
        request.GET.get("page")
    )
    feeds = list(page.object_list)
    counts = article_counts([feed.publisher_id for feed in feeds], now - _WEEK)
    context = {
        "rows": [FeedRow(one, health_of(one), counts.get(one.publisher_id, 0) / 7) for one in feeds],
        "page": page,
        "states": states,
        "total": sum(states.values()),
        "filter": {name: request.GET.get(name, "") for name in ("q", "state", "country")},
        "query": without(request.GET, "page"),
        "state_choices": [(state, STATE_NAMES[state], states[state]) for state in STATE_NAMES],
        "countries": feed_countries(),
        "categories_offered": CATEGORIES,
    }
    return show(request, "sources", "sources", context)


@require_POST
@operator_required
@refusing
def act(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Pauses, resumes, asks or removes the feeds that are marked, or all that the filter finds."""
    now = timezone.now()
    action = request.POST.get("action", "")
    if request.POST.get("which") == "all":
        feeds = list(filtered_feeds(request.POST).values_list("pk", flat=True))
    else:
        feeds = sent_ids(request, "feed")
    deeds: dict[str, Callable[[list[int]], int]] = {
        "pause": pause_feeds,
        "resume": partial(resume_feeds, now=now),
        "ask": partial(ask_feeds, now=now),
        "remove": remove_feeds,
    }
    if action not in deeds:
        raise BadRequest("no such action")
    names = feed_names(feeds)
    if action == "remove" and names and request.POST.get("sure") != "yes":
        context = {"feeds": ",".join(map(str, feeds)), "names": names, "more": len(feeds) - len(names)}
        return show(request, "sources_remove", "sources", context)
    count = deeds[action](feeds)
    if count:
        rest = [f"+ {len(feeds) - len(names)}"] if len(feeds) > len(names) else []
        note(reader, action, now, subjects=names + rest)
    return go(_back(request), count)


def _back(request: HttpRequest) -> str:
    kept = {name: request.POST.get(name, "") for name in ("q", "state", "country")}
    query = request.GET.copy()
    query.update({name: value for name, value in kept.items() if value})
    return reverse("operator-sources") + (f"?{query.urlencode()}" if query else "")


@require_POST
@operator_required
@refusing
def add(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Adds what an address leads to, or the feeds of an OPML file."""
    # What reads articles takes long to load, and no other page needs it.
    from broadsheet.pipeline.adding import add_found, check_category, feeds_of_opml, find_out

    now = timezone.now()
    category = request.POST.get("category", "")
    check_category(category)
    if file := request.FILES.get("opml"):
        if (file.size or 0) > _MOST_BYTES:
            raise OpmlError("The file is larger than 5 MB.")
        added = add_found(feeds_of_opml(file.read()), category)
        name = "".join(letter for letter in (file.name or "") if letter.isprintable())
        note(reader, "opml", now, subjects=[f"{name}: {len(added.feeds)}"])
    else:
        target = request.POST.get("address", "").replace("\0", "").strip()
        if not target or len(target) > 2000:
            raise CatalogueError("No address was given.")
        added = add_found(find_out(target, settings.CONFIG, _LIMITS), category)
        note(reader, "add", now, subjects=_names(added))
    return show(request, "sources_added", "sources", {"added": added})


def _names(added: Added) -> list[str]:
    return [feed.url for feed, _ in added.feeds] + [article.canonical_url for article, _ in added.articles]


@require_http_methods(["GET", "HEAD", "POST"])
@operator_required
@refusing
def publisher(request: HttpRequest, reader: Reader, key: str) -> HttpResponse:
    """A publisher with its feeds, and how much of its texts is shown."""
    found = get_object_or_404(Publisher, key=key)
    now = timezone.now()
    if request.method == "POST":
        rights = request.POST.get("rights", "")
        changed = set_rights([found.key], rights)
        if changed:
            note(reader, "rights", now, subjects=[f"{found.key}: {rights}"])
        return go(reverse("operator-publisher", args=(found.key,)), changed)
    feeds = list(worst_first(Feed.objects.filter(publisher=found)))
    articles = article_counts([found.pk], now - _WEEK).get(found.pk, 0) / 7
    context = {
        "publisher": found,
        "rows": [FeedRow(one, health_of(one), articles) for one in feeds],
        "rights": Rights.choices,
        "per_day": articles,
    }
    return show(request, "publisher", "sources", context)


@require_safe
@operator_required
@refusing
def catalogue(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The packs of the catalogue, and publishers by country, language and category."""
    return show(request, "catalogue", "sources", offers(request.GET))


@require_POST
@operator_required
@refusing
def install(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Begins to add the publishers that were chosen."""
    chosen = choose(request.POST)
    if not chosen:
        raise CatalogueError("The catalogue has no publisher like that.")
    subject = " ".join(part for part in _asked(request.POST).values() if part)[:200]
    begin("catalogue", subject, partial(_install, reader, subject, chosen))
    first = request.POST.get("next") == "first"
    return go(f"{reverse('operator-first')}?step=sources" if first else reverse("operator-catalogue"))


def _install(by: Reader, subject: str, chosen: tuple[CataloguePublisher, ...], report: Report) -> None:
    note(by, "catalogue", timezone.now(), subjects=[f"{subject}: {len(chosen)}"])
    report.outcome = install_in_parts(chosen, report).feeds


def choose(query: QueryDict) -> tuple[CataloguePublisher, ...]:
    """The publishers of a pack, of a country, in a language, with feeds of a category: all that is asked.

    Raises:
        CatalogueError: there is no such pack.
    """
    asked = _asked(query)
    if not any(asked.values()):
        return ()
    found = find_pack(asked["pack"]).publishers if asked["pack"] else load_packs()
    if asked["country"]:
        found = tuple(one for one in found if one.country == asked["country"])
    if asked["language"]:
        spoken = {one.key: one for one in find_pack(LANGUAGE_PREFIX + asked["language"]).publishers}
        urls = {feed.url for one in spoken.values() for feed in one.feeds}
        found = tuple(
            replace(one, feeds=kept)
            for one in found
            if (kept := tuple(feed for feed in one.feeds if feed.url in urls))
        )
    if asked["category"]:
        found = tuple(
            replace(one, feeds=kept)
            for one in found
            if (kept := tuple(feed for feed in one.feeds if feed.category == asked["category"]))
        )
    return found


def _asked(query: QueryDict) -> dict[str, str]:
    return {name: query.get(name, "") for name in ("pack", "country", "language", "category")}


def offers(query: QueryDict) -> dict[str, object]:
    """What can be chosen, what is, and how far the adding of such is: for `operator/choose.html`."""
    everything, chosen = load_packs(), choose(query)
    countries = {one.country for one in everything}
    languages = {feed.language.split("-")[0] for one in everything for feed in one.feeds}
    return {
        "packs": packs(),
        "countries": sorted(((c, country_name(c)) for c in countries), key=lambda pair: pair[1]),
        "languages_offered": sorted(((c, language_name(c)) for c in languages), key=lambda pair: pair[1]),
        "categories_offered": CATEGORIES,
        "asked": _asked(query),
        "chosen": chosen,
        "feeds": sum(len(one.feeds) for one in chosen),
        "job": job_of(data_dir(), "catalogue"),
    }
