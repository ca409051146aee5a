"""Reading aids of an article or a story: summary, answers to questions, who says what; each with its sources.

Every one is a page of its own, so that it works without a script; `?part=1` gives its inside, which the pages
of articles and stories put in place when a reader opens it. With `by=model` a model's answer comes, one
sentence after the other; nothing else waits for a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from broadsheet.assist.ask import find_answer
from broadsheet.assist.changed import what_changed
from broadsheet.assist.claims import who_says_what
from broadsheet.assist.summarize import LENGTHS, Length, ranked, ranked_story, summarize, summarize_story
from broadsheet.assist.timeline import background, make_timeline
from broadsheet.assist.types import Source
from broadsheet.read.cited import Numbering, articles_of, read_articles, show_answer
from broadsheet.read.comparing import show_comparison
from broadsheet.read.preferences import opened_before
from broadsheet.read.templatetags.broadsheet import article_url, story_url
from broadsheet.read.writing import Task, has_model, model_name
from broadsheet.store.affairs import affair_of, part_of, texts_since
from broadsheet.store.answers import Asked, version_of
from broadsheet.store.asking import Gathered, gather_sources
from broadsheet.store.comparisons import kept_comparison
from broadsheet.store.models import Article, Correction, Story
from broadsheet.store.rights import shown_whole
from broadsheet.store.sources import source_of, sources_of_story

_MOST_ASKED = 300  # characters of a question
_FOR_MODEL = 40  # passages
_CORRECTIONS = 100


@require_safe
def article_summary(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """An article in one sentence, three points, or, where its text may be shown whole, a paragraph."""
    article, source = _article(public_id)
    lengths = LENGTHS if shown_whole([article]) else LENGTHS[:-1]
    length = _length(request, lengths)
    task = Task(
        Asked(f"article:{article.pk}", length, source.language),
        (source,),
        [source.passage(one.span) for one in ranked(source, _FOR_MODEL)],
        lambda: summarize(source, length),
        _reader(request),
    )
    return _respond(
        request, task, {"article": article, "length": length, "lengths": lengths, "aid": "summary"}
    )


@require_safe
def story_summary(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A story in one sentence, three points or a paragraph, in the reader's language where reports are."""
    story, sources = _story(public_id)
    length, language = _length(request), _language()
    task = Task(
        Asked(f"story:{story.pk}", length, language),
        sources,
        ranked_story(sources, _FOR_MODEL, language),
        lambda: summarize_story(sources, length, language),
        _reader(request),
    )
    return _respond(request, task, {"story": story, "length": length, "lengths": LENGTHS, "aid": "summary"})


