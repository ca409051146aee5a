"""Whether a sentence that a model wrote rests on the passages it cites.

    sentence, passages ─▶ numbers ─▶ dates ─▶ names ─▶ negation ─▶ meaning ─▶ the first doubt, or none

The check knows nothing of the world: what a sentence says must stand in the passages, in whatever form or
script. It is pure, and bounded in time: a sentence and its passages are read as far as `MAX_SENTENCE` and
`MAX_PASSAGE` characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import regex

from broadsheet.assist.actors import has_another_actor
from broadsheet.assist.bodies import another_body_acts, another_portfolio
from broadsheet.assist.contradiction import contradicts
from broadsheet.assist.exchange import exchanged
from broadsheet.assist.moments import first_unborne
from broadsheet.assist.naming import first_unborne_name, gather
from broadsheet.assist.quantities import is_borne_out
from broadsheet.assist.roles import change_places
from broadsheet.assist.statements import MAX_SENTENCE, Statement, read_statement
from broadsheet.assist.support import is_supported
from broadsheet.assist.types import Passage, Source
from broadsheet.understand.language import is_in
from broadsheet.understand.vectors import Embedder

DOUBTS = ("number", "date", "name", "negation", "unsupported", "uncited", "language")
"""What a sentence may be refused for: it has a number, a date or a name that its passages do not have, or has
for another; it says the opposite of them; it says what they do not say; it cites nothing; it is in another
language than was asked for."""
MOST_PASSAGES = 24
_MARKS = regex.compile(r"[\p{P}]+")
_WORD = regex.compile(r"[\p{L}\p{N}]")
_OF_PASSAGES = regex.compile(
    r"\b(?:passages?|excerpts?|pasajes?|textstellen?|textpassagen?|отрыв(?:ок|ке|ка|ки|ках)|фрагмент\w*"
    r"|المقاطع|المقطع)\b|段落|选段|選段",
    regex.IGNORECASE,
)
_ENDS = regex.compile(r"[.!?…]+(?=\s|$|[\"”’»)])|[。！？।؟\n]+")
Passages = Sequence[tuple[str, str]]


def check(
    sentence: str,
    language: str,
    passages: Passages,
    *,
    day: date | None = None,
    known: Iterable[str] = (),
    embedder: Embedder | None = None,
) -> str:
    """Compares a sentence with the passages it cites.

    Args:
        sentence: as the model wrote it, plain text.
        language: ISO 639 code of the sentence.
        passages: what it cites, each with its language; the first `MOST_PASSAGES` count.
        day: on which the articles were published; what “Monday” and “yesterday” lean on.
        known: fuller forms of names that stand elsewhere in the articles, and their titles.
        embedder: makes vectors of sentences; asked only where passages are in another language, or words do
            not decide.

    Returns:
        a key of `DOUBTS`, or "" if the sentence holds.
    """
    sentence = sentence[:MAX_SENTENCE]
    cited = [(text, of) for text, of in passages[:MOST_PASSAGES] if text.strip()]
    if not cited:
        return "uncited"
    if not _WORD.search(sentence):  # a small model gives "..." for an answer
        return "unsupported"
    if _is_copied(sentence, [text for text, _ in cited]):
        return ""
    stated = read_statement(sentence, language)
    sources = [read_statement(text, of) for text, of in cited]
    return _first_doubt(stated, sources, day, tuple(known), embedder)


def make_check(
    sources: Sequence[Source], language: str, embedder: Embedder | None = None
) -> Callable[[str, Sequence[Passage]], str]:
    """The check as those who read a model's answer call it: a sentence and its passages, to a key or "".

    Args:
        sources: the articles that the passages are of; their titles and names are known, too.
        language: ISO 639 code of the answer.
        embedder: asked where all that is cited is in another language; otherwise words tell more
            (docs/measurements.md).
    """
    of = {source.id: source for source in sources}

    def held(sentence: str, passages: Sequence[Passage]) -> str:
        if not is_in(sentence[:MAX_SENTENCE], language):
            return "language"
        if _speaks_of_passages(sentence, passages):
            return "unsupported"
        cited = [of[passage.article] for passage in passages if passage.article in of]
        across = all(source.language != language for source in cited)
        known = {name for source in cited for name in (source.title, *(one.text for one in source.names))}
        return check(
            sentence,
            language,
            [
                (passage.text, of[passage.article].language if passage.article in of else language)
                for passage in passages
            ],
            day=cited[0].at.date() if cited else None,
            known=sorted(known),
            embedder=embedder if across else None,
        )

    return held


def _first_doubt(
    stated: Statement,
    sources: Sequence[Statement],
    day: date | None,
    known: Sequence[str],
    embedder: Embedder | None,
) -> str:
    numbers = [number for source in sources for number in source.quantities]
    texts = [source.text for source in sources]
    if not all(is_borne_out(number, numbers, texts) for number in stated.quantities):
        return "number"
    moments = [moment for source in sources for moment in source.moments]
    if first_unborne(stated.moments, moments, day) is not None:
        return "date"
    fuller = [read_statement(name, stated.language) for name in known]
    if first_unborne_name(stated, gather([*sources, *fuller])):
        return "name"
    alike = [source for source in sources if source.language == stated.language]
    if alike:
        if kind := exchanged(stated, alike):
            return kind
        if change_places(stated, alike) or has_another_actor(stated, alike):
            return "name"
        if another_portfolio(stated, alike) or another_body_acts(stated, alike):
            return "name"
        if contradicts(stated, alike):
            return "negation"
    return "" if is_supported(stated, sources, embedder) else "unsupported"


def _speaks_of_passages(sentence: str, passages: Sequence[Passage]) -> bool:
    """Whether it tells of the passages, not of what they say: “The passage is about …”."""
    said = {match[0].casefold() for match in _OF_PASSAGES.finditer(sentence[:MAX_SENTENCE])}
    return any(word not in passage.text.casefold() for word in said for passage in passages)


def _is_copied(sentence: str, texts: Sequence[str]) -> bool:
    """Whether sentences of a passage are the sentence word for word, whatever the marks between the words."""
    plain = _plain(sentence)
    return any(plain in _plain(text) for text in texts)


def _plain(text: str) -> str:
    """The words of a text, with a bar at the end of each sentence."""
    sentences = [_MARKS.sub(" ", part).split() for part in _ENDS.split(text)]
    return "| " + " | ".join(" ".join(words) for words in sentences if words) + " |"
