"""Articles: made from pages, one for all addresses of the same article, every edit kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from urllib.parse import urlsplit

from django.db import connection, transaction

from broadsheet.extract.types import ArticlePicture

from .absorbed import move_to
from .bulk import insert_keyed, insert_new, update_rows
from .guard import database_errors
from .hashtags import forget_articles
from .models import Article, Entry, Feed, Page, Picture, Publisher, Revision
from .publishers import find_publishers, publisher_for
from .records import ArticleCounts, ArticleRecord
from .stories import leave_story

# Two pages of one publisher with the same title and text are one article only if there is text enough for
# that to be no accident (subscription walls, "page moved").
_SAME_TEXT_MIN_WORDS = 40
_MAX_PICTURES = 30
_PAGE_COLUMNS = ("article_id", "state", "content_hash", "next_try_at", "error_code", "error_detail")


def put_articles(records: Sequence[ArticleRecord]) -> ArticleCounts:
    """Stores what extraction made of a batch of pages, in one transaction.

    Doing it again changes nothing; neither does the order in which the addresses of one article come.

    Raises:
        StoreError: the database could not; nothing was stored.
    """
    with database_errors(), transaction.atomic():
        return _Batch(records).put()


class _Batch:
    """One call's working set: pages, publishers and articles that the records touch, read at once."""

    def __init__(self, records: Sequence[ArticleRecord]) -> None:
        self.records = sorted(records, key=lambda record: record.page_id)
        self.pages = Page.objects.defer("body").in_bulk([record.page_id for record in records])
        self.feeds = self._feeds()
        self.hosts = {_host(r.article.canonical_url or r.address) for r in self.records if r.article}
        self.publishers = find_publishers(self.hosts)
        self.by_url, self.by_id = self._articles()
        self.asked, self.texts = self._texts()
        self.new = self.revised = self.same = self.failed = 0
        self.ids: list[int] = []

    def _feeds(self) -> dict[int, Feed]:
        """The feed of the lowest id that links to each page."""
        rows = Entry.objects.filter(page_id__in=list(self.pages)).select_related("feed__publisher")
        entries = rows.only("page_id", "feed").order_by("-feed_id")
        return {entry.page_id: entry.feed for entry in entries if entry.page_id is not None}

    def _articles(self) -> tuple[dict[str, Article], dict[int, Article]]:
        urls = [r.article.canonical_url for r in self.records if r.article]
        ids = [page.article_id for page in self.pages.values() if page.article_id]
        by_url = {
            article.canonical_url: article for article in Article.objects.filter(canonical_url__in=urls)
        }
        by_id = Article.objects.in_bulk(ids)
        for article in [*by_url.values()]:
            by_id.setdefault(article.pk, article)
        # One object an article, or two changes of it in one batch would not see each other.
        return {url: by_id[article.pk] for url, article in by_url.items()}, by_id

    def _texts(self) -> tuple[set[int], set[tuple[int, str]]]:
        """The publishers of whom is known which of the batch's texts they have; these, as publisher and hash.

        One query for all: hardly any text is there already.
        """
        publishers = {publisher.pk for publisher in self.publishers.values()}
        publishers |= {feed.publisher_id for feed in self.feeds.values()}
        hashes = {record.content_hash for record in self.records if record.words >= _SAME_TEXT_MIN_WORDS}
        found = Article.objects.filter(publisher__in=publishers, content_hash__in=hashes).order_by()
        return publishers, set(found.values_list("publisher_id", "content_hash"))

    def _may_have(self, publisher: Publisher, content_hash: str) -> bool:
        return publisher.pk not in self.asked or (publisher.pk, content_hash) in self.texts

    def put(self) -> ArticleCounts:
        written: list[Page] = []
        for record in self.records:
            page = self.pages.get(record.page_id)
            if page is None:
                continue
            if record.article is None:
                self._fail(page, record)
            else:
                self._put_one(page, record)
            written.append(page)
        # At the end: a later record may have led an earlier one's page to another article.
        update_rows(Page, _PAGE_COLUMNS, map(attrgetter("pk", *_PAGE_COLUMNS), written))
        return ArticleCounts(self.new, self.revised, self.same, self.failed, tuple(self.ids))

    def _fail(self, page: Page, record: ArticleRecord) -> None:
        """No article came of it. One that there was already stays as it is."""
        page.state = Page.State.EXTRACTED.value if page.article_id else Page.State.FAILED.value
        page.error_code = record.error_code
        page.error_detail = record.error_detail[:1000]
        page.next_try_at = record.recheck_at if page.article_id else None
        self.failed += 1

    def _put_one(self, page: Page, record: ArticleRecord) -> None:
        assert record.article is not None
        publisher = self._publisher(page, record)
        article = self._existing(page, record, publisher)
        if article is None:
            article = self._create(page, record, publisher)
            self.new += 1
        elif self._merge(page, record, article):
            self.revised += 1
        else:
            self.same += 1
        self.texts.add((article.publisher_id, article.content_hash))
        page.article = article
        page.state = Page.State.EXTRACTED.value
        page.content_hash = record.content_hash
        page.next_try_at = record.recheck_at
        page.error_code = record.error_code
        page.error_detail = record.error_detail[:1000]
        self.ids.append(article.pk)

    def _publisher(self, page: Page, record: ArticleRecord) -> Publisher:
        """By the article's domain, else the feed's publisher, else a new one."""
        assert record.article is not None
        url = record.article.canonical_url or record.address
        host = _host(url)
        feed = self.feeds.get(page.pk)
        if host in self.publishers:
            return self.publishers[host]
        if feed is not None and (not host or _host(feed.url) == host or host.replace(".", "").isdigit()):
            return feed.publisher
        if not host:
            url = "https://saved.invalid/"  # a saved text without an address (RFC 2606)
        made = publisher_for(url, name=record.article.site_name, language=record.article.language)
        self.publishers[host] = made
        return made

    def _existing(self, page: Page, record: ArticleRecord, publisher: Publisher) -> Article | None:
        assert record.article is not None
        if page.article_id and page.article_id in self.by_id:
            return self.by_id[page.article_id]
        if found := self.by_url.get(record.article.canonical_url):
            return found
        if record.words >= _SAME_TEXT_MIN_WORDS and self._may_have(publisher, record.content_hash):
            twin = Article.objects.filter(publisher=publisher, content_hash=record.content_hash).first()
            if twin is not None:
                return self.by_id.setdefault(twin.pk, twin)
        return None

    def _create(self, page: Page, record: ArticleRecord, publisher: Publisher) -> Article:
        assert record.article is not None
        article = Article(
            publisher=publisher,
            canonical_url=record.article.canonical_url,
            first_seen_at=page.discovered_at,
            updated_at=record.at,
            category=self._category(page),
            stated_category=self._category(page),
        )
        fill_article(article, record)
        insert_article(article)
        self.by_url[article.canonical_url] = article
        self.by_id[article.pk] = article
        insert_pictures(article, record)
        return article

    def _category(self, page: Page) -> str:
        feed = self.feeds.get(page.pk)
        return feed.category if feed is not None else ""

    def _merge(self, page: Page, record: ArticleRecord, article: Article) -> bool:
        """Takes what the page says into an article that exists. True if that was an edit."""
        assert record.article is not None
        self._take_category(page, article)
        self._take_address(record, article)
        if record.content_hash == article.content_hash:
            return False
        if record.from_feed:
            if article.text_from == Article.TextFrom.FEED and page.content_hash == article.content_hash:
                self._replace(record, article, keep=True)
                return True
            return False
        if article.text_from == Article.TextFrom.FEED:  # at last the page itself
            self._replace(record, article, keep=False)
            return False
        if page.content_hash and page.content_hash == article.content_hash:  # it said so, now it says else
            self._replace(record, article, keep=True)
            return True
        if not page.content_hash and record.address == article.canonical_url:
            # Another address (AMP, print) came first; the article's own is the one to believe.
            self._replace(record, article, keep=False)
        return False

    def _take_category(self, page: Page, article: Article) -> None:
        category = self._category(page)
        if category and not article.stated_category:
            article.category = article.stated_category = category
            article.state = Article.State.EXTRACTED  # what it is about is told with that in mind
            article.save(update_fields=["category", "stated_category", "state"])

    def _take_address(self, record: ArticleRecord, article: Article) -> None:
        """Of the addresses under which the same text stands, the shortest is the article's."""
        assert record.article is not None
        mine, its = record.article.canonical_url, article.canonical_url
        if record.content_hash != article.content_hash or (len(mine), mine) >= (len(its), its):
            return
        if mine not in self.by_url:
            article.canonical_url = mine
            article.save(update_fields=["canonical_url"])
            self.by_url[mine] = article

    def _replace(self, record: ArticleRecord, article: Article, *, keep: bool) -> None:
        if keep:
            _keep_revision(article)
        fill_article(article, record)
        last = article.updated_at
        article.updated_at = max(record.at, last)  # a clock that goes back must not turn edits round
        article.save()
        put_pictures(article, record)
        self._absorb_twins(article)

    def _absorb_twins(self, article: Article) -> None:
        """Now that its text is another, a second article with that text may prove to be the same one."""
        if article.words < _SAME_TEXT_MIN_WORDS:
            return
        twins = Article.objects.filter(publisher=article.publisher, content_hash=article.content_hash)
        for twin in twins.exclude(pk=article.pk):
            twin.pages.update(article=article)
            for page in self.pages.values():
                if page.article_id == twin.pk:
                    page.article = article
            mine, its = article.canonical_url, twin.canonical_url
            self.by_id[twin.pk] = self.by_url[its] = article
            forget_articles([twin.pk])
            leave_story(twin.pk, article.pk)
            move_to(article.pk, twin.pk)
            twin.delete()
            if (len(its), its) < (len(mine), mine):
                article.canonical_url = its
                article.save(update_fields=["canonical_url"])


