"""What a model wrote, read while it comes: each sentence is checked against the passages it cites.

pieces of JSON ──▶ sentences that are complete ──▶ passages by number ──▶ check ──▶ Sentence or Dropped
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import jiter

from broadsheet.assist.model import LanguageModel, Usage
from broadsheet.assist.prompts import MOST, Numbered, choose_passages, make_messages, schema
from broadsheet.assist.types import Answer, Dropped, Passage, Sentence
from broadsheet.errors import ModelError, ModelFormError

Check = Callable[[str, Sequence[Passage]], str]
"""A sentence and the passages it cites: why it is doubted, a key of `check.DOUBTS`; "" if it holds."""

_WORD = re.compile(r"\w+")
_LONGEST = 600  # characters of a sentence; what is longer is none
_MOST_TOKENS = 900


@dataclass
class Writing:
    """An answer in the making.

    Attributes:
        asked: a key of `prompts.TASKS`.
        dropped: what the check refused so far.
        said: how many sentences came, good or not; what is said again is left out without a word.
        usage: tokens it cost so far.
        answer: what came of it, once `answered` is used up.
    """

    asked: str
    language: str
    passages: tuple[Numbered, ...]
    question: str = ""
    dropped: list[Dropped] = field(default_factory=list)
    said: int = 0
    usage: Usage = field(default_factory=Usage)
    answer: Answer = field(default_factory=lambda: Answer(()))
    _earlier: list[str] = field(default_factory=list)

    def sentences(self, model: LanguageModel, check: Check) -> Generator[Sentence, None, None]:
        """The sentences that hold, each as soon as it is complete.

        Raises:
            ModelError: the model did not answer, or not in the asked form.
        """
        self.passages = choose_passages(self.passages)
        messages = make_messages(self.asked, self.passages, language=self.language, question=self.question)
        before = model.usage
        try:
            with closing(model.write(messages, schema(self.asked), most_tokens=_MOST_TOKENS)) as pieces:
                for text, numbers in read_sentences(pieces, MOST[self.asked]):
                    self.said += 1
                    if self._is_repeated(text):
                        continue
                    if sentence := self._held(text, numbers, check):
                        yield sentence
        finally:
            after = model.usage
            self.usage = Usage(after.sent - before.sent, after.written - before.written)

    def answered(
        self, model: LanguageModel, check: Check, built_in: Callable[[], Answer]
    ) -> Iterator[Sentence]:
        """The sentences that hold, as they come; those of the built-in answer where the model fails.

        `answer` is whole when it is used up. A model that says in the asked form that the passages do not
        answer a question is believed; one that breaks off keeps what held so far, with a notice.
        """
        held: list[Sentence] = []
        notice = ""
        try:
            with closing(self.sentences(model, check)) as sentences:
                for sentence in sentences:
                    held.append(sentence)
                    yield sentence
        except ModelFormError:
            notice = "not-understood"
        except ModelError:
            notice = "no-answer"
        dropped = tuple(self.dropped)
        if not held and (notice or self.said or self.asked != "ask"):
            self.answer = replace(built_in(), notice=notice or "nothing-held", dropped=dropped)
            yield from self.answer.sentences
            return
        articles = len({one.passage.article for one in self.passages})
        self.answer = Answer(tuple(held), model.name, articles, dropped, notice)

    def _is_repeated(self, text: str) -> bool:
        """Whether an earlier sentence has all these words in this order; a small model says things again."""
        words = f" {' '.join(_WORD.findall(text.casefold()))} "
        repeated = bool(words.strip()) and any(words in one for one in self._earlier)
        self._earlier.append(words)
        return repeated

    def _held(self, text: str, numbers: Sequence[int], check: Check) -> Sentence | None:
        cited = [self.passages[number - 1].passage for number in numbers if 0 < number <= len(self.passages)]
        passages = tuple(dict.fromkeys(cited))
        doubt = check(text, passages) if passages else "uncited"
        if doubt:
            self.dropped.append(Dropped(text, doubt))
            return None
        # A small model cites all it was given: those that bear it out alone are its sources, if some do.
        passages = tuple(one for one in passages if not check(text, (one,))) or passages
        own = tuple(one for one in passages if text in " ".join(one.text.split()))  # copied, not written
        return Sentence(text, own or passages, quoted=bool(own), language=self.language)


def read_sentences(pieces: Iterable[str], most: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Sentences with the numbers of their passages, each as soon as the next begins or the answer ends.

    Args:
        pieces: of a JSON object as `prompts.schema` says; what stands before the first brace or after the
            last (a model's ``` or its thinking aloud) is passed over.
        most: sentences that are wanted; when one more begins, nothing further is read.

    Raises:
        ModelError: it is no such object, or a sentence does not come to an end.
    """
    text, given, looked = "", 0, 0
    for piece in pieces:
        text += piece
        if "{" not in piece and len(text) - looked <= _LONGEST:
            continue  # no sentence begins, so none has ended that was not seen to end
        looked = len(text)
        rows = _rows(text, whole=False)
        for row in rows[given:-1][: most - given]:
            given += 1
            yield row
        if given == most:
            return
        if rows and len(rows[-1][0]) > _LONGEST:  # a small model says one word again and again
            raise ModelFormError
    yield from _rows(text, whole=True)[given:most]


def _rows(text: str, *, whole: bool) -> list[tuple[str, tuple[int, ...]]]:
    begin = text.find("{", text.rfind("</think>") + 1)
    if begin < 0:
        if whole:
            raise ModelFormError
        return []
    end = text.rfind("}") + 1 if whole else len(text)
    try:
        value = jiter.from_json(
            text[begin:end].encode("utf-8", "replace"), partial_mode=False if whole else "trailing-strings"
        )
    except ValueError as error:
        if whole:
            raise ModelFormError from error
        return []
    rows = value.get("sentences") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        if whole:
            raise ModelFormError
        return []
    return [_row(row) for row in rows]


def _row(row: Any) -> tuple[str, tuple[int, ...]]:
    """A sentence as the model gave it; without what is not of the form, which then rests on nothing."""
    if not isinstance(row, dict):
        return "", ()
    text, numbers = row.get("text"), row.get("passages")
    said = " ".join(text.split())[: _LONGEST + 1] if isinstance(text, str) else ""
    cited = [number for number in numbers if type(number) is int] if isinstance(numbers, list) else []
    return said, tuple(cited) if said and len(said) <= _LONGEST else ()
