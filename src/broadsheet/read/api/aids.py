"""The AI features over the API: the same answers as the pages', with citations as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from broadsheet.assist.claims import who_says_what
from broadsheet.assist.compare import Comparison
from broadsheet.assist.summarize import LENGTHS
from broadsheet.assist.translation import Translation
from broadsheet.assist.types import Answer, Source
from broadsheet.read.api import shapes
from broadsheet.read.api.made import Citing, Made, answer_out, paragraph_out
from broadsheet.read.asking import may_ask_model, payer_of, read_article, read_story
from broadsheet.read.comparing import comparison_of, sentences_of
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
from broadsheet.read.translating import Translating, base, original_of
from broadsheet.read.writing import Task
from broadsheet.store.explaining import explain_names
from broadsheet.store.rights import shown_whole

router = Router(tags=["AI features"])
_BY = Query("", description="`model`: let the language model write, where one is set; costs its budget.")


@router.get("/articles/{slug:public_id}/summary", response=shapes.AnswerOut, summary="Summary of an article")
def article_summary(request: HttpRequest, public_id: str, length: str = "points", by: str = _BY) -> Made:
    """`length`: `sentence`, `points`, or `paragraph` (of an article only where it is shown whole)."""
    found, source = read_article(public_id)
    chosen = choose_length(length, lengths_of(found))
    return answer_out(_answer(request, article_summary_task(found, source, chosen, payer_of(request))))


@router.get("/stories/{slug:public_id}/summary", response=shapes.AnswerOut, summary="Summary of a story")
def story_summary(request: HttpRequest, public_id: str, length: str = "points", by: str = _BY) -> Made:
    """In the language that `Accept-Language` asks for, where reports are in it."""
    found, sources = read_story(public_id)
    chosen = choose_length(length, LENGTHS)
    task = story_summary_task(found.pk, sources, chosen, reader_language(), payer_of(request))
    return answer_out(_answer(request, task))


@router.get("/articles/{slug:public_id}/ask", response=shapes.AskedOut, summary="Ask an article")
def article_ask(request: HttpRequest, public_id: str, q: str, by: str = _BY) -> Made:
    """`h`, once or twice: the questions before, which this one leans on."""
    found, source = read_article(public_id)
    return _asked(request, f"article:{found.pk}", q, (source,))


@router.get("/stories/{slug:public_id}/ask", response=shapes.AskedOut, summary="Ask a story")
def story_ask(request: HttpRequest, public_id: str, q: str, by: str = _BY) -> Made:
    """`h`, once or twice: the questions before, which this one leans on."""
    found, sources = read_story(public_id)
    return _asked(request, f"story:{found.pk}", q, sources)


@router.get("/ask", response=shapes.AskedOut, summary="Ask everything stored")
def ask(request: HttpRequest, q: str, by: str = _BY) -> Made:
    """`h`, once or twice: the questions before, which this one leans on."""
    return _asked(request, "all", q, None)


@router.get(
    "/articles/{slug:public_id}/voices", response=shapes.VoicesOut, summary="Who says what in an article"
)
def article_voices(request: HttpRequest, public_id: str) -> Made:
    """Quotations and attributed claims, by speaker."""
    return _voices((read_article(public_id)[1],))


@router.get("/stories/{slug:public_id}/voices", response=shapes.VoicesOut, summary="Who says what in a story")
def story_voices(request: HttpRequest, public_id: str) -> Made:
    """Quotations and attributed claims, by speaker; what most newsrooms carry first."""
    return _voices(read_story(public_id)[1])


@router.get(
    "/articles/{slug:public_id}/explain", response=shapes.NamesOut, summary="Names of an article explained"
)
def article_explain(request: HttpRequest, public_id: str) -> Made:
    """By sentences of earlier coverage."""
    return _explained((read_article(public_id)[1],))


@router.get(
    "/stories/{slug:public_id}/explain", response=shapes.NamesOut, summary="Names of a story explained"
)
def story_explain(request: HttpRequest, public_id: str) -> Made:
    """By sentences of earlier coverage."""
    return _explained(read_story(public_id)[1])


@router.get("/stories/{slug:public_id}/compare", response=shapes.ComparisonOut, summary="How reports compare")
def story_compare(request: HttpRequest, public_id: str) -> Made:
    """What reports share and where they part. No verdict."""
    story, sources = read_story(public_id)
    found = comparison_of(story, sources, reader_language())
    return _compared(found, Citing(sentences_of(found)))


@router.get(
    "/articles/{slug:public_id}/translate", response=shapes.TranslationOut, summary="Translate an article"
)
def article_translate(request: HttpRequest, public_id: str, to: str, by: str = _BY) -> Made:
    """Into the language `to` (ISO 639): as much as may be shown, sentence by sentence."""
    found, source = read_article(public_id)
    if not (2 <= len(base(to)) <= 3 and base(to).isascii() and base(to).isalpha()):
        raise Http404
    whole = bool(shown_whole([found]))
    original = original_of(source, whole=whole)
    task = Translating(f"article:{found.pk}", original, base(to), payer_of(request))
    translation = _translated(request, task)
    return {
        "language": translation.language,
        "into": translation.into,
        "maker": translation.maker,
        "is_whole": whole,
        "title": paragraph_out(translation.title),
        "standfirst": paragraph_out(translation.standfirst),
        "paragraphs": [paragraph_out(one) for one in translation.paragraphs],
        "notice": translation.notice,
    }


# --- what they share ---------------------------------------------------------------------------------


def _answer(request: HttpRequest, task: Task) -> Answer:
    if may_ask_model(request):
        return task.finish(timezone.now())
    return task.known() or task.built_in()


def _translated(request: HttpRequest, task: Translating) -> Translation:
    if may_ask_model(request):
        return task.finish(timezone.now())
    return task.known() or task.made(timezone.now())


def _asked(request: HttpRequest, subject: str, q: str, sources: Sequence[Source] | None) -> Made:
    question, language = clean_question(q), reader_language()
    earlier = clean_earlier(request.GET.getlist("h"))
    answer = Answer(())
    if question:
        asking = Question(subject, question, earlier, language, gathering(sources, language))
        answer = _answer(request, asking.task(payer_of(request)))
    instead = () if answer.sentences else suggestions(sources or (), language, question)
    nearest = () if answer.sentences else answer.nearest
    return answer_out(answer) | {
        "question": question,
        "nearest": Citing(nearest).sentences(nearest),
        "suggestions": list(instead),
    }


def _voices(sources: Sequence[Source]) -> Made:
    found = who_says_what(sources, reader_language())
    citing = Citing(claim for one in found for claim in one.claims)
    speakers = [
        {"name": one.name, "newsrooms": one.newsrooms, "says": citing.sentences(one.claims)} for one in found
    ]
    return {"speakers": [one for one in speakers if one["says"]]}


def _explained(sources: Sequence[Source]) -> Made:
    found = explain_names(sources, timezone.now(), reader_language())
    citing = Citing(one.sentence for one in found)
    made = [(one.name, citing.sentence(one.sentence)) for one in found]
    return {"names": [{"name": name, "sentence": said} for name, said in made if said["citations"]]}


def _compared(found: Comparison, citing: Citing) -> Made:
    said: Callable[..., Made] = citing.sentence
    return {
        "reports": found.reports,
        "voices": found.owners,
        "agreed": [
            {"sentence": said(one.sentence), "voices": one.owners, "of": one.of} for one in found.agreed
        ],
        "some": [{"sentence": said(one.sentence), "voices": one.owners, "of": one.of} for one in found.some],
        "numbers": [
            {
                "unit": one.unit,
                "values": [
                    {"value": value.value, "sentence": said(value.sentence), "voices": value.owners}
                    for value in one.values
                ],
            }
            for one in found.numbers
        ],
        "oppositions": [[said(pair.one), said(pair.other)] for pair in found.oppositions],
        "particular": [
            {
                "by": one.by,
                "of": one.of,
                "name": one.name,
                "sentence": said(one.sentence),
                "voices": one.reports,
                "among": one.among,
                "others": one.others,
            }
            for one in found.particular
        ],
        "loaded": [
            {"words": list(one.words), "article": citing.ids[one.sentence.passages[0].article]}
            for one in found.loaded
            if one.sentence.passages[0].article in citing.ids
        ],
    }
