"""Generated publishers and articles, for benchmarks: article `i` of publisher `p` follows from (seed, p, i).

Only the last few thousand are kept, so a million articles take no more memory than these. Publishers of a
language cover the same events, each in a mixture of the event's sentences and its own; every seventh article
is wire copy.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import msgspec

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.babble import Babble
from broadsheet.newsroom.content import FORMATS, LAYOUTS, Content, WrittenPublisher
from broadsheet.newsroom.model import Article, Publisher, split_block
from broadsheet.newsroom.schedule import read_clock
from broadsheet.newsroom.written import make_publisher

COVERAGE = 5  # publishers that cover an event, on average
KEPT = 4096  # articles and events, for the pages that show one beside another
WIRE_EVERY = 7  # every so many articles is wire copy
LENGTH = (250, 760)  # words of an event's text; with its own sentences an article has 200 to 1000
REVISED_EVERY = 31  # every so many articles is revised
REVISED_AFTER = timedelta(minutes=90)
WEBSITE_FORMATS = tuple(kind for kind in FORMATS if kind != "sitemap")


class _Event(NamedTuple):
    """An event as all its articles know it: its agency's text."""

    key: str
    category: str
    names: tuple[str, ...]
    title: str
    sentences: tuple[str, ...]


class GeneratedSource:
    """Articles made up on demand.

    Args:
        content: taught from: languages, sections, names, and the words of the texts.
        count: of publishers, 1 to 100,000.
        per_day: articles of each publisher in 24 hours, over 0 to 10,000.
        seed: decides everything.
        start: moment of the first articles; None: two days ago.

    Raises ConfigurationError if a number is outside its range.
    """

    def __init__(
        self, content: Content, count: int, per_day: float, seed: int, start: datetime | None = None
    ) -> None:
        if not 1 <= count <= 100_000:
            raise ConfigurationError("There can be 1 to 100000 publishers.", subject=str(count))
        if not 0 < per_day <= 10_000:
            raise ConfigurationError("A publisher can have up to 10000 articles a day.", subject=str(per_day))
        self.seed = seed
        self.start = start or read_clock() - timedelta(days=2)
        self._gap = timedelta(days=1) / per_day
        self._babble = _learn(content)
        usable = [pattern for pattern in content.publishers if pattern.language in self._babble]
        if not usable:
            raise ConfigurationError("The content has no articles to learn from.")
        self._publishers = tuple(_make_publisher(usable, place, content) for place in range(count))
        self._by_language: dict[str, list[Publisher]] = defaultdict(list)
        for publisher in self._publishers:
            self._by_language[publisher.language].append(publisher)
        self._by_key = {publisher.key: publisher for publisher in self._publishers}
        self._event = lru_cache(maxsize=KEPT)(self._make_event)
        self._written = lru_cache(maxsize=KEPT)(self._write_article)

    @property
    def publishers(self) -> Sequence[Publisher]:
        return self._publishers

    def count(self, publisher: Publisher, moment: datetime) -> int:
        passed = moment - self.start - self._lag(publisher)
        return max(0, passed // self._gap + 1)

    def version(self, publisher: Publisher, moment: datetime) -> str:
        return f"{self.count(publisher, moment)}.{self.count(publisher, moment - REVISED_AFTER)}"

    def article(self, publisher: Publisher, number: int, moment: datetime) -> Article:
        published = self._published(publisher, number)
        return self._written(publisher.key, number, moment >= published + REVISED_AFTER)

    def _published(self, publisher: Publisher, number: int) -> datetime:
        return self.start + self._lag(publisher) + number * self._gap

    def _write_article(self, key: str, number: int, late: bool) -> Article:
        """The article; `late` if it is old enough to have been revised."""
        publisher = self._by_key[key]
        event = self._event(publisher.language, number, self._choose_event(publisher, number))
        chance = random.Random(f"{self.seed} {publisher.key} {number}")
        babble = self._babble[publisher.language]
        published = self._published(publisher, number)
        agency = self._agency(publisher)
        wire = chance.randrange(WIRE_EVERY) == 0
        revised = chance.randrange(REVISED_EVERY) == 0 and late
        title = event.title if wire else babble.headline(chance, event.names[chance.randrange(2)])
        sentences = list(event.sentences) if wire else _retell(event, babble, chance)
        if revised:
            sentences.append(babble.sentence(chance))
        paragraphs = _paragraphs(sentences[1:], babble, random.Random(event.key if wire else title))
        fitting = [section for section in publisher.sections if section.category == event.category]
        return Article(
            publisher=publisher.key,
            number=number,
            event=event.key,
            category=event.category,
            title=title,
            slug_title=title,
            standfirst=sentences[0],
            paragraphs=paragraphs,
            sections=((fitting or publisher.sections)[0].slug,),
            published=published,
            updated=published + REVISED_AFTER if revised else None,
            author=chance.choice(publisher.journalists) if publisher.journalists and not wire else "",
            tags=event.names,
            picture=event.title if chance.random() < 0.7 else "",
            caption=event.names[0],
            wire_from=agency.key if wire and agency is not publisher else "",
            credit=agency.name if wire and agency is not publisher else "",
            revision=int(revised),
        )

    def _lag(self, publisher: Publisher) -> timedelta:
        """How much later than its fellows a publisher writes: less than the time between two articles."""
        return self._gap * random.Random(f"{self.seed} {publisher.key}").random()

    def _choose_event(self, publisher: Publisher, number: int) -> int:
        """Which of the events that happen at the same time the publisher covers."""
        running = max(1, len(self._by_language[publisher.language]) // COVERAGE)
        return random.Random(f"{self.seed} {publisher.key} {number} event").randrange(running)

    def _agency(self, publisher: Publisher) -> Publisher:
        """The publisher whose name stands under the language's wire copy."""
        return self._by_language[publisher.language][0]

    def _make_event(self, language: str, slot: int, which: int) -> _Event:
        chance = random.Random(f"{self.seed} {language} {slot} {which}")
        babble = self._babble[language]
        names = tuple(dict.fromkeys(babble.name(chance) for _ in range(3)))
        names = names if len(names) > 1 else (*names, *names)
        wanted, length, sentences = chance.randrange(*LENGTH), 0, []
        while length < wanted:
            said = babble.sentence(chance)
            if chance.random() < 0.4:
                said = babble.join([f"{chance.choice(names)}:", said])
            sentences.append(said)
            length += len(said.split()) if " " in said else len(said) // 2
        publisher = self._publishers[which % len(self._publishers)]
        category = publisher.sections[chance.randrange(len(publisher.sections))].category
        title = babble.headline(chance, names[0])
        return _Event(f"{language}-{slot}-{which}", category, names, title, tuple(sentences))


def _learn(content: Content) -> dict[str, Babble]:
    """A babble for each language that has texts; language tags without texts share their base language's."""
    texts: dict[str, list[str]] = defaultdict(list)
    languages = {publisher.key: publisher.language for publisher in content.publishers}
    for event in content.events:
        for article in event.article:
            paragraphs = [split_block(paragraph)[1] for paragraph in article.paragraphs]
            texts[languages[article.publisher].split("-")[0]] += [article.standfirst, *paragraphs]
    learned = {base: Babble(said, base) for base, said in texts.items() if said}
    return {
        language: learned[language.split("-")[0]]
        for language in set(languages.values())
        if learned.get(language.split("-")[0]) and learned[language.split("-")[0]].words
    }


def _make_publisher(patterns: list[WrittenPublisher], place: int, content: Content) -> Publisher:
    """The publisher at `place`: a written one's language and sections, another name, layout and format."""
    pattern = patterns[place % len(patterns)]
    written = msgspec.structs.replace(
        pattern,
        key=f"{pattern.key}-{place}",
        name=f"{pattern.name} {place}",
        layout=LAYOUTS[place % len(LAYOUTS)],
        feed=WEBSITE_FORMATS[place // 3 % len(WEBSITE_FORMATS)],
    )
    return make_publisher(written, place, content.words_for(pattern.language))


def _retell(event: _Event, babble: Babble, chance: random.Random) -> list[str]:
    """The event in a publisher's own words: three of four of its sentences, and others between them."""
    told = [sentence for sentence in event.sentences if chance.random() < 0.75]
    own = [babble.sentence(chance) for _ in range(1 + len(event.sentences) // 3)]
    for sentence in own:
        told.insert(chance.randrange(len(told) + 1), sentence)
    return [babble.join([event.names[0], own[0]]), *told]


def _paragraphs(sentences: list[str], babble: Babble, chance: random.Random) -> tuple[str, ...]:
    """Two to four sentences a paragraph, and a subheading here and there."""
    paragraphs: list[str] = []
    while sentences:
        size = chance.randrange(2, 5)
        if paragraphs and chance.random() < 0.12:
            paragraphs.append(f"## {babble.headline(chance, '').strip()}")
        paragraphs.append(babble.join(sentences[:size]))
        sentences = sentences[size:]
    return tuple(paragraphs)
