"""What the API answers with: every field that a client may rely on. Moments are ISO 8601 in UTC."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema


class Trouble(Schema):
    """Why a request was not answered: `code` does not change, `message` may."""

    code: str
    message: str
    subject: str = ""


class Failure(Schema):
    """The answer to what cannot be answered."""

    error: Trouble


class PublisherOut(Schema):
    """Who publishes: `owner_kind` as the catalogue names it, `country` ISO 3166."""

    key: str
    name: str
    country: str
    owner_kind: str


class ArticleOut(Schema):
    """An article in a list: `url` is the publisher's own, `page` its page here."""

    id: str
    title: str
    summary: str
    language: str
    category: str
    kind: str
    published_at: datetime
    publisher: PublisherOut
    url: str
    page: str


class WholeArticleOut(ArticleOut):
    """An article: `text` is whole where the publisher's rights allow that, else an excerpt.

    Attributes:
        revision: which of its texts this is, counted from 1.
        story: id of its story; "" if it is in none yet.
    """

    text: str
    is_whole: bool
    revision: int
    authors: list[str]
    hashtags: list[str]
    story: str


class StoryOut(Schema):
    """A story in a list: the headline that stands for it, and counts of its reports."""

    id: str
    title: str
    language: str
    category: str
    first_at: datetime
    last_at: datetime
    articles: int
    independent: int
    languages: int
    countries: int
    headline: str
    page: str


class WholeStoryOut(StoryOut):
    """A story with its reports, the latest first; copies name the article whose text they have."""

    owners: dict[str, int]
    reports: list[ArticleOut]
    copies: dict[str, str]


class StoriesOut(Schema):
    """A page of stories, the most important first; `next` is "" on the last one."""

    stories: list[StoryOut]
    next: str


class ArticlesOut(Schema):
    """A page of articles, the latest first; `next` is "" on the last one."""

    articles: list[ArticleOut]
    next: str


class FoundOut(Schema):
    """A page of search results, with what of the query was not understood."""

    stories: list[StoryOut]
    articles: list[ArticleOut]
    hints: list[str]
    page: int
    pages: int


class CitationOut(Schema):
    """The passage that a sentence rests on.

    Attributes:
        article: public id of the article.
        revision: which of its texts, counted from 1.
        start, end: range of characters (code points) in that text.
        text: the words that stand there.
    """

    article: str
    revision: int
    start: int
    end: int
    text: str


class SentenceOut(Schema):
    """A sentence with what it rests on; `quoted`: a publisher's own words, else a model wrote it."""

    text: str
    language: str
    quoted: bool
    citations: list[CitationOut]


class AnswerOut(Schema):
    """An answer: no sentences if the articles do not say.

    Attributes:
        maker: the model that wrote it; "" if it is built in.
        read: how many articles were read for it.
        dropped: how many sentences of the model the check refused.
        notice: why the built-in answer stands in for the model's; "" if nothing failed.
    """

    sentences: list[SentenceOut]
    maker: str
    read: int
    dropped: int
    notice: str


class AskedOut(AnswerOut):
    """An answer to a question; if there is none, the sentences that come nearest, and others to ask."""

    question: str
    nearest: list[SentenceOut]
    suggestions: list[str]


class SpeakerOut(Schema):
    """Who is quoted, and with what; `newsrooms`: how many independent ones carry any of it."""

    name: str
    newsrooms: int
    says: list[SentenceOut]


class VoicesOut(Schema):
    """Who says what."""

    speakers: list[SpeakerOut]


class ExplainedOut(Schema):
    """A name, and the sentence of earlier coverage that says what it is."""

    name: str
    sentence: SentenceOut


class NamesOut(Schema):
    """Names explained; none if earlier coverage does not say."""

    names: list[ExplainedOut]


class CountedOut(Schema):
    """A sentence, and how many of how many independent voices say it."""

    sentence: SentenceOut
    voices: int
    of: int


class ValueOut(Schema):
    """One of several numbers for one thing."""

    value: str
    sentence: SentenceOut
    voices: int


class DisagreementOut(Schema):
    """Different numbers of one unit."""

    unit: str
    values: list[ValueOut]


class ParticularOut(Schema):
    """A name that only one kind of owner ("ownership") or one country ("country") mentions."""

    by: str
    of: str
    name: str
    sentence: SentenceOut
    voices: int
    among: int
    others: int


class LoadedOut(Schema):
    """A headline with words that judge."""

    words: list[str]
    article: str


class ComparisonOut(Schema):
    """How the reports of a story compare. No verdict."""

    reports: int
    voices: int
    agreed: list[CountedOut]
    some: list[CountedOut]
    numbers: list[DisagreementOut]
    oppositions: list[list[SentenceOut]]
    particular: list[ParticularOut]
    loaded: list[LoadedOut]


class LostOut(Schema):
    """Words of the original that the translation may lack: `kind` is "name", "number" or "date"."""

    kind: str
    words: str


class PairOut(Schema):
    """A sentence beside its translation; `text` is "" if it was not translated."""

    original: str
    text: str
    lost: list[LostOut]


class TranslationOut(Schema):
    """A translation, paragraph by paragraph; `maker` is "" if nothing here translates that pair."""

    language: str
    into: str
    maker: str
    is_whole: bool
    title: list[PairOut]
    standfirst: list[PairOut]
    paragraphs: list[list[PairOut]]
    notice: str
