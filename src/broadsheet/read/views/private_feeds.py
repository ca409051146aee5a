"""A reader's own lists as feeds, at addresses with a secret; the page on which they are made and revoked."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from broadsheet.categories import CATEGORIES
from broadsheet.errors import ReaderError
from broadsheet.read.choosing import chosen_listing, is_muted, told, with_muted_hashtag
from broadsheet.read.countries import ids_of_country
from broadsheet.read.foryou import for_you
from broadsheet.read.frontpage import front_ids
from broadsheet.read.lists import for_feeds, in_order
from broadsheet.read.outgoing import ITEMS, absolute, answer, article_items, story_items
from broadsheet.read.personal import reader_required, refused
from broadsheet.read.preferences import Preferences, without_muted
from broadsheet.read.search import article_ids, read_asked
from broadsheet.read.shown import shown_stories
from broadsheet.read.stories import choose_cards
from broadsheet.read.syndication import FORMATS, Item
from broadsheet.read.things import KIND_NAMES, address_of, find_thing, kinds_in_order, label_of, quoted
from broadsheet.read.words import category_name
from broadsheet.readers import private_feeds as store
from broadsheet.readers.models import Follow, PrivateFeed, Reader, Saved
from broadsheet.store.models import Article, ArticleHashtag, Story, StoryArticle

from .syndication import outgoing

_STORIES = 30
VIEWS: dict[str, Promise] = {
    "for-you": _("For you"),
    "saved": pgettext_lazy("heading", "Saved"),
    "front": _("Front page"),
    "latest": _("Latest articles"),
}


# --- the page -------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def feeds(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Those there are; sent: makes one and shows its addresses, this once."""
    made: dict[str, object] = {}
    if request.method == "POST":
        view, _colon, key = request.POST.get("list", "").replace("\0", "").partition(":")
        label, key = _named(view, key)
        name = " ".join(request.POST.get("name", "").split())
        name = "".join(one for one in name if one.isprintable())[:80] or label[:80]
        try:
            token = store.make_feed(reader, view, key, name, timezone.now())
        except ReaderError as error:
            return refused(request, error, "private-feeds")
        made = {
            "name": name,
            "addresses": [(one.label, _address(request, token, one.name)) for one in FORMATS.values()],
        }
    rows = PrivateFeed.objects.filter(reader=reader)
    context = {
        "feeds": [(row, _label(row)) for row in rows],
        "lists": VIEWS.items(),
        "categories_listed": [(slug, category_name(slug)) for slug in CATEGORIES],
        "follows": _follows(reader),
        "made": made,
        "section": "account",
    }
    return render(request, "read/private_feeds.html", context)


def _named(view: str, key: str) -> tuple[str, str]:
    """What a list is called, and its key.

    Raises:
        BadRequest: there is no such list.
    """
    if view in VIEWS:
        return str(VIEWS[view]), ""
    thing = find_thing(view, key) if view in KIND_NAMES and view != "word" else None
    if thing is None:
        raise BadRequest("There is no such list.")
    return thing.label, thing.key


def _label(row: PrivateFeed) -> str:
    return str(VIEWS[row.view]) if row.view in VIEWS else label_of(row.view, row.key, row.key)


def _address(request: HttpRequest, token: str, kind: str) -> str:
    """Feed readers know no cookies: the language of titles stands in the address."""
    path = reverse("private-feed", args=(token, kind))
    return absolute(request, f"{path}?language={get_language() or 'en'}")


def _follows(reader: Reader) -> list[tuple[Promise, list[tuple[str, str]]]]:
    rows = list(Follow.objects.filter(reader=reader))
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in {row.kind for row in rows}}
    return [
        (
            KIND_NAMES[kind],
            [(f"{kind}:{row.key}", label_of(kind, row.key, row.label)) for row in by_kind[kind]],
        )
        for kind in kinds_in_order(by_kind)
    ]


@never_cache
@require_POST
@reader_required
def revoke(request: HttpRequest, reader: Reader, pk: int) -> HttpResponse:
    """The feed's address leads nowhere from now on."""
    if not store.revoke_feed(reader, pk):
        raise Http404("There is no such feed.")
    return HttpResponseRedirect(reverse("private-feeds"))


