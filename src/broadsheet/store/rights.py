"""How much of a publisher's texts may be shown: a setting per publisher, cautious unless told otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import strip_tags

from broadsheet.errors import StoreError

from .guard import database_errors
from .models import Article, Entry, Publisher, Rights
from .prepared import Prepared

# A feed that gives this share of what the page says gives the text; pages add captions and boxes.
_WHOLE_SHARE = 0.8


def set_rights(keys: Collection[str], rights: str) -> int:
    """Sets how much of these publishers' texts is shown; gives how many publishers that changed.

    Args:
        keys: of publishers, as in the address of their page.
        rights: one of `Rights`.

    Raises:
        StoreError: there is no such setting or no such publisher; nothing was changed.
    """
    if rights not in Rights.values:
        raise StoreError("There is no such setting.", subject=rights, advice=f"Use {', '.join(Rights)}.")
    with database_errors(), transaction.atomic():
        known = Publisher.objects.filter(key__in=keys)
        missing = sorted(set(keys) - set(known.values_list("key", flat=True)))
        if missing:
            raise StoreError(
                "There is no such publisher.",
                subject=missing[0],
                advice="Its key stands at the end of the address of its page.",
            )
        return known.exclude(rights=rights).update(rights=rights)


def publishers_with_rights() -> list[tuple[str, str, str]]:
    """Key, name and setting of each publisher for which one was chosen."""
    with database_errors():
        chosen = Publisher.objects.exclude(rights=Rights.FEED)
        return list(chosen.order_by("key").values_list("key", "name", "rights"))


class Judged(Protocol):
    """What decides about an article, loaded or shown in a list."""

    @property
    def pk(self) -> int: ...
    @property
    def publisher_id(self) -> int: ...
    @property
    def text_from(self) -> str: ...


def shown_whole(articles: Iterable[Judged]) -> set[int]:
    """Ids of those articles whose whole text may be shown, in two queries at most."""
    wanted = list(articles)
    publishers = {article.publisher_id for article in wanted}
    rights = dict(_rights.rows(list(publishers)))
    allowed = {one.pk for one in wanted if rights.get(one.publisher_id) == Rights.WHOLE}
    by_feed = [one for one in wanted if rights.get(one.publisher_id) == Rights.FEED]
    allowed |= {one.pk for one in by_feed if one.text_from == Article.TextFrom.FEED}
    unsure = {one.pk for one in by_feed} - allowed
    return allowed | _whole_in_feed(unsure) if unsure else allowed


def _whole_in_feed(articles: Collection[int]) -> set[int]:
    """Those of which a feed of the same publisher gave (nearly) the whole text.

    Lengths are compared, not words: it serves scripts without spaces, too.
    """
    return {
        article
        for article, text, content, of_feed, of_article in _given.rows(list(articles))
        if of_feed == of_article and _length(strip_tags(content)) >= _WHOLE_SHARE * max(_length(text), 1)
    }


def _rights_of(publishers: Sequence[int]) -> QuerySet[Publisher, Any]:
    return Publisher.objects.filter(pk__in=publishers).order_by().values_list("pk", "rights")


def _given_by_feeds(articles: Sequence[int]) -> QuerySet[Entry, Any]:
    rows = Entry.objects.filter(page__article__in=articles).exclude(content="").order_by()
    return rows.values_list(
        *("page__article_id", "page__article__text", "content", "feed__publisher"),
        "page__article__publisher",
    )


_rights, _given = Prepared(_rights_of), Prepared(_given_by_feeds)


def _length(text: str) -> int:
    return sum(len(word) for word in text.split())
