"""Cards of stories and articles, and their lines of facts, written as functions.

A front page has seventy cards. As templates they would take most of its time, so they are written here: each
is one pattern, which escapes whatever is not marked as safe, and is remembered by all that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext, pgettext

from broadsheet.read import words
from broadsheet.read.known import first_sentence
from broadsheet.read.markup import NOTHING, html
from broadsheet.read.readmarks import article_mark, class_place, marks_for, story_mark, text_place
from broadsheet.read.remembered import remembered
from broadsheet.read.shown import Listed, ShownArticle, ShownPicture, ShownStory, Tag
from broadsheet.read.stories import Card
from broadsheet.store.models import Article

from .broadsheet import (
    article_url,
    category_url,
    foreign,
    hashtags,
    mark_of,
    owner,
    publisher_url,
    reported_by_of,
    story_path,
    time_of,
    when,
)
from .pictures import picture_tag

register = template.Library()

# By level of the headline and class of the card, which are those of our own templates.
_STORY = {
    (
        level,
        css,
    ): f'<article class="item{" " * bool(css)}{css}{{}}">\n{{}}<p class="kicker">{{}}{{}}{{}}{{}}</p>\n'
    f'<{level}><a href="{{}}">{{}}</a></{level}>\n{{}}{{}}\n<p class="source">{{}}</p>\n{{}}{{}}</article>'
    for level in ("h2", "h3")
    for css in ("", "h3", "main")
}
_STAND_WORDS, _STAND_CHARS = 34, 260


class _Facts(NamedTuple):
    """What a card shows of its story: whatever changes the card is here."""

    public_id: str
    headline_title: str
    category: str
    last_at: datetime
    ago: str
    fresh: str
    numbers: tuple[int, int, int]
    owners: tuple[tuple[str, int], ...]
    mark: str


class _Heading(NamedTuple):
    """What it shows of the article that stands for it."""

    title: str
    language: str
    summary: str
    publisher_key: str
    publisher: str
    country: str


@register.simple_tag(takes_context=True)
def story_cards(
    context: template.Context,
    cards: Iterable[Card],
    level: str = "h3",
    css: str = "",
    *,
    picture: bool = False,
    stand: bool = False,
    hide_category: bool = False,
    fresh: bool = True,
) -> SafeString:
    """Stories in a list.

    Args:
        level: of their headlines.
        css: class of the cards beside `item`.
        picture: with the picture; `stand`: with the first sentence; `hide_category`: without the category.
        fresh: whether each says that it is new, or has grown since the reader's last visit.
    """
    now: datetime = context.get("now") or timezone.now()
    since: datetime | None = context.get("since") if fresh else None
    lang = get_language() or ""
    marked = marks_for(context.get("reader"))
    shown = []
    for card in cards:
        story, article, publisher = card.story, card.article, card.article.publisher
        facts = _Facts(
            story.public_id,
            story.headline_title,
            "" if hide_category else story.category,
            story.last_at,
            words.relative(story.last_at, now, language=lang),
            _freshness(story, since) if since else "",
            (story.independent, story.languages, story.countries),
            tuple(sorted(story.owners.items())),
            story_mark(story.pk) if marked else "",
        )
        summary = article.summary if stand else ""
        of = (publisher.key, publisher.name, publisher.country)
        heading = _Heading(article.title, article.language, summary, *of)
        shown.append(
            _story_card(facts, heading, card.tags, card.picture if picture else None, level, css, lang)
        )
    return mark_safe("\n".join(shown))


@register.simple_tag(takes_context=True)
def story_card(
    context: template.Context, card: Card, css: str = "", level: str = "h3", **named: bool
) -> SafeString:
    """One of them."""
    return story_cards(context, [card], level, css, **named)


def _freshness(story: ShownStory, since: datetime) -> str:
    if story.opened_at >= since:
        return "new"
    return "grown" if story.last_at >= since else ""


@remembered(4096)
def _story_card(
    facts: _Facts,
    heading: _Heading,
    tags: tuple[Tag, ...],
    picture: ShownPicture | None,
    level: str,
    css: str,
    lang: str,
) -> SafeString:
    address = story_path(facts.public_id, facts.headline_title)
    sentence = first_sentence(heading.summary) if heading.summary else ""
    return html(
        _STORY[level, css],
        class_place(facts.mark),
        _linked_picture(address, picture) if picture else NOTHING,
        _category_link(facts.category, lang) if facts.category else NOTHING,
        time_of(facts.last_at, True, facts.ago, lang),
        _fresh_mark(facts.fresh),
        text_place(facts.mark),
        address,
        foreign(heading.title, heading.language),
        html('<p class="stand">{}</p>\n', foreign(sentence, heading.language)) if sentence else NOTHING,
        mark_of(facts.numbers, facts.owners, False, lang),
        reported_by_of(heading.publisher_key, heading.publisher, heading.country, lang),
        html("{}\n", hashtags(tags)) if tags else NOTHING,
        _clear_button(facts.public_id, heading.title) if facts.mark else NOTHING,
    )


@register.simple_tag(takes_context=True)
def card_button(context: template.Context, card: Card) -> SafeString:
    """The button of a card that is no `story_card`."""
    marked = marks_for(context.get("reader"))
    return _clear_button(card.story.public_id, card.article.title) if marked else NOTHING


def _clear_button(public_id: str, title: str) -> SafeString:
    """Belongs to the one form of the page that `marking.html` writes."""
    return html(
        '<button class="clear" form="marking" name="story" value="{}"><span>{}<span class="vh">: {}</span>'
        "</span></button>\n",
        public_id,
        gettext("Mark the story as read"),
        title,
    )


@lru_cache(maxsize=256)
def _category_link(slug: str, _lang: str) -> SafeString:
    return html('<a href="{}">{}</a> ', category_url(slug), words.category_name(slug))


def _linked_picture(address: str, picture: ShownPicture) -> SafeString:
    return html(
        '<a class="pic" href="{}" tabindex="-1" aria-hidden="true">{}</a>\n', address, picture_tag(picture)
    )


def _fresh_mark(fresh: str) -> SafeString:
    if fresh == "new":
        return html(' <span class="tag">{}</span>', pgettext("story", "New"))
    if fresh == "grown":
        return html(' <span class="tag changed">{}</span>', gettext("New reports"))
    return NOTHING


@register.simple_tag(takes_context=True)
def fresh_mark(context: template.Context, story: ShownStory) -> SafeString:
    """Whether a story is new, or has grown since the reader's last visit."""
    since: datetime | None = context.get("since")
    return _fresh_mark(_freshness(story, since)) if since else NOTHING


