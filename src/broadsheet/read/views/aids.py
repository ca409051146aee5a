"""Reading aids of an article or a story: summary, answers to questions, who says what; each with its sources.

Every one is a page of its own, so that it works without a script; `?part=1` gives its inside, which the pages
of articles and stories put in place when a reader opens it. With `by=model` a model's answer comes, one
sentence after the other; nothing else waits for a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.assist.claims import who_says_what
from broadsheet.assist.summarize import LENGTHS
from broadsheet.assist.types import Answer, Source
from broadsheet.read.asking import may_ask_model, payer_of, read_article, read_story
from broadsheet.read.cited import Numbering, articles_of, read_articles, show_answer, show_sentences
from broadsheet.read.comparing import comparison_of, show_comparison
from broadsheet.read.stories import reader_language
from broadsheet.read.tasks import (
    Question,
    article_summary_task,
    choose_length,
    clean_earlier,
    clean_question,
    gathering,
    lengths_of,
    story_summary_task,
    suggestions,
)
from broadsheet.read.templatetags.broadsheet import article_url, story_url
from broadsheet.read.writing import Task, has_model, model_name
from broadsheet.store.explaining import explain_names
from broadsheet.store.models import Correction

_CORRECTIONS = 100


@require_safe
def article_summary(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """An article in one sentence, three points, or, where its text may be shown whole, a paragraph."""
    article, source = read_article(public_id)
    lengths = lengths_of(article)
    length = choose_length(request.GET.get("length", ""), lengths)
    task = article_summary_task(article, source, length, payer_of(request))
    return _respond(
        request, task, {"article": article, "length": length, "lengths": lengths, "aid": "summary"}
    )


@require_safe
def story_summary(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A story in one sentence, three points or a paragraph, in the reader's language where reports are."""
    story, sources = read_story(public_id)
    length = choose_length(request.GET.get("length", ""))
    task = story_summary_task(story.pk, sources, length, reader_language(), payer_of(request))
    return _respond(request, task, {"story": story, "length": length, "lengths": LENGTHS, "aid": "summary"})


