"""A daily briefing: the most important stories in a few cited sentences each, read aloud within minutes.

```
stories, the most important first ─▶ each one's sentences, the most telling first
   ─▶ rounds: a first sentence of each, then a second, …, while there is time ─▶ a briefing that ends
```

A story is told in the sentences of its summary: what is built in quotes publishers; what a model wrote was
checked. Nothing else is said but the headline, which is a publisher's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from broadsheet.assist.aloud import PAUSE_S, seconds_aloud
from broadsheet.assist.summarize import story_sentences
from broadsheet.assist.types import Answer, Source

SECONDS = 300.0
"""How long a briefing takes at most, read aloud."""
MOST_STORIES = 12
ROUNDS = (12, 12, 6, 3)
"""How many of the first stories get a first, second, third, fourth sentence."""
LONGEST_S = 30.0
"""A sentence that takes longer to say is too long to be listened to."""


@dataclass(frozen=True, slots=True, eq=False)
class StoryToTell:
    """A story as a briefing is made from it.

    Attributes:
        story: the store's key.
        article: the store's key of the article whose headline stands for it.
        title, language: that headline, and its ISO 639 code.
        sources: its reports.
    """

    story: int
    article: int
    title: str
    language: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class BriefingItem:
    """A story in a briefing.

    Attributes:
        story, article, title, language: as in `StoryToTell`.
        answer: what is told of it, in the order of reading; its sentences each have their passages.
    """

    story: int
    article: int
    title: str
    language: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is read aloud.

    Attributes:
        items: the most important story first.
        seconds: how long all of it takes, as `seconds_aloud` counts.
    """

    items: tuple[BriefingItem, ...]
    seconds: float

    @property
    def is_full(self) -> bool:
        """Whether it holds as much as it is to hold: more stories would not make another of it."""
        return len(self.items) >= MOST_STORIES or self.seconds >= 0.8 * SECONDS


@dataclass(frozen=True, slots=True)
class Telling:
    """What can be told of a story.

    Attributes:
        answer: with its sentences, the most telling first.
        order: place in reading of each sentence.
    """

    answer: Answer
    order: tuple[int, ...]


def tell_built_in(story: StoryToTell, language: str) -> Telling:
    """A story in its publishers' own sentences, in the reader's language where a report is in it."""
    ranked = story_sentences(story.sources, len(ROUNDS), language)
    sentences = tuple(sentence for sentence, _ in ranked)
    order = tuple(place for _, place in ranked)
    return Telling(Answer(sentences, articles=len(story.sources)), order)


def tell_answer(answer: Answer) -> Telling:
    """A story as an answer tells it, in its order."""
    return Telling(answer, tuple(range(len(answer.sentences))))


def make_briefing(
    stories: Sequence[StoryToTell],
    tell: Callable[[StoryToTell], Telling],
    seconds: float = SECONDS,
) -> Briefing:
    """A briefing of at most `seconds` read aloud.

    Args:
        stories: the most important first; those of which nothing can be told are passed over.
        tell: what can be told of one.
    """
    told = [(story, telling) for story in stories if (telling := tell(story)).answer.sentences]
    told = told[:MOST_STORIES]
    kept: list[list[int]] = [[] for _ in told]
    left = seconds
    for number, most in enumerate(ROUNDS):
        for place, (story, telling) in enumerate(told[:most]):
            if number >= len(telling.answer.sentences) or (number and not kept[place]):
                continue
            sentence = telling.answer.sentences[number]
            cost = seconds_aloud(sentence.text, sentence.language)
            whole = cost if kept[place] else cost + _headline_s(story)
            if cost <= LONGEST_S and whole <= left:
                kept[place].append(number)
                left -= whole
    items = [
        _item(story, telling, places) for (story, telling), places in zip(told, kept, strict=True) if places
    ]
    return Briefing(tuple(items), seconds - left)


def brief_built_in(stories: Sequence[StoryToTell], language: str) -> Briefing:
    """A briefing in publishers' own sentences.

    Args:
        language: ISO 639 of the reader.
    """
    return make_briefing(stories, lambda story: tell_built_in(story, language))


def _headline_s(story: StoryToTell) -> float:
    return seconds_aloud(story.title, story.language) + PAUSE_S


def _item(story: StoryToTell, telling: Telling, places: Sequence[int]) -> BriefingItem:
    ordered = sorted(places, key=lambda place: telling.order[place])
    sentences = tuple(telling.answer.sentences[place] for place in ordered)
    answer = replace(telling.answer, sentences=sentences)
    return BriefingItem(story.story, story.article, story.title, story.language, answer)
