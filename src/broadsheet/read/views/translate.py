"""Translations on pages: an article paragraph by paragraph beside the original; the headlines of a story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.assist.translation import Translation
from broadsheet.errors import TranslationError
from broadsheet.read.asking import may_ask_model, payer_of, read_article, read_story
from broadsheet.read.cited import read_articles
from broadsheet.read.stories import reader_language
from broadsheet.read.translating import Translating, base, headline_of, languages_into, original_of
from broadsheet.read.views.aids import address_of, streamed, template_of, unremembered
from broadsheet.read.words import language_name
from broadsheet.read.writing import has_model, model_name
from broadsheet.store.rights import shown_whole

_MOST_HEADLINES = 40


@require_safe
def article_translate(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """An article in the reader's language or the one chosen, as much of it as may be shown."""
    article, source = read_article(public_id)
    whole = bool(shown_whole([article]))
    choices, into, trouble = choices_of(request, [source.language])
    context: dict[str, Any] = {"article": article, "excerpt": not whole}
    if not into:
        return _page(request, context, [], choices, into, trouble)
    one = Translating(f"article:{article.pk}", original_of(source, whole=whole), into, payer_of(request))
    return _page(request, context, [one], choices, into, trouble)


@require_safe
def story_translate(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The headlines of a story's reports that are in other languages."""
    story, sources = read_story(public_id)
    choices, into, trouble = choices_of(request, [source.language for source in sources])
    foreign = [source for source in sources if into and base(source.language) != into][-_MOST_HEADLINES:]
    articles = read_articles(source.id for source in foreign)
    tasks = [
        Translating(f"headline:{source.id}", headline_of(source), into, payer_of(request))
        for source in foreign
    ]
    context = {
        "story": story,
        "reports": {
            task.subject: articles.get(source.id) for task, source in zip(tasks, foreign, strict=True)
        },
        "none_foreign": bool(into) and not foreign,
    }
    return _page(request, context, tasks, choices, into, trouble)


def choices_of(request: HttpRequest, languages: Sequence[str]) -> tuple[list[tuple[str, str]], str, str]:
    """Languages to choose from with their names, the one that was chosen, and the code of what is wrong.

    Without a choice it is the reader's own, unless the text is in it or nothing translates into it.
    """
    own, asked = reader_language(), base(request.GET.get("to", ""))
    try:
        found = {one for language in set(map(base, languages)) for one in languages_into(language)}
    except TranslationError as error:
        return [], "", error.code
    into = asked if asked in found else ""
    if not into and set(map(base, languages)) != {own}:
        into = own
    names = sorted(((code, language_name(code)) for code in found), key=lambda one: one[1].casefold())
    return names, into, ""


def _page(
    request: HttpRequest,
    context: dict[str, Any],
    tasks: Sequence[Translating],
    choices: Sequence[tuple[str, str]],
    into: str,
    trouble: str,
) -> HttpResponseBase:
    context |= {"aid": "translate", "choices": choices, "into": into, "trouble": trouble}
    context |= address_of(context)
    by_model = bool(tasks) and may_ask_model(request)
    if by_model and request.GET.get("part"):
        return streamed(_streamed(request, tasks, context))
    try:
        if by_model:
            translations = [task.finish(timezone.now()) for task in tasks]
        else:
            translations = [task.known() or task.made(timezone.now()) for task in tasks]
    except TranslationError as error:
        return render(request, template_of(request), context | {"trouble": error.code})
    context |= shown_pairs(context, tasks, translations)
    if has_model() and tasks and not by_model and any(one.maker != model_name() for one in translations):
        more = request.GET.copy()
        more["by"] = "model"
        more["to"] = into
        context |= {"by_model": f"?{more.urlencode()}", "model": model_name()}
    page = render(request, template_of(request), context)
    return unremembered(page) if by_model else page


def shown_pairs(
    context: dict[str, Any], tasks: Sequence[Translating], translations: Sequence[Translation]
) -> dict[str, Any]:
    """What the template needs: rows of an article, or of headlines each with its article."""
    makers = list(dict.fromkeys(one.maker for one in translations if one.maker))
    lacking = sum(1 for one in translations if not one.maker)
    rows = [
        (part, paragraph, one, context.get("reports", {}).get(task.subject))
        for task, one in zip(tasks, translations, strict=True)
        for part, paragraph in (
            ("title", one.title),
            ("standfirst", one.standfirst),
            *(("text", paragraph) for paragraph in one.paragraphs),
        )
        if paragraph and makers
    ]
    return {
        "rows": rows,
        "makers": makers,
        "lacking": lacking,
        "languages_from": list(dict.fromkeys(one.language for one in translations if not one.maker)),
        "notice": next((one.notice for one in translations if one.notice), ""),
        "marked": sum(len(pair.lost) > 0 for one in translations for pair in one.pairs),
        "incomplete": any(one.maker and not one.is_complete for one in translations),
    }


def _streamed(request: HttpRequest, tasks: Sequence[Translating], context: dict[str, Any]) -> Iterator[str]:
    try:
        for task in tasks:
            for part, paragraph in task.write(timezone.now()):
                report = context.get("reports", {}).get(task.subject)
                row = {"part": part, "paragraph": paragraph, "one": task, "report": report}
                yield render_to_string("read/assist/pair.html", context | row, request)
    except TranslationError as error:
        yield render_to_string("read/assist/translated.html", context | {"trouble": error.code}, request)
        return
    shown = shown_pairs(context, tasks, [task.translation for task in tasks])
    yield render_to_string("read/assist/translated.html", context | shown, request)
