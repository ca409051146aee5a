"""How results of a search show what was looked for: as functions, for as a template the rows take most of the
time that a page has after the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from broadsheet.read import words
from broadsheet.read.known import first_sentence
from broadsheet.read.markup import NOTHING, html
from broadsheet.read.readmarks import article_mark, class_place, marks_for, story_mark, text_place
from broadsheet.read.remembered import remembered
from broadsheet.read.search import Row, StoryRow
from broadsheet.search.types import Piece

from .broadsheet import article_url, coverage_mark, foreign, publisher_url, story_url, when

register = template.Library()


@register.simple_tag(takes_context=True)
def found_articles(context: template.Context, rows: Iterable[Row]) -> SafeString:
    """Articles that were found, as items of a list."""
    with_marks = marks_for(context.get("reader"))
    lang = get_language() or ""
    items = []
    for row in rows:
        article, publisher = row.article, row.article.publisher
        language = article.language if article.language != context["language"] else ""
        mark = article_mark(article.pk) if with_marks else ""
        items.append(
            html(
                '<li class="item{}"><p class="source">{} {}{}{}</p>\n<h3><a href="{}">{}</a></h3>\n{}</li>\n',
                class_place(mark),
                _source(publisher.key, publisher.name, publisher.country, language, lang),
                when(context, article.sort_at, article.published_has_time),
                NOTHING if row.by_words else html(" <span>{}</span>", gettext("found by meaning")),
                text_place(mark),
                article_url(article),
                marked(row.title, article.language),
                html('<p class="stand">{}</p>\n', marked(row.part, article.language))
                if row.part
                else NOTHING,
            )
        )
    return SafeString("".join(items))


@remembered(4096)
def _source(key: str, name: str, country: str, language: str, _lang: str) -> SafeString:
    return html(
        '<a href="{}">{}</a>{}{}',
        publisher_url(key),
        foreign(name),
        html(" <span>{}</span>", words.country_name(country)) if country else NOTHING,
        html(" <span>{}</span>", words.language_name(language)) if language else NOTHING,
    )


@register.simple_tag(takes_context=True)
def found_stories(context: template.Context, rows: Iterable[StoryRow]) -> SafeString:
    """Stories of which articles were found, as items of a list."""
    with_marks = marks_for(context.get("reader"))
    items = []
    for row in rows:
        story, article = row.card.story, row.card.article
        mark = story_mark(story.pk) if with_marks else ""
        sentence = first_sentence(article.summary) if article.summary else ""
        count = ngettext(
            "%(shown)s of its articles was found", "%(shown)s of its articles were found", row.found
        )
        items.append(
            html(
                '<li class="item{}"><p class="kicker"><span>{}</span> {} <span>{}</span>{}</p>\n'
                '<h3><a href="{}">{}</a></h3>\n{}{}</li>\n',
                class_place(mark),
                gettext("Story"),
                when(context, story.last_at),
                count % {"shown": words.number(row.found)},
                text_place(mark),
                story_url(story),
                marked(row.title, article.language),
                html('<p class="stand">{}</p>\n', foreign(sentence, article.language))
                if article.summary
                else NOTHING,
                coverage_mark(story),
            )
        )
    return SafeString("".join(items))


def marked(pieces: Sequence[Piece], language: str) -> SafeString:
    """A text of any language in pieces, each escaped, with what was looked for marked."""
    shown = "".join(
        [f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text) for piece in pieces]
    )
    if not language:
        return SafeString(f'<bdi dir="auto">{shown}</bdi>')
    return html('<bdi lang="{}" dir="{}">{}</bdi>', language, words.direction(language), SafeString(shown))
