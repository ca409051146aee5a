"""The reports of a story as its page lists them, written as functions: a page has up to 400 of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from broadsheet.group.importance import Importance
from broadsheet.read import words
from broadsheet.read.coverage import Report
from broadsheet.read.known import Lead
from broadsheet.read.markup import NOTHING, html, html_join
from broadsheet.read.readmarks import article_mark, class_place, marks_for, text_place
from broadsheet.read.remembered import remembered
from broadsheet.read.shown import ShownArticle

from .broadsheet import article_url, copies_beyond, foreign, publisher_url, when
from .cards import whence, whence_of

register = template.Library()
_NAMED = 3
_TOTAL = SafeString(' class="total"')


@register.simple_tag(takes_context=True)
def report_rows(
    context: template.Context, reports: Iterable[Report], first: int | None, new: Collection[int] | None
) -> SafeString:
    """Reports as items of a list, each with those that repeat it folded away.

    Args:
        first: id of the article that was the story's first report.
        new: ids of those that came since the reader opened the story before.
    """
    shown_new = new or ()
    marked = marks_for(context.get("reader"))
    lang = get_language() or ""
    rows = []
    for report in reports:
        article = report.article
        marks = [_tag(gettext("First report"))] if article.pk == first else []
        marks += [_tag(pgettext("report", "New"))] if article.pk in shown_new else []
        if report.repeats:
            marks.append(html(" <span>{}</span>", gettext("repeats another’s text")))
        read = article_mark(article.pk, stays=True) if marked else ""
        marks.append(text_place(read))
        told = when(context, article.sort_at, article.published_has_time)
        copies = _copies(context, report, shown_new) if report.copies else NOTHING
        rows.append(_row(article, told, "".join(marks), copies, read, lang))
    return SafeString("\n".join(rows))


@remembered(4096)
def _row(
    article: ShownArticle, told: SafeString, marks: str, copies: SafeString, read: str, lang: str
) -> SafeString:
    publisher = article.publisher
    return html(
        '<li class="report{}"><p class="source"><a href="{}">{}</a>{} {}{}</p>'
        '<h3><a href="{}">{}</a></h3>\n{}</li>',
        class_place(read),
        publisher_url(publisher.key),
        foreign(publisher.name),
        whence_of(publisher.country, article.language, publisher.ownership, lang),
        told,
        SafeString(marks),
        article_url(article),
        foreign(article.title, article.language),
        copies,
    )


@register.simple_tag(takes_context=True)
def known_items(context: template.Context, leads: Iterable[Lead]) -> SafeString:
    """What reports say first, as items of a list."""
    rows = (
        (
            foreign(lead.sentence, lead.article.language),
            named_link(lead.article),
            whence(context, lead.article),
        )
        for lead in leads
    )
    return html_join("", '<li><p>{}</p><p class="source">{}{}\n</p></li>\n    ', rows)


@register.simple_tag
def sum_rows(importance: Importance) -> SafeString:
    """The summands of an importance, and the sum, as rows of a table."""
    rows = [("", words.part_sentence(part), words.points(part.points)) for part in importance.parts]
    rows.append((_TOTAL, gettext("Importance now"), words.points(importance.score)))
    return html_join(
        "",
        '<tr{}><th scope="row">{}</th><td class="num"><bdi dir="ltr">{}</bdi></td></tr>',
        rows,
    )


@register.simple_tag
def named_link(article: ShownArticle) -> SafeString:
    """A link to an article by its publisher's name; its headline for those who hear the page."""
    return html(
        '<a href="{}">{}<span class="vh">: {}</span></a>',
        article_url(article),
        foreign(article.publisher.name),
        article.title,
    )


def _tag(text: str) -> SafeString:
    return html(' <span class="tag">{}</span>', text)


def _copies(context: template.Context, report: Report, new: Collection[int]) -> SafeString:
    more = copies_beyond(report, _NAMED)
    return html(
        '<details class="more"><summary><span>{} {}{}</span></summary><div class="inside">'
        '<p class="meta">{}</p><ul class="copies">{}{}</ul></div></details>\n',
        gettext("Also at"),
        html_join(" · ", "{}", ((foreign(copy.publisher.name),) for copy in report.copies[:_NAMED])),
        html(" {}", _and_more(more)) if more else NOTHING,
        gettext("The same text, or nearly. Counted once."),
        _copy_items(context, report.copies, new),
        html('<li class="meta">{}</li>', _and_more(report.more_copies)) if report.more_copies else NOTHING,
    )


def _copy_items(
    context: template.Context, copies: Sequence[ShownArticle], new: Collection[int]
) -> SafeString:
    lang = get_language() or ""
    rows = [
        _copy(copy, when(context, copy.sort_at, copy.published_has_time), copy.pk in new, lang)
        for copy in copies
    ]
    return SafeString("".join(rows))


@remembered(4096)
def _copy(copy: ShownArticle, told: SafeString, is_new: bool, lang: str) -> SafeString:
    publisher = copy.publisher
    return html(
        '<li><p class="source">{}{} {}{}</p></li>',
        named_link(copy),
        whence_of(publisher.country, copy.language, publisher.ownership, lang),
        told,
        _tag(pgettext("report", "New")) if is_new else NOTHING,
    )


def _and_more(count: int) -> str:
    return ngettext("and %(shown)s more", "and %(shown)s more", count) % {"shown": words.number(count)}
