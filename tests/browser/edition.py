"""A small edition to look at: publishers of many languages, articles, an edit, feeds in every state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from broadsheet.assist.briefing import brief_built_in
from broadsheet.store.briefings import keep_briefing, stories_to_tell
from broadsheet.store.models import Article, Feed, Page, Progress, Publisher, Story, StoryChange
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import (
    make_article,
    make_entry,
    make_feed,
    make_page,
    make_picture,
    make_publisher,
    make_revision,
)
from tests.stories import add_hashtag, make_link, make_story

_FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Edition:
    """What tests open by name."""

    edited: Article
    arabic: Article
    copy: Article
    ungrouped: Article
    story: Story
    emptied: Story
    feed: Feed

    @property
    def pages(self) -> dict[str, str]:
        """Every kind of page, by name."""
        return {
            "front": "/",
            "article": f"/article/{self.edited.public_id}",
            "article-arabic": f"/article/{self.arabic.public_id}",
            "article-copy": f"/article/{self.copy.public_id}",
            "article-ungrouped": f"/article/{self.ungrouped.public_id}",
            "story": f"/story/{self.story.public_id}",
            "story-emptied": f"/story/{self.emptied.public_id}",
            "comments": f"/article/{self.edited.public_id}/comments",
            "rules": "/rules",
            "comments-story": f"/story/{self.story.public_id}/comments",
            "summary": f"/story/{self.story.public_id}/aid/summary",
            "voices": f"/story/{self.story.public_id}/aid/voices",
            "compare": f"/story/{self.story.public_id}/aid/compare",
            "ask": f"/article/{self.edited.public_id}/aid/ask?q=When+did+the+dam+crack%3F",
            "ask-on": f"/story/{self.story.public_id}/aid/ask?q=When+did+the+dam+crack%3F&h=Who+won%3F",
            "ask-first": f"/article/{self.edited.public_id}/aid/ask",
            "explain": f"/story/{self.story.public_id}/aid/explain",
            "translate": f"/article/{self.edited.public_id}/aid/translate?to=pt",
            "translate-headlines": f"/story/{self.story.public_id}/aid/translate?to=en",
            "corrections": "/corrections",
            "new": f"/story/{self.story.public_id}/aid/new?since=29000000",
            "timeline": f"/story/{self.story.public_id}/aid/timeline",
            "background": f"/story/{self.story.public_id}/aid/background",
            "briefing": f"/briefing/{self.story.last_at:%Y-%m-%d}?edition=world",
            "briefing-not-made": "/briefing?edition=at",
            "listen": "/listen",
            "hashtag": "/hashtag/kesh-dam",
            "latest": "/latest",
            "settings": "/settings",
            "category": "/category/science",
            "category-empty": "/category/opinion",
            "publisher": "/publisher/ansel-courier",
            "publishers": "/publishers",
            "country": "/country/nz",
            "country-empty": "/country/at",
            "search": "/search?q=dam&sort=time",
            "search-empty": "/search",
            "search-nothing": "/search?q=xyzzyqwx+country:atlantis",
            "feeds": "/feeds",
            "feed": f"/feeds/{self.feed.pk}",
            "unread": "/feeds/unread",
            "about": "/about",
            "sign-in": "/account/login/",
            "sign-up-closed": "/account/signup/",
            "invitation-ended": "/account/invitation/none",
            "password-reset": "/account/password/reset/",
            "get-app": "/app",
            "offline": "/offline",
            "not-found": "/nothing",
            "bad-request": "/latest?before=damaged",
        }


def make_edition() -> Edition:
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    now = timezone.now()
    publishers: dict[str, Publisher] = {}
    for facts in data["publishers"]:
        language = facts.pop("language")
        homepage = f"https://{facts['key']}.example/"
        publishers[facts["key"]] = make_publisher(languages=[language], homepage=homepage, **facts)
    articles = [
        _article(publishers[facts.pop("publisher")], number, facts, data["texts"])
        for number, facts in enumerate(data["articles"])
    ]
    edited = articles[0]
    make_revision(
        edited,
        title="Engineers at Kesh: “We are buying hours”",
        text=data["texts"]["other"].format(people="more than 40,000"),
        seen_at=edited.first_seen_at,
    )
    Progress.objects.create(name="gather", started_at=now, beat_at=now)
    make_page()
    feed = _feeds(list(publishers.values()), articles)
    stories = _stories(data, articles)
    _briefings(stories)
    list(reindex(anew=True))
    forget_memory()
    return Edition(edited, articles[1], articles[21], articles[15], stories[0], stories[-1], feed)


def _briefings(stories: list[Story]) -> None:
    """Of the day, in every language of the interface."""
    ids = [story.pk for story in stories if story.articles]
    for language, _ in settings.LANGUAGES:
        base = language.split("-")[0]
        made = brief_built_in(stories_to_tell(ids, base), base)
        keep_briefing(stories[0].last_at.date(), "world", language, made, timezone.now())


def _stories(data: dict[str, Any], articles: list[Article]) -> list[Story]:
    """The stories with their hashtags, past and log; the last one has lost its articles."""
    for position, facts in enumerate(data["hashtags"]):
        for number in facts["articles"]:
            labels = facts["labels"]
            label = labels.get(articles[number].language, labels["en"])
            add_hashtag(articles[number], facts["key"], label, position)
    copies = {articles[int(copy)]: articles[of] for copy, of in data["copies"].items()}
    stories = [
        make_story(*[articles[number] for number in numbers], copies=copies) for numbers in data["stories"]
    ]
    dam, fund, law = stories[:3]
    make_link(fund, dam, "3 rare names in common, 2 days between them")
    make_link(dam, law, "4 rare names in common, on the same day")
    now = timezone.now()
    emptied = Story.objects.create(key=0, opened_at=now, first_at=now, last_at=now, changed_at=now)
    for kind, other, by, reason in (
        ("merge", emptied, "machine", "five articles of each are near the other: 0.81"),
        ("split", fund, "Ines", "Last month’s vote is another event."),
    ):
        StoryChange.objects.create(
            kind=kind, story=dam, other=other, by=by, reason=reason, at=now, articles=[1]
        )
    for number in range(4):
        silent = make_publisher(name=f"みなそら新報 {number}", country="JP", languages=["ja"])
        make_feed(silent, last_fetched_at=now, elapsed_s=0.2)
    return [*stories, emptied]


def _article(publisher: Publisher, number: int, facts: dict[str, str], texts: dict[str, str]) -> Article:
    language = publisher.languages[0]
    text = texts.get(language, texts["other"]).format(people="about 38,000")
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in text.split("\n\n")]
    quote = "<blockquote><p>“I took the dog and the bread that was in the oven.”</p></blockquote>"
    heading = "<h2>Eleven empty villages</h2>" if language == "en" else ""
    at = timezone.now() - timedelta(minutes=int(facts.pop("minutes", 25 * number + 4)))
    article = make_article(
        publisher,
        **facts,
        language=language,
        text=text,
        html="".join([paragraphs[0], heading, *paragraphs[1:], quote if language == "en" else ""]),
        authors=["Mara Tolland", "Idris Venn"] if language == "en" else [],
        topics=["Kesh dam", "Water"] if language == "en" else [],
        published_at=at,
        first_seen_at=at,
        updated_at=at + timedelta(minutes=3),
        text_from="feed" if number % 6 == 5 else "page",
        kind="live-blog" if number == 5 else "article",
        paywalled=number == 6,
        words=420,
    )
    if number % 2 == 0:
        make_picture(article, url=f"https://pictures.example/{number}.jpg")
    return article


def _feeds(publishers: list[Publisher], articles: list[Article]) -> Feed:
    now = timezone.now()
    asked: dict[str, Any] = {
        "last_fetched_at": now,
        "last_success_at": now,
        "next_fetch_at": now + timedelta(hours=1),
    }
    make_feed(
        publishers[0], **asked, failures=5, error_code="status", error_detail="The server answered 403."
    )
    make_feed(publishers[3], state=Feed.State.OFF, error_code="unreachable", last_fetched_at=now)
    make_feed(publishers[5], **asked, elapsed_s=9.1)
    make_feed(publishers[6])
    feed = make_feed(
        publishers[1],
        **asked,
        elapsed_s=0.3,
        last_status=304,
        title="Radio Tarrow: all reports",
        language="en",
        reason="publishes 9 entries a day",
        entries_per_day=9.2,
    )
    for number in range(9):
        page = make_page(state=Page.State.EXTRACTED, article=articles[number])
        stated = {"title": articles[number].title, "language": articles[number].language}
        make_entry(feed, page=page, seen_at=now - timedelta(days=number % 5), **stated)
    lost = make_page(
        state=Page.State.FAILED, error_code="no-article", error_detail="The page holds a list of links."
    )
    make_entry(feed, title="A page of links", page=lost, language="en")
    return feed