@require_safe
def article_ask(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A question about an article."""
    article, source = _article(public_id)
    return _ask(request, f"article:{article.pk}", lambda _: Gathered((source,), ()), {"article": article})


@require_safe
def story_ask(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A question about a story."""
    story, sources = _story(public_id)
    return _ask(request, f"story:{story.pk}", lambda _: Gathered(sources, ()), {"story": story})


@require_safe
def ask(request: HttpRequest) -> HttpResponseBase:
    """A question about everything that is stored."""
    return _ask(request, "all", lambda asked: gather_sources(asked, timezone.now(), language=_language()), {})


@require_safe
def article_voices(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who says what in an article."""
    article, source = _article(public_id)
    return _voices(request, (source,), {"article": article})


@require_safe
def story_voices(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who says what in a story, by speaker."""
    story, sources = _story(public_id)
    return _voices(request, sources, {"story": story})


@require_safe
def story_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the reports of a story share, and where they part."""
    story, sources = _story(public_id)
    made = kept_comparison(story.pk, _language(), version_of(sources))
    compared = show_comparison(sources, _language(), made)
    context = {"story": story, "aid": "compare", "compared": compared}
    return render(request, _template(request), context | _address(context))


@require_safe
def story_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is new in a story since the reader looked, in sentences; `?since=` in minutes since 1970."""
    story, _ = _story(public_id)
    context: dict[str, Any] = {"story": story, "aid": "new"}
    if (since := _since(request)) is not None:
        changes = what_changed(*texts_since(story, since), _language())
        numbering = Numbering(articles_of(one.sentence for one in changes.found))
        shown = [(one, numbering.show(one.sentence)) for one in changes.found]
        context |= {"since": since, "changes": changes, "changed": [pair for pair in shown if pair[1].cited]}
    return render(request, _template(request), context | _address(context))


@require_safe
def story_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """The affair that a story belongs to, in one sentence a story or day."""
    story, _ = _story(public_id)
    before, after = affair_of(story)
    told = make_timeline(before, part_of(story), after, _language())
    stories = Story.objects.select_related("headline").in_bulk({one.story for one in told})
    numbering = Numbering(articles_of(one.sentence for one in told))
    shown = [(one, stories.get(one.story), numbering.show(one.sentence)) for one in told]
    context = {"story": story, "aid": "timeline", "told": [row for row in shown if row[1] and row[2].cited]}
    return render(request, _template(request), context | _address(context))


@require_safe
def story_background(request: HttpRequest, public_id: str) -> HttpResponse:
    """What earlier stories say that bears on a story."""
    story, _ = _story(public_id)
    before, _after = affair_of(story)
    answer = background(before, part_of(story), _language())
    context = {"story": story, "aid": "background", "before": before, "answer": answer}
    context |= {"shown": show_answer(answer)}
    return render(request, _template(request), context | _address(context))


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What a model had written and what was changed since in the texts it rested on."""
    latest = Correction.objects.select_related("article__publisher").defer("article__text", "article__html")
    return render(request, "read/assist/corrections.html", {"corrections": latest[:_CORRECTIONS]})


# --- what they share ---------------------------------------------------------------------------------


def _article(public_id: str) -> tuple[Article, Source]:
    found = get_object_or_404(Article.objects.with_publisher(), public_id=public_id)
    return found, source_of(found)


def _story(public_id: str) -> tuple[Story, tuple[Source, ...]]:
    """A story; the one it went into, if it was merged."""
    found = get_object_or_404(
        Story.objects.select_related("headline", "merged_into__headline"), public_id=public_id
    )
    found = found.merged_into or found
    sources = sources_of_story(found)
    if not sources:
        raise Http404("This story has no articles any more.")
    return found, sources


def _since(request: HttpRequest) -> datetime | None:
    """When the reader had looked: as the story's page says in its link, else as the browser remembers."""
    asked = request.GET.get("since", "")
    if re.fullmatch(r"[0-9]{7,9}", asked):
        return datetime.fromtimestamp(int(asked) * 60, UTC)
    return opened_before(request, timezone.now())


def _length(request: HttpRequest, lengths: Sequence[Length] = LENGTHS) -> Length:
    asked = request.GET.get("length", "")
    return next((length for length in lengths if length == asked), "points")


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _reader(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _ask(
    request: HttpRequest, subject: str, gather: Callable[[str], Gathered], context: dict[str, Any]
) -> HttpResponseBase:
    question = " ".join(request.GET.get("q", "").replace("\0", "").split())[:_MOST_ASKED]
    context |= {"question": question, "aid": "ask"}
    if not question:
        return render(request, _template(request), context | _address(context))
    found = gather(question)
    finding = find_answer(question, found.sources, language=_language(), prior=found.prior)
    task = Task(
        Asked(subject, "ask", _language(), question),
        found.sources,
        finding.passages,
        lambda: finding.answer,
        _reader(request),
    )
    return _respond(request, task, context)


def _voices(request: HttpRequest, sources: Sequence[Source], context: dict[str, Any]) -> HttpResponse:
    speakers = who_says_what(sources, _language())
    claims = [claim for speaker in speakers for claim in speaker.claims]
    numbering = Numbering(articles_of(claims))
    shown = [
        (speaker, [one for claim in speaker.claims if (one := numbering.show(claim)).cited])
        for speaker in speakers
    ]
    context |= {"speakers": [(speaker, said) for speaker, said in shown if said], "aid": "voices"}
    return render(request, _template(request), context | _address(context))


def _respond(request: HttpRequest, task: Task, context: dict[str, Any]) -> HttpResponseBase:
    """The answer as a page or its inside; with `by=model` sentence by sentence as the model writes."""
    context |= _address(context)
    by_model = request.GET.get("by") == "model" and has_model()
    if by_model and request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}:
        stream = StreamingHttpResponse(_streamed(request, task, context))
        stream.headers["Cache-Control"] = "no-store"
        return stream
    known = task.known()
    answer = known or task.built_in()
    context |= {"answer": answer, "shown": show_answer(answer)}
    if has_model() and known is None:
        more = request.GET.copy()
        more["by"] = "model"
        context |= {"by_model": f"?{more.urlencode()}", "model": model_name()}
    return render(request, _template(request), context)


def _streamed(request: HttpRequest, task: Task, context: dict[str, Any]) -> Iterator[str]:
    numbering = Numbering(read_articles(passage.article for passage in task.passages))
    for sentence in task.write(timezone.now()):
        one = numbering.show(sentence)
        if one.cited:
            yield render_to_string("read/assist/sentence.html", {"one": one}, request)
    yield render_to_string("read/assist/mark.html", context | {"answer": task.answer}, request)


def _template(request: HttpRequest) -> str:
    return "read/assist/part.html" if request.GET.get("part") else "read/assist/page.html"


def _address(context: dict[str, Any]) -> dict[str, Any]:
    """Where the page leads back to, where its form asks, and under which title."""
    article, story = context.get("article"), context.get("story")
    if article is not None:
        return {
            "back": article_url(article),
            "about": article,
            "form": reverse("article-ask", args=(article.public_id,)),
        }
    if story is not None:
        return {
            "back": story_url(story),
            "about": story.headline,
            "form": reverse("story-ask", args=(story.public_id,)),
        }
    return {"back": reverse("front"), "about": None, "form": reverse("ask")}