@require_safe
def article_ask(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A question about an article."""
    article, source = read_article(public_id)
    return _ask(request, f"article:{article.pk}", (source,), {"article": article})


@require_safe
def story_ask(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A question about a story."""
    story, sources = read_story(public_id)
    return _ask(request, f"story:{story.pk}", sources, {"story": story})


@require_safe
def ask(request: HttpRequest) -> HttpResponseBase:
    """A question about everything that is stored."""
    return _ask(request, "all", None, {})


@require_safe
def article_voices(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who says what in an article."""
    article, source = read_article(public_id)
    return _voices(request, (source,), {"article": article})


@require_safe
def story_voices(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who says what in a story, by speaker."""
    story, sources = read_story(public_id)
    return _voices(request, sources, {"story": story})


@require_safe
def article_explain(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the names of an article are, in sentences of earlier coverage."""
    article, source = read_article(public_id)
    return _explain(request, (source,), {"article": article})


@require_safe
def story_explain(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the names of a story are, in sentences of earlier coverage."""
    story, sources = read_story(public_id)
    return _explain(request, sources, {"story": story})


@require_safe
def story_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the reports of a story share, and where they part."""
    story, sources = read_story(public_id)
    compared = show_comparison(comparison_of(story, sources, reader_language()))
    context = {"story": story, "aid": "compare", "compared": compared}
    return render(request, template_of(request), context | address_of(context))


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What a model had written and what was changed since in the texts it rested on."""
    latest = Correction.objects.select_related("article__publisher").defer("article__text", "article__html")
    return render(request, "read/assist/corrections.html", {"corrections": latest[:_CORRECTIONS]})


# --- what they share ---------------------------------------------------------------------------------


def _ask(
    request: HttpRequest, subject: str, sources: Sequence[Source] | None, context: dict[str, Any]
) -> HttpResponseBase:
    """A question, and those before it, of these articles or, if they are None, of everything stored."""
    question = clean_question(request.GET.get("q", ""))
    earlier = clean_earlier(request.GET.getlist("h")) if question else ()
    context |= {"question": question, "earlier": earlier, "aid": "ask"}
    if not question:
        context["suggestions"] = suggestions(sources or (), reader_language())
        return render(request, template_of(request), context | address_of(context))
    language = reader_language()
    gather = gathering(sources, language)
    task = Question(subject, question, earlier, language, gather).task(payer_of(request))
    if not task.built_in().sentences:
        context["suggestions"] = suggestions(sources or (), reader_language(), question)
    return _respond(request, task, context)


def _voices(request: HttpRequest, sources: Sequence[Source], context: dict[str, Any]) -> HttpResponse:
    speakers = who_says_what(sources, reader_language())
    claims = [claim for speaker in speakers for claim in speaker.claims]
    numbering = Numbering(articles_of(claims))
    shown = [
        (speaker, [one for claim in speaker.claims if (one := numbering.show(claim)).cited])
        for speaker in speakers
    ]
    context |= {"speakers": [(speaker, said) for speaker, said in shown if said], "aid": "voices"}
    return render(request, template_of(request), context | address_of(context))


def _explain(request: HttpRequest, sources: Sequence[Source], context: dict[str, Any]) -> HttpResponse:
    found = explain_names(sources, timezone.now(), reader_language())
    numbering = Numbering(articles_of(one.sentence for one in found))
    shown = [(one.name, numbering.show(one.sentence)) for one in found]
    context |= {"explained": [(name, one) for name, one in shown if one.cited], "aid": "explain"}
    return render(request, template_of(request), context | address_of(context))


def _told(answer: Answer) -> dict[str, Any]:
    """An answer for its template."""
    nearest = () if answer.sentences else show_sentences(answer.nearest)
    return {"answer": answer, "shown": show_answer(answer), "nearest": nearest}


def _respond(request: HttpRequest, task: Task, context: dict[str, Any]) -> HttpResponseBase:
    """The answer as a page or its inside; with `by=model` sentence by sentence as the model writes."""
    context |= address_of(context)
    if may_ask_model(request):
        if request.GET.get("part"):
            return streamed(_streamed(request, task, context))
        answer = task.finish(timezone.now())
        return unremembered(render(request, template_of(request), context | _told(answer)))
    known = task.known()
    answer = known or task.built_in()
    context |= _told(answer)
    if has_model() and known is None:
        more = request.GET.copy()
        more["by"] = "model"
        context |= {"by_model": f"?{more.urlencode()}", "model": model_name()}
    return render(request, template_of(request), context)


def streamed(pieces: Iterator[str]) -> StreamingHttpResponse:
    """An answer that comes piece by piece and is not remembered."""
    stream = StreamingHttpResponse(pieces)
    stream.headers["Cache-Control"] = "no-store"
    return stream


def unremembered(response: HttpResponse) -> HttpResponse:
    """A page that is of this reader alone: it may say that the reader's budget is used up."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _streamed(request: HttpRequest, task: Task, context: dict[str, Any]) -> Iterator[str]:
    numbering = Numbering(read_articles(passage.article for passage in task.passages))
    told = False
    for sentence in task.write(timezone.now()):
        one = numbering.show(sentence)
        if one.cited:
            told = True
            yield render_to_string("read/assist/sentence.html", {"one": one}, request)
    if not told and context.get("aid") == "ask":
        yield render_to_string("read/assist/refused.html", context | _told(task.answer), request)
    yield render_to_string("read/assist/mark.html", context | {"answer": task.answer}, request)


def template_of(request: HttpRequest) -> str:
    return "read/assist/part.html" if request.GET.get("part") else "read/assist/page.html"


def address_of(context: dict[str, Any]) -> dict[str, Any]:
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