@register.simple_tag(takes_context=True)
def article_card(
    context: template.Context,
    article: ShownArticle,
    level: str = "h3",
    css: str = "",
    *,
    stand: bool = False,
) -> SafeString:
    """An article in a list; with its publisher unless the whole list is of one (`hide_publisher`).

    Args:
        level: of its headline.
        css: class of the card beside `item`.
        stand: with the beginning of its standfirst.
    """
    summary = article.summary if stand else ""
    mark = article_mark(article.pk) if marks_for(context.get("reader")) else ""
    return html(
        '<article class="item{}{}{}">\n{}\n<{}><a href="{}">{}</a></{}>\n{}</article>',
        " " if css else "",
        css,
        class_place(mark),
        _kicker(context, article, text_place(mark)),
        level,
        article_url(article),
        foreign(article.title, article.language),
        level,
        html('<p class="stand">{}</p>\n', foreign(_stand(summary), article.language)) if summary else "",
    )


@register.simple_tag(takes_context=True)
def article_cards(
    context: template.Context, articles: Iterable[ShownArticle], **named: str | bool
) -> SafeString:
    """Articles in a list, each as `article_card` shows it."""
    return mark_safe("\n".join(article_card(context, one, **named) for one in articles))  # type: ignore[arg-type]


def _kicker(context: template.Context, article: ShownArticle, mark: SafeString) -> SafeString:
    publisher = article.publisher
    kind = article.kind
    return html(
        '<p class="kicker">{}{}{}{}{}</p>',
        NOTHING if context.get("hide_publisher") else _publisher_link(publisher.key, publisher.name),
        when(context, article.sort_at, article.published_has_time),
        NOTHING
        if kind == Article.Kind.ARTICLE
        else html(' <span class="tag">{}</span>', words.article_kind(kind)),
        html(" <span>{}</span>", gettext("only the free part")) if article.paywalled else NOTHING,
        mark,
    )


@remembered(4096)
def _publisher_link(key: str, name: str) -> SafeString:
    return html('<a href="{}">{}</a> ', publisher_url(key), foreign(name))


@remembered(4096)
def _stand(summary: str) -> str:
    shown = Truncator(summary).words(_STAND_WORDS, truncate=" …")
    return Truncator(shown).chars(_STAND_CHARS)


@register.simple_tag
def publisher_items(publishers: Iterable[Listed]) -> SafeString:
    """Publishers as items of a list, with how many articles and feeds of each are held."""
    lang = get_language() or ""
    return SafeString("\n".join([_publisher_item(one, lang) for one in publishers]))


@remembered(4096)
def _publisher_item(one: Listed, _lang: str) -> SafeString:
    return html(
        '<li class="item"><h3><a href="{}">{}</a></h3>\n'
        '<p class="source">{} <span>{}</span> <span>{}</span></p></li>',
        publisher_url(one.key),
        foreign(one.name),
        owner(one.ownership),
        ngettext("%(shown)s article", "%(shown)s articles", one.held) % {"shown": words.number(one.held)},
        ngettext("%(shown)s feed", "%(shown)s feeds", one.asked) % {"shown": words.number(one.asked)},
    )


@register.simple_tag(takes_context=True)
def whence(context: template.Context, article: ShownArticle | Article) -> SafeString:
    """After a publisher's name: its country, the article's language, the kind of owner, and when."""
    publisher = article.publisher
    facts = whence_of(publisher.country, article.language, publisher.ownership, get_language() or "")
    return html("{} {}", facts, when(context, article.sort_at, article.published_has_time))


@remembered(4096)
def whence_of(country: str, language: str, ownership: str, _lang: str) -> SafeString:
    """As `whence`, of the facts shown, without when."""
    return html(
        "{}{} {}",
        html(" <span>{}</span>", words.country_name(country)) if country else "",
        html(" <span>{}</span>", words.language_name(language)) if language else "",
        owner(ownership),
    )
