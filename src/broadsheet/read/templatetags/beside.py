"""What stands beside texts, written as functions: related articles that open in place, and reading aids."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from broadsheet.read.addresses import ANY_ID, own_path
from broadsheet.read.cards import OpenCard
from broadsheet.read.markup import NOTHING, html, html_join
from broadsheet.read.readmarks import article_mark, class_place, marks_for, text_place
from broadsheet.read.remembered import remembered
from broadsheet.read.words import direction

from .broadsheet import article_url, foreign, with_hash
from .cards import whence

register = template.Library()
_OF_BOTH = ("summary", "ask", "voices", "explain", "translate")
_OF_STORIES = ("timeline", "background")


@register.simple_tag(takes_context=True)
def open_cards(context: template.Context, cards: Iterable[OpenCard], language: str) -> SafeString:
    """Related articles with their texts, folded away, those with the same reason under one heading.

    Args:
        language: of the article that they are related to.
    """
    headings = {
        "same-story": gettext("Others on the same event"),
        "before": gettext("What came before"),
        "after": gettext("What came after"),
        "same-subject": gettext("On the same subject"),
    }
    groups = (
        (why, why, headings[why], html_join("", "{}", ((_card(context, one, language),) for one in group)))
        for why, group in groupby(cards, key=lambda card: card.link.why)
    )
    return html_join(
        "",
        '<section class="band" aria-labelledby="h-{}"><h2 id="h-{}">{}</h2>\n'
        '<div class="folds">{}</div></section>\n',
        groups,
    )


def _card(context: template.Context, card: OpenCard, language: str) -> SafeString:
    other = card.link.article
    mark = article_mark(other.pk, stays=True) if marks_for(context.get("reader")) else ""
    return html(
        '<details class="card more{}"><summary><p class="source"><span>{}</span>{}\n{}</p>{}',
        class_place(mark),
        foreign(other.publisher.name),
        whence(context, other),
        text_place(mark),
        _inside(
            (article_url(other), other.title, other.language),
            (card.link.shared, language if card.link.shared else ""),
            (card.text, card.whole),
            get_language() or "",
        ),
    )


@remembered(1024)
def _inside(
    of: tuple[str, str, str], shared: tuple[str, str], shown: tuple[str, bool], _lang: str
) -> SafeString:
    """The headline and what unfolds: of an address, a title and a language, the hashtag in common with the
    language that it is in, and the text with whether it is whole."""
    address, title, language = of
    label, label_language = shared
    text, whole = shown
    return html(
        '<h3>{}</h3>{}</summary><div class="inside"><div class="text"{} dir="{}">{}</div>\n'
        '<p class="row"><a class="btn" href="{}">{}<span class="vh">: {}</span></a></p></div></details>\n',
        foreign(title, language),
        html(
            '<p class="meta"><span class="vh">{}</span> {}</p>',
            gettext("Both have the hashtag"),
            foreign(with_hash(label), label_language),
        )
        if label
        else NOTHING,
        html(' lang="{}"', language) if language else NOTHING,
        direction(language),
        mark_safe(linebreaks(text, autoescape=True)),
        address,
        gettext("Open the article") if whole else gettext("Go on reading"),
        title,
    )


@register.simple_tag
def reading_aids(kind: str, public_id: str, compares: bool = False) -> SafeString:
    """The reading aids of an article or a story.

    Args:
        kind: "article" or "story".
        compares: whether there are several reports to compare.
    """
    return SafeString(own_path(kind, public_id).join(_aids(kind, compares, get_language() or "")))


@lru_cache(maxsize=64)  # of no article: a process that has shown one page has it
def _aids(kind: str, compares: bool, _lang: str) -> tuple[str, ...]:
    """The reading aids cut where the addresses name the thing."""
    names = [*_OF_BOTH, *(_OF_STORIES if kind == "story" else ()), *(["compare"] if compares else [])]
    addresses = {f"{name}_url": reverse(f"{kind}-{name}", args=(ANY_ID,)) for name in names}
    shown = render_to_string("read/parts/aids.html", {**addresses, "story": kind == "story"})
    return tuple(shown.split(own_path(kind, ANY_ID)))
