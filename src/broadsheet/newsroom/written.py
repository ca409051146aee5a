"""The written content as a source of articles."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from broadsheet.newsroom.content import Content, WrittenArticle, WrittenEvent, WrittenPublisher
from broadsheet.newsroom.model import Article, Fault, Publisher, Section, Traits
from broadsheet.newsroom.schedule import Schedule
from broadsheet.newsroom.slugs import make_slug
from broadsheet.newsroom.zones import find_zone

# Layouts whose sites name sections in addresses by their own words; the others use English words.
_OWN_WORDS = frozenset({"classic", "broadsheet"})
# Every so many publishers one has feeds that are broken, each in its own way.
_FAULT_EVERY = 6
_FAULTS: tuple[Fault, ...] = ("ampersand", "entities", "blank", "encoding", "bom", "control")


def make_publisher(written: WrittenPublisher, place: int, words: dict[str, str]) -> Publisher:
    """A publisher with the habits that follow from its layout and its `place` in the list."""
    names = zip(written.sections, written.section_names, strict=True)
    fault: Fault = ""
    if place % _FAULT_EVERY == _FAULT_EVERY - 1 and not written.feed.startswith("json"):
        fault = _FAULTS[place // _FAULT_EVERY % len(_FAULTS)]
    return Publisher(
        key=written.key,
        name=written.name,
        language=written.language,
        country=written.country,
        ownership=written.ownership,
        tagline=written.tagline,
        sections=tuple(
            Section(name, make_slug(name) if written.layout in _OWN_WORDS else category, category)
            for category, name in names
        ),
        journalists=tuple(written.journalists),
        feed=written.feed,
        layout=written.layout,
        words=words,
        timezone=written.timezone or find_zone(written.country),
        traits=Traits(
            full_text=written.full_content,
            media=place % 2 == 0,
            tracking=place % 3 == 1,
            second_address="amp"
            if written.layout in ("magazine", "tabloid")
            else "m"
            if place % 5 == 0
            else "",
            fault=fault,
            png=place % 4 != 3,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Planned:
    """An article of the content and the moments at which it and its revisions appear."""

    event: WrittenEvent
    article: WrittenArticle
    published: datetime
    revised: tuple[datetime, ...]


class WrittenSource:
    """Articles as the content's files have them, at the moments the schedule gives."""

    def __init__(self, content: Content, schedule: Schedule) -> None:
        self._publishers = tuple(
            make_publisher(written, place, content.words_for(written.language))
            for place, written in enumerate(content.publishers)
        )
        self._names = {publisher.key: publisher.name for publisher in self._publishers}
        self._plans: dict[str, list[_Planned]] = defaultdict(list)
        self._events = {event.key: event for event in content.events}
        for event in content.events:
            for article in event.article:
                hour = event.hour + article.delay_minutes / 60
                revised = tuple(
                    schedule.at(hour + revision.after_minutes / 60) for revision in article.revision
                )
                self._plans[article.publisher].append(_Planned(event, article, schedule.at(hour), revised))
        for plans in self._plans.values():
            plans.sort(key=lambda plan: (plan.published, plan.event.key, plan.article.title))
        self._moments = {key: [plan.published for plan in plans] for key, plans in self._plans.items()}

    @property
    def publishers(self) -> Sequence[Publisher]:
        return self._publishers

    def count(self, publisher: Publisher, moment: datetime) -> int:
        return bisect_right(self._moments.get(publisher.key, []), moment)

    def version(self, publisher: Publisher, moment: datetime) -> str:
        plans = self._plans.get(publisher.key, [])
        revisions = sum(bisect_right(plan.revised, moment) for plan in plans)
        return f"{self.count(publisher, moment)}.{revisions}"

    def article(self, publisher: Publisher, number: int, moment: datetime) -> Article:
        plan = self._plans[publisher.key][number]
        written, event = plan.article, plan.event
        title, standfirst, paragraphs, revision = self._text(plan, moment)
        first_title = written.title or title
        return Article(
            publisher=publisher.key,
            number=number,
            event=event.key,
            category=event.category,
            title=title,
            slug_title=first_title,
            standfirst=standfirst,
            paragraphs=paragraphs,
            sections=self._sections(publisher, event, written),
            published=plan.published,
            updated=plan.revised[revision - 1] if revision else None,
            author=written.author,
            tags=tuple(written.tags),
            picture=written.picture,
            caption=written.caption,
            opinion=written.opinion,
            kind=written.kind,
            paywalled=written.paywalled,
            wire_from=written.wire_from,
            credit=self._names.get(written.wire_from, ""),
            revision=revision,
        )

    def _text(self, plan: _Planned, moment: datetime) -> tuple[str, str, tuple[str, ...], int]:
        """Title, standfirst and paragraphs at `moment`, and how many revisions they have had.

        A reprint takes from the agency's text, as it stood when the reprint appeared, whatever it does not
        give itself.
        """
        written = plan.article
        title, standfirst, paragraphs = written.title, written.standfirst, tuple(written.paragraphs)
        if written.wire_from:
            original = self._original(plan)
            wire_title, wire_standfirst, wire_paragraphs, _ = self._text(original, plan.published)
            title = title or wire_title
            standfirst = standfirst or wire_standfirst
            paragraphs = paragraphs or wire_paragraphs
        done = bisect_right(plan.revised, moment)
        for revision in written.revision[:done]:
            title = revision.title or title
            standfirst = revision.standfirst or standfirst
            paragraphs = tuple(revision.paragraphs or paragraphs)
        return title, standfirst, paragraphs, done

    def _original(self, plan: _Planned) -> _Planned:
        """The latest text of the agency on the event that was out when `plan` was published."""
        return [
            other
            for other in self._plans[plan.article.wire_from]
            if other.event.key == plan.event.key
            and not other.article.wire_from
            and other.published <= plan.published
        ][-1]

    def _sections(
        self, publisher: Publisher, event: WrittenEvent, written: WrittenArticle
    ) -> tuple[str, ...]:
        wanted = ["opinion"] if written.opinion else []
        wanted += [event.category, *written.also_in_sections]
        slugs = {section.category: section.slug for section in publisher.sections}
        slugs |= {section.name: section.slug for section in publisher.sections}
        found = [slugs[name] for name in wanted if name in slugs]
        return tuple(dict.fromkeys(found)) or (publisher.sections[0].slug,)
