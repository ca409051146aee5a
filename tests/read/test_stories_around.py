"""Where else stories are met: on the pages of articles and of hashtags."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import NOW, make_article, make_publisher
from tests.read.asking import address_of, text_of
from tests.stories import add_hashtag, add_vector, make_link, make_story, reports

pytestmark = pytest.mark.django_db


def test_an_article_leads_to_its_story_and_to_others_on_the_same_event(english: Client) -> None:
    mine, *others = reports(4)
    own = make_article(mine.publisher, title="Own second report")
    story = make_story(mine, *others, own)
    page = text_of(english, address_of(mine))
    below = page[page.index('id="text"') :]
    assert address_of(story) in below
    assert "Others on the same event" in below
    assert all(address_of(other) in below for other in others)
    assert below.count(">Own second report</bdi>") <= 1


def test_related_articles_are_grouped_by_why_they_are_there(english: Client) -> None:
    mine = make_article(title="The dam holds", published_at=NOW - timedelta(days=2))
    other = make_article(title="The dam stands", published_at=NOW - timedelta(days=2))
    earlier = make_article(title="The crack", published_at=NOW - timedelta(days=5))
    later = make_article(title="The law", published_at=NOW)
    subject = make_article(title="Another dam", published_at=NOW)
    far = make_article(title="A dam of words", published_at=NOW)
    strangers = [make_article(title=f"Stranger {number}", published_at=NOW) for number in range(4)]
    directions = ((mine, (1, 0)), (subject, (1, 1)), (far, (0, 1)), *((one, (0, 1)) for one in strangers))
    for article, direction in directions:
        add_hashtag(article, "dams", "Dams")
        add_vector(article, *direction)
    story = make_story(mine, other)
    make_link(make_story(earlier), story)
    make_link(story, make_story(later))
    make_story(subject)
    make_story(far)
    page = text_of(english, address_of(mine))
    beside = page[page.index("h-same-story") :]
    order = [
        *("Others on the same event", "The dam stands", "What came before", ">The crack</bdi>"),
        *("What came after", ">The law</bdi>", "On the same subject", ">Another dam</bdi>"),
        "Both have the hashtag",
    ]
    places = [beside.index(words) for words in order]
    assert places == sorted(places)
    assert "A dam of words" not in beside
    assert "Stranger" not in beside


def test_an_article_in_no_story_says_so(english: Client) -> None:
    page = text_of(english, address_of(make_article()))
    assert "Not grouped with other reports yet." in page


def test_a_copy_names_its_original_and_the_original_its_copies(english: Client) -> None:
    original, copy = reports(2)
    make_story(original, copy, copies={copy: original})
    page = text_of(english, address_of(copy))
    assert "is not counted as a report of its own" in page
    assert page.count(f"{address_of(original)}/") == 1
    page = text_of(english, address_of(original))
    assert "is also at:" in page
    assert address_of(copy) in page


def test_a_hashtag_has_a_page_with_its_stories_and_articles(english: Client, arabic: Client) -> None:
    one, two = reports(2, title="The dam at Kesh is still holding today")
    other = make_article(language="ar", title="السدّ صامد")
    add_hashtag(one, "kesh-dam", "KeshDam")
    add_hashtag(two, "kesh-dam", "KeshDam")
    add_hashtag(other, "kesh-dam", "سد_كيش")
    for article in (one, two):
        add_hashtag(article, "oskarn", "Oskarn", position=1)
    make_story(one, two)
    page = text_of(english, "/hashtag/kesh-dam")
    assert '<bdi lang="en" dir="ltr">#KeshDam</bdi></h1>' in page
    assert '<bdi lang="ar" dir="rtl">#سد_كيش</bdi>' in page
    assert "3 articles" in page
    assert "<b>2</b> independent reports" in page
    assert address_of(other) in page
    assert 'href="/hashtag/oskarn"' in page[page.index("Often together") :]
    assert '<bdi lang="ar" dir="rtl">#سد_كيش</bdi></h1>' in text_of(arabic, "/hashtag/kesh-dam")


def test_older_pages_of_a_hashtag_hold_every_article_once(english: Client) -> None:
    publisher = make_publisher()
    made = [make_article(publisher, published_at=NOW - timedelta(hours=1)) for _ in range(60)]
    for article in made:
        add_hashtag(article, "dams")
    first = text_of(english, "/hashtag/dams")
    older = first.split('href="?before=')[1].split('"')[0]
    second = text_of(english, f"/hashtag/dams?before={older}")
    seen = [a.public_id for a in made if a.public_id in first] + [
        a.public_id for a in made if a.public_id in second
    ]
    assert sorted(seen) == sorted(article.public_id for article in made)
    assert text_of(english, "/hashtag/dams?before=x", 400)


@pytest.mark.parametrize("address", ["/hashtag/nothing", "/hashtag/%00", "/story/nothere", "/story/x/y"])
def test_what_is_not_there_is_not_found(english: Client, address: str) -> None:
    assert "There is no such page" in text_of(english, address, 404)
