"""How much of a publisher's texts may be shown."""

from __future__ import annotations

from typing import Any

import pytest

from broadsheet.errors import StoreError
from broadsheet.store.models import Article, Publisher
from broadsheet.store.rights import publishers_with_rights, set_rights, shown_whole
from tests.factories import make_article, make_entry, make_feed, make_page, make_publisher

pytestmark = pytest.mark.django_db

TEXT = "The wall stands. " * 40


def article_of(rights: str, in_feed: str = "", feed_of: Publisher | None = None, **facts: Any) -> Article:
    publisher = make_publisher(rights=rights)
    article = make_article(publisher, text=TEXT, **facts)
    make_entry(make_feed(feed_of or publisher), page=make_page(article=article), content=in_feed)
    return article


@pytest.mark.parametrize(
    ("rights", "in_feed", "whole"),
    [
        ("feed", "", False),
        ("feed", "<p>The wall stands.</p>", False),
        ("feed", f"<p>{TEXT}</p>", True),
        ("whole", "", True),
        ("excerpt", f"<p>{TEXT}</p>", False),
    ],
)
def test_the_whole_text_is_shown_only_if_the_feed_gave_it_or_a_setting_says_so(
    rights: str, in_feed: str, whole: bool
) -> None:
    article = article_of(rights, in_feed)
    assert shown_whole([article]) == ({article.pk} if whole else set())


def test_nothing_chosen_is_the_cautious_setting() -> None:
    assert Publisher.objects.create(key="new", name="New").rights == "feed"


def test_a_text_that_came_from_the_feed_alone_may_be_shown() -> None:
    article = article_of("feed", text_from="feed")
    assert shown_whole([article]) == {article.pk}


def test_markup_does_not_make_a_short_text_in_the_feed_a_whole_one() -> None:
    padded = f'<p class="{"x" * 900}">The wall stands.</p>'
    assert shown_whole([article_of("feed", padded)]) == set()


def test_what_another_publishers_feed_carries_gives_no_right() -> None:
    article = article_of("feed", f"<p>{TEXT}</p>", feed_of=make_publisher())
    assert shown_whole([article]) == set()


def test_a_setting_is_kept_and_listed() -> None:
    one, other = make_publisher(key="one", rights="feed"), make_publisher(key="other", rights="feed")
    assert set_rights(["one"], "excerpt") == 1
    assert set_rights(["one"], "excerpt") == 0
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.rights, other.rights) == ("excerpt", "feed")
    assert [(key, rights) for key, _, rights in publishers_with_rights()] == [("one", "excerpt")]


def test_a_setting_for_nobody_or_that_does_not_exist_changes_nothing() -> None:
    publisher = make_publisher(key="one", rights="feed")
    with pytest.raises(StoreError, match="no such publisher"):
        set_rights(["one", "nobody"], "whole")
    with pytest.raises(StoreError, match="no such setting"):
        set_rights(["one"], "everything")
    publisher.refresh_from_db()
    assert publisher.rights == "feed"
