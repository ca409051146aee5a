"""How templates write dates, names, numbers and foreign text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from broadsheet.read import addresses, coverage, known, marks, words
from broadsheet.read.differences import Passage
from broadsheet.read.health import STATE_NAMES
from broadsheet.read.markup import NOTHING, escaped, html, html_join
from broadsheet.read.remembered import remembered
from broadsheet.read.shown import ShownArticle, ShownPublisher, ShownStory, Tag
from broadsheet.store.models import Article, Feed, Publisher, Story

register = template.Library()
_BIG = mark_safe(" big")

register.filter("number", words.number)
register.filter("country", words.country_name)
register.filter("language_name", words.language_name)
register.filter("category", words.category_name)
register.filter("error_sentence", words.error_sentence)
register.filter("ownership_name", words.ownership_name)
register.filter("duration", words.duration)
register.filter("points", words.points)
register.filter("gap_sentence", words.gap_sentence)
register.filter("part_sentence", words.part_sentence)
register.filter("moment", words.moment)
register.filter("told_of", words.told_of)
register.filter("first_sentence", known.first_sentence)
register.filter("full_day", words.day)
register.filter("clock", words.clock)
register.filter("web_link", addresses.web_link)
register.filter("host", addresses.host)
register.filter("dir_of", words.direction)
register.simple_tag(words.share, name="share")

_STATE_SHAPES = {
    "failing": '<path d="M6 0l6 11.5H0z" fill="currentColor"/>',
    "off": '<path d="M2 1h3v10H2zM7 1h3v10H7z" fill="currentColor"/>',
    "slow": '<path d="M6 1a5 5 0 0 0 0 10z" fill="currentColor"/>'
    '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor"/>',
    "unasked": '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "healthy": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
}


@register.simple_tag
def foreign(text: str, language: str = "") -> SafeString:
    """Text of another language than the page's: its own language and direction, apart from its neighbours."""
    return _foreign(escaped(text), language)


@remembered(8192)
def _foreign(escaped: str, language: str) -> SafeString:
    shown = mark_safe(escaped)
    if not language:
        return html('<bdi dir="auto">{}</bdi>', shown)
    return html("<bdi {}>{}</bdi>", _direction(language), shown)


@lru_cache(maxsize=256)
def _direction(language: str) -> SafeString:
    return html('lang="{}" dir="{}"', language, words.direction(language))


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime | None, has_time: bool = True) -> SafeString:
    """How long ago, with the exact date for programs and on pointing."""
    if at is None:
        return mark_safe("")
    lang = get_language() or ""
    shown = words.relative(at, context.get("now") or timezone.now(), has_time, lang)
    return time_of(at, has_time, shown, lang)


@register.simple_tag
def exactly(at: datetime | None, has_time: bool = True) -> SafeString:
    """The full date."""
    return _time(at, has_time, words.exact(at, has_time)) if at else mark_safe("")


@remembered(8192)
def time_of(at: datetime, has_time: bool, shown: str, _lang: str) -> SafeString:
    """A moment in the words `shown`, with the exact date."""
    return _time(at, has_time, shown, words.exact(at, has_time))


def _time(at: datetime, has_time: bool, shown: str, title: str = "") -> SafeString:
    machine = at.strftime("%Y-%m-%dT%H:%MZ" if has_time else "%Y-%m-%d")
    if title:
        return html('<time datetime="{}" title="{}">{}</time>', machine, title, shown)
    return html('<time datetime="{}">{}</time>', machine, shown)


@register.filter
def article_url(article: Article | ShownArticle) -> str:
    return _article_path(article.public_id, article.title)


# A page links dozens of articles, most of them again on the next page that is asked for.
@lru_cache(maxsize=8192)
def _article_path(public_id: str, title: str) -> str:
    return reverse("article", args=(public_id, addresses.slug(title)))


@register.filter
def story_url(story: Story | ShownStory) -> str:
    """Its address, with the words of its headline where that is loaded already; else the short one."""
    if isinstance(story, ShownStory):
        return story_path(story.public_id, story.headline_title)
    headline = story.headline if "headline" in story._state.fields_cache else None
    return story_path(story.public_id, headline.title if headline else "")


@lru_cache(maxsize=8192)
def story_path(public_id: str, title: str) -> str:
    """The address of a story with the words of its headline."""
    if not title:
        return reverse("story-short", args=(public_id,))
    return reverse("story", args=(public_id, addresses.slug(title)))


@register.filter
@lru_cache(maxsize=64)
def category_url(slug: str) -> str:
    return reverse("category", args=(slug,))


@register.filter
@lru_cache(maxsize=8192)
def hashtag_url(key: str) -> str:
    return reverse("hashtag", args=(key,))


@register.simple_tag
def hashtags(tags: Iterable[Tag]) -> SafeString:
    """Hashtags as a list of links."""
    return _hashtags(tuple(tags))


@remembered(8192)
def _hashtags(tags: tuple[Tag, ...]) -> SafeString:
    links = ((hashtag_url(key), foreign(with_hash(label), language)) for key, label, language in tags)
    items = html_join("", '<li><a href="{}">{}</a></li>', links)
    return html('<ul class="tags">{}</ul>', items)


