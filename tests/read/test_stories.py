"""Stories on pages: by importance, with their coverage, their past and their log."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.read.coverage import MAX_COUNTED
from broadsheet.store.models import Article, Feed, Ownership, Story, StoryChange
from tests.factories import NOW, make_article, make_feed, make_picture, make_publisher
from tests.stories import add_hashtag, add_vector, make_link, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def arabic() -> Client:
    return Client(headers={"accept-language": "ar"})


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status
    return response.content.decode()


def address_of(found: Story | Article) -> str:
    return f"/{'story' if isinstance(found, Story) else 'article'}/{found.public_id}"


def reports(count: int, **facts: Any) -> list[Article]:
    """Articles by as many publishers, an hour apart, the latest last."""
    return [
        make_article(published_at=NOW - timedelta(hours=count - number), **facts) for number in range(count)
    ]


# --- front page --------------------------------------------------------------------------------------


def test_the_story_with_most_independent_reports_leads(english: Client) -> None:
    make_story(*reports(2, title="Two report this"))
    make_story(*reports(5, title="Five report this"))
    for number in range(5):
        make_story(make_article(title=f"One reports this, {number}"))
    page = text_of(english, "/")
    lead = page[page.index('class="lead"') : page.index('class="seconds')]
    assert "Five report this" in lead
    assert "<b>5</b> independent reports" in lead
    beside = page[page.index('class="seconds') :]
    assert beside.index("Two report this") < beside.index("One reports this")


def test_every_story_on_the_front_page_stands_once(english: Client) -> None:
    stories = [make_story(make_article(category="science", title=f"Seeds {n}")) for n in range(7)]
    stories += [make_story(make_article(category="sport", title=f"Ferries {n}")) for n in range(2)]
    page = text_of(english, "/")
    assert 'id="s-science"' in page
    assert 'id="s-sport"' not in page
    for story in stories:
        assert page.count(f'<a href="/story/{story.public_id}/') == 1


def test_a_front_page_item_has_headline_sentence_picture_numbers_time_and_hashtags(english: Client) -> None:
    articles = reports(3, summary="The wall stands, say the engineers at the dam. And more.")
    add_hashtag(articles[0], "kesh-dam", "KeshDam")
    for article in articles:
        make_picture(article, url=f"https://pictures.example/{article.pk}.jpg")
    articles[1].publisher.country = "FR"
    articles[1].publisher.save()
    story = make_story(*articles)
    chosen = Story.objects.get(pk=story.pk).headline
    assert chosen is not None
    page = text_of(english, "/")
    for shown in (
        chosen.title,
        "The wall stands, say the engineers at the dam.</bdi>",
        f'src="{story.picture.url}"',  # type: ignore[union-attr]
        "<b>3</b> independent reports",
        "<b>1</b> language<",
        "<b>2</b> countries",
        "<time datetime=",
        "Owners: 3 privately owned.",
    ):
        assert shown in page, shown
    assert "And more." not in page
    if chosen.pk == articles[0].pk:
        assert 'href="/hashtag/kesh-dam"' in page


def test_headlines_are_in_the_readers_language_where_a_report_is(english: Client, arabic: Client) -> None:
    articles = [
        make_article(title="Engineers say the dam at Kesh is holding", language="en"),
        make_article(title="المهندسون: سد كيش ما زال صامدًا في اليوم الثالث", language="ar"),
    ]
    make_story(*articles)
    assert '<bdi lang="en" dir="ltr">Engineers say' in text_of(english, "/")
    front = text_of(arabic, "/")
    assert '<bdi lang="ar" dir="rtl">المهندسون' in front
    assert "Engineers say" not in front


def test_articles_in_no_story_yet_are_shown_as_such(english: Client) -> None:
    make_article(title="Alone so far")
    page = text_of(english, "/")
    assert "None of them is grouped into a story yet" in page
    assert "Alone so far" in page
    make_story(*reports(2))
    page = text_of(english, "/")
    just_in = page[page.index('id="s-new"') :]
    assert "Not grouped with other reports yet." in just_in
    assert "Alone so far" in just_in


def test_merged_and_empty_stories_are_not_listed(english: Client) -> None:
    kept = make_story(*reports(2))
    merged = make_story(make_article(title="Merged away", category="science"))
    Story.objects.filter(pk=merged.pk).update(merged_into=kept, articles=0)
    make_story(make_article(category="science"))
    for address in ("/", "/category/science"):
        assert merged.public_id not in text_of(english, address)


def test_a_category_begins_with_its_most_important_stories(english: Client) -> None:
    make_story(*reports(1, category="health", title="One on health"))
    make_story(*reports(4, category="health", title="Four on health"))
    make_story(*reports(5, category="sport", title="Five on sport"))
    page = text_of(english, "/category/health")
    top = page[page.index('id="s-top"') : page.index('id="day-1"')]
    assert top.index("Four on health") < top.index("One on health")
    assert "Five on sport" not in page


# --- the story page ----------------------------------------------------------------------------------


def test_an_old_address_leads_on_after_merges(english: Client) -> None:
    last = make_story(*reports(2, title="What stands"))
    middle = make_story(make_article())
    first = make_story(make_article())
    Story.objects.filter(pk=first.pk).update(merged_into=middle, articles=0)
    Story.objects.filter(pk=middle.pk).update(merged_into=last, articles=0)
    response = english.get(address_of(first))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{address_of(last)}/what-stands"
    assert english.get(response.headers["Location"]).status_code == 200


def test_a_wrong_slug_leads_to_the_right_one_but_not_for_good(english: Client) -> None:
    story = make_story(make_article(title="Пять дней без воды в селе под плотиной"))
    right = english.get(address_of(story))
    assert right.status_code == 302
    assert english.get(f"{address_of(story)}/anything").headers["Location"] == right.headers["Location"]
    assert english.get(right.headers["Location"]).status_code == 200


def test_copies_are_folded_under_the_report_they_repeat_and_count_once(english: Client) -> None:
    original, copy, other = reports(3)
    copy.publisher.name = "Reprint Daily"
    copy.publisher.save()
    story = make_story(original, copy, other, copies={copy: original})
    assert (story.articles, story.independent) == (3, 2)
    page = text_of(english, address_of(story))
    rows = page[page.index('id="coverage"') :]
    row = next(row for row in rows.split("<li>") if f"/article/{original.public_id}" in row)
    assert "Also at" in row
    assert "Reprint Daily" in row
    assert "<b>2</b> independent reports" in page
    assert "and 1 more article that repeats a text" in page


def test_what_is_known_is_said_by_its_sources(english: Client) -> None:
    dam = make_article(summary="The water stands four metres below the crack. More follows.")
    school = make_article(summary="Four hundred people sleep in the school hall at Brennick.", language="en")
    again = make_article(summary="The water stands four metres below the crack.")
    opinion = make_article(summary="I have always said that concrete is a promise.", category="opinion")
    page = text_of(english, address_of(make_story(dam, school, again, opinion)))
    known = page[page.index('id="known"') : page.index('id="coverage"')]
    assert known.count("The water stands four metres below the crack.") == 1
    assert "Four hundred people" in known
    assert "More follows" not in known
    assert "concrete is a promise" not in known
    assert school.publisher.name in known


def test_the_first_report_and_who_followed_are_named_with_the_time_between(english: Client) -> None:
    first, second, third = reports(3)
    page = text_of(english, address_of(make_story(first, second, third)))
    part = page[page.index('id="h-first"') :]
    assert part.index(first.publisher.name) < part.index(second.publisher.name)
    assert part.index("1 hour later") < part.index("2 hours later")


def test_facts_name_countries_languages_owners_and_growth(english: Client) -> None:
    articles = [
        make_article(
            make_publisher(country=country, ownership=ownership),
            language=language,
            published_at=NOW - timedelta(hours=hours),
        )
        for country, language, ownership, hours in (
            ("FR", "fr", Ownership.STATE, 5),
            ("AT", "de", Ownership.PRIVATE, 3),
            ("FR", "fr", Ownership.PRIVATE, 3),
        )
    ]
    page = text_of(english, address_of(make_story(*articles)))
    facts = page[page.index('id="facts"') :]
    for shown in ("France</dt><dd>2", "Austria</dt><dd>1", "French</dt><dd>2", "state-controlled</span>"):
        assert shown in facts, shown
    assert facts.count('class="ind"') == 2  # hours with reports, of three
    assert "Reports in each hour." in facts


def test_coverage_gaps_are_told_of_publishers_that_are_asked(english: Client) -> None:
    for number in range(3):
        make_feed(make_publisher(country="BR", languages=["pt"], ownership=Ownership.PRIVATE))
        make_feed(make_publisher(country="JP", languages=["ja"]), state=Feed.State.OFF)
        assert number < 3
    page = text_of(english, address_of(make_story(*reports(3))))
    gaps = page[page.index('id="gaps"') :]
    assert "Brazil: none of its 3 publishers reports this." in gaps
    assert "Nothing in Portuguese: none of the 3 publishers in it reports this." in gaps
    assert "Japan" not in gaps


def test_the_sum_of_importance_is_shown_in_full(english: Client) -> None:
    articles = reports(3)
    now = timezone.now()
    Article.objects.filter(pk__in=[a.pk for a in articles]).update(sort_at=now)
    page = text_of(english, address_of(make_story(*articles)))
    table = page[page.index('class="sum"') :]
    points = [int(text) for text in re.findall(r'class="num"><bdi dir="ltr">([+-]?\d+)<', table)]
    assert points == [20, 0, 0, 8, 0, 28]
    assert "3 independent reports" in table
    assert 'href="/about#importance"' in page
    assert "What makes a story important" in text_of(english, "/about")


def test_stories_before_and_after_are_a_timeline_that_follows_merges(english: Client) -> None:
    long_ago, before, now, after = (
        make_story(make_article(title=title, published_at=NOW - timedelta(days=days)))
        for title, days in (("The fund", 40), ("The crack", 6), ("The dam", 3), ("The law", 1))
    )
    merged = make_story(make_article(title="Gone", published_at=NOW - timedelta(days=7)))
    make_link(long_ago, now)
    make_link(merged, now, "Both name the crack.")
    make_link(now, after)
    Story.objects.filter(pk=merged.pk).update(merged_into=before, articles=0)
    page = text_of(english, address_of(now))
    line = page[page.index('id="timeline"') : page.index("</ol>", page.index('id="timeline"'))]
    places = [line.index(word) for word in ("The fund", "The crack", "This story", "The law")]
    assert places == sorted(places)
    assert "Both name the crack." in line
    assert "Gone" not in line


def test_the_log_says_what_was_decided_why_and_by_whom(english: Client) -> None:
    story, other = make_story(*reports(2)), make_story(make_article(title="The other event at the mine"))
    StoryChange.objects.create(
        kind="merge", story=story, other=other, reason="Five articles are near both.", at=NOW, score=0.9
    )
    StoryChange.objects.create(
        kind="split", story=other, other=story, articles=[1, 2], reason="Two dams.", by="Ines", at=NOW
    )
    page = text_of(english, address_of(story))
    log = page[page.index('id="log"') :]
    for shown in (
        "Another story was merged into this one.",
        "by the machine",
        "Five articles are near both.",
        "This story was split off from another.",
        "2 articles.",
        "Ines",
        "The other event at the mine",
    ):
        assert shown in log, shown


def test_a_story_without_articles_says_so_and_keeps_its_log(english: Client) -> None:
    story = make_story(make_article())
    story.members.all().delete()
    Story.objects.filter(pk=story.pk).update(headline=None, headlines={}, articles=0)
    StoryChange.objects.create(kind="move", story=story, reason="All went.", at=NOW)
    page = text_of(english, address_of(story))
    assert "This story has no articles any more" in page
    assert "All went." in page


def test_a_long_list_of_reports_is_cut_and_can_be_had_whole(english: Client) -> None:
    articles = reports(45)
    address = address_of(make_story(*articles)) + "/" + "x"
    address = english.get(address).headers["Location"]
    page = text_of(english, address)
    assert "Show 5 more reports" in page
    whole = text_of(english, address + "?reports=all")
    coverage = whole[whole.index('id="coverage"') :]
    assert all(article.public_id in coverage for article in articles)
    assert MAX_COUNTED > 45


# --- the article page --------------------------------------------------------------------------------


def test_an_article_leads_to_its_story_and_to_others_on_the_same_event(english: Client) -> None:
    mine, *others = reports(4)
    own = make_article(mine.publisher, title="Own second report")
    story = make_story(mine, *others, own)
    page = text_of(english, address_of(mine))
    beside = page[page.index("<aside") :]
    assert address_of(story) in beside
    assert "Others on the same event" in beside
    assert all(address_of(other) in beside for other in others)
    assert beside.count("Own second report") <= 1


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
    beside = page[page.index("<aside") :]
    order = [
        *("Others on the same event", "The dam stands", "What came before", "The crack"),
        *("What came after", "The law", "On the same subject", "Another dam", "Both have the hashtag"),
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


# --- hashtags ----------------------------------------------------------------------------------------


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
