"""The newsroom: a source of articles and a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadsheet.newsroom.addresses import article_path
from broadsheet.newsroom.content import Content, load_content
from broadsheet.newsroom.model import Article, Publisher, Source
from broadsheet.newsroom.schedule import Clock, Schedule, plan_demo, read_clock
from broadsheet.newsroom.written import WrittenSource


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """What a perfect reader of the newsroom would hold of an article.

    Attributes:
        publisher: key. path: address without scheme, host and the `/@key` of the path form.
        text: standfirst and paragraphs, separated by blank lines.
        event: articles with the same event tell the same story.
        wire_from: key of the publisher whose text it reprints; empty if its own.
        published, updated: UTC.
        revision: how many times its text has changed.
    """

    publisher: str
    path: str
    title: str
    text: str
    language: str
    event: str
    category: str
    author: str
    wire_from: str
    opinion: bool
    paywalled: bool
    kind: str
    published: datetime
    updated: datetime | None
    revision: int


class Newsroom:
    """Publishers, their articles, and a clock that decides which of them are out.

    Args:
        start: hour 0 of the content: aware. Ignored if `source` is given.
        clock: the real time, aware; tests pass their own.
        speed: seconds that pass in the newsroom for each of `clock`; 0 stops it.
        source: where articles come from; by default the written content, events at their hours.

    At first the newsroom's time is that of `clock`; `set_time` changes it.
    """

    def __init__(
        self, start: datetime, clock: Clock = read_clock, speed: float = 1.0, *, source: Source | None = None
    ) -> None:
        self.source = source or WrittenSource(load_content(), Schedule(start))
        self.speed = speed
        self._clock = clock
        self._set_at = self._news_at = clock()
        self._by_key = {publisher.key: publisher for publisher in self.source.publishers}

    @property
    def publishers(self) -> tuple[Publisher, ...]:
        return tuple(self.source.publishers)

    def now(self) -> datetime:
        """The newsroom's time."""
        return self._news_at + (self._clock() - self._set_at) * self.speed

    def set_time(self, moment: datetime) -> None:
        """Sets the newsroom's time, forwards or back; it goes on from there at the same speed."""
        self._set_at, self._news_at = self._clock(), moment

    def pass_time(self, span: timedelta) -> None:
        """Lets `span` pass at once."""
        self.set_time(self.now() + span)

    def publisher(self, key: str) -> Publisher | None:
        """The publisher with this key."""
        return self._by_key.get(key)

    def version(self, publisher: Publisher) -> str:
        """Changes exactly when the publisher publishes or changes something."""
        return self.source.version(publisher, self.now())

    def article(self, publisher: Publisher, number: int) -> Article | None:
        """The article with this number, if it is out."""
        now = self.now()
        if not 0 <= number < self.source.count(publisher, now):
            return None
        return self.source.article(publisher, number, now)

    def latest(
        self, publisher: Publisher, limit: int, section: str = "", before: int | None = None
    ) -> list[Article]:
        """The newest articles, newest first.

        Args:
            limit: at most so many.
            section: slug; only articles that stand in it, searched for among the last 40 times `limit`.
            before: only articles with a lower number.
        """
        now = self.now()
        end = self.source.count(publisher, now)
        end = end if before is None else min(before, end)
        found: list[Article] = []
        for number in range(end - 1, max(-1, end - 1 - 40 * limit), -1):
            article = self.source.article(publisher, number, now)
            if not section or section in article.sections:
                found.append(article)
                if len(found) == limit:
                    break
        return found

    def articles_until(self, moment: datetime) -> Iterator[TrueArticle]:
        """The ground truth: every article that is out at `moment`, as it then stands.

        Publisher by publisher, oldest first; lazily, for a generated newsroom may hold millions.
        """
        for publisher in self.source.publishers:
            for number in range(self.source.count(publisher, moment)):
                article = self.source.article(publisher, number, moment)
                yield TrueArticle(
                    publisher=publisher.key,
                    path=article_path(publisher, article),
                    title=article.title,
                    text=article.text,
                    language=publisher.language,
                    event=article.event,
                    category=article.category,
                    author=article.author,
                    wire_from=article.wire_from,
                    opinion=article.opinion,
                    paywalled=article.paywalled,
                    kind=article.kind,
                    published=article.published,
                    updated=article.updated,
                    revision=article.revision,
                )


def make_demo(
    clock: Clock = read_clock,
    speed: float = 1.0,
    *,
    content: Content | None = None,
    live_hours: float = 1.0,
    began: datetime | None = None,
) -> Newsroom:
    """The newsroom of `broadsheet demo`: most events lie in the last two days, a quarter come soon.

    Args:
        live_hours: within so many hours the last event happens.
        began: when the demo was first started, so that one started again goes on with the same dates and
            addresses; None: now.
    """
    content = content or load_content()
    hours = [event.hour for event in content.events]
    schedule = plan_demo(hours, began or clock(), live_hours=live_hours)
    return Newsroom(schedule.start, clock, speed, source=WrittenSource(content, schedule))