@register.simple_tag
def reported_by(publisher: Publisher | ShownPublisher) -> SafeString:
    """A publisher's name as a link, and its country."""
    return reported_by_of(publisher.key, publisher.name, publisher.country, get_language() or "")


@remembered(8192)
def reported_by_of(key: str, name: str, country: str, _lang: str) -> SafeString:
    """As `reported_by`, of the facts shown."""
    named = html('<a href="{}">{}</a>', publisher_url(key), foreign(name))
    return html("{} <span>{}</span>", named, words.country_name(country)) if country else named


@register.filter("hash")
def with_hash(label: str) -> str:
    return f"#{label}"


@register.filter
def copies_beyond(report: coverage.Report, shown: int) -> int:
    """How many copies a report has beyond the first so many."""
    return max(len(report.copies) - shown, 0) + report.more_copies


@register.filter
@lru_cache(maxsize=8192)
def publisher_url(key: str) -> str:
    return reverse("publisher", args=(key,))


@register.filter
@lru_cache(maxsize=512)
def country_url(code: str) -> str:
    """Its page; that of all publishers for what is no code, as publishers' facts come from outside."""
    is_code = code.isascii() and code.isalnum()
    return reverse("country", args=(code.lower(),)) if is_code else reverse("publishers")


@register.simple_tag
def coverage_mark(story: Story | ShownStory, big: bool = False) -> SafeString:
    """How strongly a story is reported: a stroke for each independent report, then the numbers in words."""
    numbers = (story.independent, story.languages, story.countries)
    return mark_of(numbers, tuple(sorted(story.owners.items())), big, get_language() or "")


@remembered(4096)
def mark_of(
    numbers: tuple[int, int, int], kinds: tuple[tuple[str, int], ...], big: bool, _lang: str
) -> SafeString:
    """As `coverage_mark`, of independent reports, languages, countries, and reports by kind of owner."""
    owners = dict(kinds)
    drawing = _strokes(owners, marks.MOST_BIG if big else marks.MOST) if owners else NOTHING
    independent, languages, countries = numbers
    shown = [words.reports_count(independent)]
    if independent > 1 or big:
        shown += [words.languages_count(languages), words.countries_count(countries)]
    return html(
        '<div class="mark{}">{}<span class="words">{} <span class="vh">{}</span></span></div>',
        _BIG if big else NOTHING,
        drawing,
        mark_safe(" ".join([f"<span>{number}</span>" for number in shown])),
        words.owners_sentence(owners),
    )


def _strokes(owners: Mapping[str, int], most: int) -> SafeString:
    drawn = marks.draw(owners, most)
    return html(
        '<svg viewBox="0 0 {} {}" aria-hidden="true">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        drawn.width,
        marks.HEIGHT,
        drawn.path,
    )


@register.simple_tag
def tally(owners: Mapping[str, int]) -> SafeString:
    """So many reports as strokes by kind of owner, then their number; the kinds also in words, unseen."""
    return html(
        '<span class="mark tiny">{}<b>{}</b><span class="vh">{}</span></span>',
        _strokes(owners, marks.MOST_SMALL),
        words.number(sum(owners.values())),
        words.owners_sentence(owners),
    )


@register.simple_tag
@lru_cache(maxsize=64)
def stroke(ownership: str) -> SafeString:
    """The shape of one kind of owner, for legends."""
    return html(
        '<svg viewBox="0 0 5 14" aria-hidden="true">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        marks.stroke(ownership),
    )


@register.simple_tag
def owner(ownership: str) -> SafeString:
    """The kind of owner: its mark, and in words."""
    return _owner(ownership, get_language() or "")


@lru_cache(maxsize=256)
def _owner(ownership: str, _lang: str) -> SafeString:
    return html(
        '<span class="key">{}{}</span>',
        stroke(ownership),
        words.ownership_name(ownership),
    )


@register.simple_tag
def feed_state(health: str) -> SafeString:
    """A feed's state: its mark, and in words."""
    return html(
        '<span class="state{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        " alert" if health == "failing" else "",
        mark_safe(_STATE_SHAPES[health]),
        STATE_NAMES[health],
    )


@register.filter
def feed_name(feed: Feed) -> str:
    return feed.title or addresses.host(feed.url) or feed.url


@register.simple_tag
def changes(passages: Sequence[Passage]) -> SafeString:
    """Passages of differing texts: deletions and insertions marked, also for those who hear the page."""
    marks = {
        "same": "{}",
        "deleted": '<del><span class="vh">{}</span>{}</del>',
        "inserted": '<ins><span class="vh">{}</span>{}</ins>',
    }
    spoken = {"deleted": gettext("deleted:") + " ", "inserted": gettext("inserted:") + " "}
    lines = []
    for passage in passages:
        parts = []
        for piece in passage:
            if piece.kind == "gap":
                parts.append(mark_safe(" … "))
            elif piece.kind == "same":
                parts.append(html("{}", piece.text))
            else:
                kept = piece.text.rstrip()  # the space after a word is not part of the mark
                parts.append(html(marks[piece.kind], spoken[piece.kind], kept))
                parts.append(mark_safe(" " if kept != piece.text else ""))
        lines.append((mark_safe("".join(parts)),))
    return html_join("", '<p class="change">{}</p>', lines)