# --- the feeds ------------------------------------------------------------------------------------------


@outgoing
def feed(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """One reader's list, for whoever has its address."""
    found = store.find_feed(token)
    if found is None:
        raise Http404("There is no such feed.")
    now = timezone.now()
    store.note_used(found, now)
    chosen = without_muted(Preferences(get_language() or "en"), found.reader, now)
    items = _items(request, found, chosen)
    page = reverse(found.view) if found.view in VIEWS else address_of(found.view, found.key)
    described = gettext("A private feed of Broadsheet: its address is a secret.")
    response = answer(request, kind, found.name, described, page, items)
    headers = response.headers
    del headers["Access-Control-Allow-Origin"]  # no other site's page has a use for it
    headers["Cache-Control"] = "private, no-cache"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Referrer-Policy"] = "no-referrer"
    return response


def _items(request: HttpRequest, found: PrivateFeed, chosen: Preferences) -> list[Item]:
    view, key, now = found.view, found.key, timezone.now()
    if view == "for-you":
        return story_items(request, [one.card for one in for_you(found.reader, chosen, now)])
    if view == "front":
        return story_items(request, choose_cards(shown_stories(front_ids().all), chosen).shown[:_STORIES])
    if view == "saved":
        return _saved(request, found.reader, chosen)
    if view in ("latest", "publisher", "category"):
        narrowed = {"publisher": {"publisher__key": key}, "category": {"category": key}}
        articles = Article.objects.filter(**narrowed.get(view, {}))
        listed = chosen_listing(articles, "", chosen).listing.articles
        return article_items(request, in_order(for_feeds(Article.objects.all()), [one.pk for one in listed]))
    return article_items(request, _unmuted(_ids(view, key), chosen))


def _ids(view: str, key: str) -> list[int]:
    """Articles of a thing that is followed, the latest first."""
    now = timezone.now()
    if view == "hashtag":
        rows = ArticleHashtag.objects.filter(hashtag__key=key).order_by("-sort_at", "-article_id")
        return list(rows.values_list("article_id", flat=True)[: 2 * ITEMS])
    if view == "country":
        return [pk for pk, _ in ids_of_country(key.upper(), now, None, 2 * ITEMS)]
    if view == "story":
        story = get_object_or_404(Story, public_id=key)
        places = StoryArticle.objects.filter(story=story.merged_into_id or story.pk).order_by("-pk")
        return list(places.values_list("article_id", flat=True)[: 2 * ITEMS])
    typed = quoted(key) if view == "person" else key
    asked = read_asked(QueryDict(urlencode({"q": typed, "sort": "time"})))
    return [] if asked.query(now).is_empty else article_ids(asked, now, ITEMS)


def _unmuted(ids: Sequence[int], chosen: Preferences) -> list[Article]:
    articles = in_order(for_feeds(Article.objects.all()), ids)
    tagged = with_muted_hashtag(ids, chosen)
    return [one for one in articles if not is_muted(told(one), chosen, tagged)][:ITEMS]


def _saved(request: HttpRequest, reader: Reader, chosen: Preferences) -> list[Item]:
    """What was saved, the latest first; what is not here any more is left out."""
    rows = list(Saved.objects.filter(reader=reader)[:ITEMS])
    keys = {kind: [row.key for row in rows if row.kind == kind] for kind in ("article", "story")}
    articles = list(for_feeds(Article.objects.filter(public_id__in=keys["article"])))
    unmuted = Preferences(chosen.language)  # who saved it wants it
    standing = Story.objects.filter(public_id__in=keys["story"]).values_list(
        "pk", "public_id", "merged_into_id"
    )
    of_story = {into or pk: public_id for pk, public_id, into in standing}
    cards = choose_cards(shown_stories(list(of_story)), unmuted).shown
    found = {
        ("article", one.public_id): item
        for one, item in zip(articles, article_items(request, articles), strict=True)
    }
    found |= {
        ("story", of_story[card.story.pk]): item
        for card, item in zip(cards, story_items(request, cards), strict=True)
    }
    return [found[row.kind, row.key] for row in rows if (row.kind, row.key) in found]