def _keep_revision(article: Article) -> None:
    former = Article.objects.get(pk=article.pk)
    Revision.objects.create(
        article=article,
        number=article.revisions.count() + 1,
        title=former.title,
        summary=former.summary,
        text=former.text,
        html=former.html,
        content_hash=former.content_hash,
        seen_at=former.updated_at,
    )


_ARTICLE_COLUMNS = tuple(field.attname for field in Article._meta.concrete_fields if not field.primary_key)


def insert_article(article: Article) -> None:
    """Stores an article that is new, several times faster than `save`."""
    values = attrgetter(*_ARTICLE_COLUMNS)
    [article.pk] = insert_keyed(Article, _ARTICLE_COLUMNS, [values(article)])
    article._state.adding, article._state.db = False, connection.alias


def fill_article(article: Article, record: ArticleRecord) -> None:
    found = record.article
    assert found is not None
    article.state = Article.State.EXTRACTED.value
    article.title = found.title[:1000]
    article.summary = found.summary
    article.text = found.text
    article.html = found.html
    article.authors = list(found.authors)
    article.topics = list(found.topics)
    article.language = found.language[:3]
    article.kind = found.kind
    article.text_from = (Article.TextFrom.FEED if record.from_feed else Article.TextFrom.PAGE).value
    article.paywalled = found.paywalled
    article.words = record.words
    article.content_hash = record.content_hash
    article.published_at = record.published
    article.published_has_time = found.published_has_time
    article.modified_at = found.modified if found.modified and found.modified.tzinfo else None
    article.sort_at = _sort_at(record.published, found.published_has_time, article.first_seen_at)


def _sort_at(published: datetime | None, has_time: bool, first_seen: datetime) -> datetime:
    """When it takes its place: as published, but not ahead of when it was first seen."""
    if published is None:
        return first_seen
    if not has_time:
        published = published.astimezone(UTC) + timedelta(days=1) - timedelta(seconds=1)
    return min(published, first_seen)


def put_pictures(article: Article, record: ArticleRecord) -> None:
    """The pictures of an article, in place of those that it had."""
    Picture.objects.filter(article=article).delete()
    insert_pictures(article, record)


def insert_pictures(article: Article, record: ArticleRecord) -> None:
    """The pictures of an article that has none."""
    assert record.article is not None
    rows = [
        (
            article.pk,
            position,
            picture.url,
            picture.width,
            picture.height,
            picture.alt[:2000],
            picture.caption[:2000],
            picture.credit[:500],
        )
        for position, picture in enumerate(_usable(record.article.pictures))
    ]
    insert_new(
        Picture, ("article_id", "position", "url", "width", "height", "alt", "caption", "credit"), rows
    )


def _usable(pictures: Iterable[ArticlePicture]) -> list[ArticlePicture]:
    return [picture for picture in pictures if len(picture.url) <= 2048][:_MAX_PICTURES]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
