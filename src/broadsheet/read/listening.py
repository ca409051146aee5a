"""What is said when a reader listens to an article, a story or a briefing: words, each in its language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext

from broadsheet.assist.aloud import seconds_aloud
from broadsheet.assist.summarize import summarize_story
from broadsheet.read.excerpts import excerpt
from broadsheet.read.stories import headline_id
from broadsheet.read.words import day as day_words
from broadsheet.speech.types import Part
from broadsheet.store.briefings import KeptBriefing
from broadsheet.store.models import Article, Story
from broadsheet.store.rights import shown_whole
from broadsheet.store.sources import sources_of_story
from broadsheet.understand.sentences import split_sentences

_LONGEST = 1_500  # characters of a part; a longer paragraph is said in several
_MOST_CHARS = 60_000  # of an article: more than an hour


def parts_of_article(article: Article) -> list[Part]:
    """Headline, standfirst, and the text as far as it may be shown."""
    text = article.text if shown_whole([article]) else excerpt(article.text)
    parts = [Part(article.title, article.language, heading=True)]
    beginning = " ".join(text.split())[: len(article.summary)]
    if article.summary and beginning != " ".join(article.summary.split()):
        parts.append(Part(article.summary, article.language))
    return parts + list(_paragraphs(text[:_MOST_CHARS], article.language))


def parts_of_story(story: Story, language: str) -> list[Part]:
    """The headline and a paragraph of its reports' own sentences.

    Args:
        language: ISO 639 of the reader.
    """
    chosen = headline_id(story, language) or 0
    head = Article.objects.filter(pk=chosen).only("title", "language").first()
    if head is None:
        return []
    answer = summarize_story(sources_of_story(story), "paragraph", language)
    said = [Part(one.text, one.language) for one in answer.sentences]
    return [Part(head.title, head.language, heading=True), *said]


def parts_of_briefing(kept: KeptBriefing) -> list[Part]:
    """The day, then each story's headline and sentences."""
    with translation.override(kept.language):
        opening = gettext("Briefing of %(day)s.") % {"day": day_words(kept.day)}
    parts = [Part(opening, kept.language)]
    for item in kept.briefing.items:
        parts.append(Part(item.title, item.language, heading=True))
        parts += [Part(one.text, one.language) for one in item.answer.sentences]
    return parts


def parts_of_subject(subject: str, language: str) -> list[Part]:
    """What an errand asks for ("article:7", "story:12"); empty for what is no more."""
    kind, _, key = subject.partition(":")
    if kind == "article":
        article = Article.objects.filter(pk=int(key)).first()
        return parts_of_article(article) if article else []
    story = Story.objects.standing().filter(pk=int(key)).first()
    return parts_of_story(story, language) if story else []


def minutes_of(parts: Sequence[Part]) -> int:
    """How long it takes to say them, at least one minute."""
    return max(1, round(sum(seconds_aloud(part.text, part.language) for part in parts) / 60))


def _paragraphs(text: str, language: str) -> Iterator[Part]:
    for line in text.splitlines():
        line = " ".join(line.split())
        if len(line) <= _LONGEST:
            if line:
                yield Part(line, language)
            continue
        begin = 0
        for start, end in split_sentences(line, language):
            if end - begin > _LONGEST and start > begin:
                yield Part(line[begin:start].strip(), language)
                begin = start
        yield Part(line[begin:], language)
