"""What publishers write cannot act on our pages, whatever they write."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from broadsheet.store.models import Article, Feed, Page
from tests.factories import (
    make_article,
    make_entry,
    make_feed,
    make_page,
    make_picture,
    make_publisher,
    make_revision,
)
from tests.stories import make_story

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
MARK = "\u202eright-to-left override"


@pytest.fixture
def hostile() -> tuple[Article, Feed]:
    """A publisher all of whose facts are attacks."""
    publisher = make_publisher(
        key="evil",
        name=f"Evil {SCRIPT}{BREAKOUT}",
        homepage="javascript:alert(1)",
        country="ZZ",
        languages=["<b>", "en"],
        ownership="<i>",
        ownership_source="javascript:alert(2)",
    )
    article = make_article(
        publisher,
        title=f"{SCRIPT}{BREAKOUT}{MARK}",
        summary=SCRIPT + BREAKOUT,
        canonical_url="javascript:alert(3)",
        authors=[SCRIPT, BREAKOUT],
        topics=[SCRIPT],
        language='"><',
        text=f"{SCRIPT} {BREAKOUT}",
        html="",
        category="science",
    )
    make_picture(article, url="javascript:alert(4)", alt=BREAKOUT, caption=SCRIPT)
    make_revision(article, title=BREAKOUT, text=f"{BREAKOUT} before {SCRIPT}")
    feed = make_feed(
        publisher,
        url="javascript:alert(5)",
        title=SCRIPT,
        language=BREAKOUT,
        failures=1,
        error_code=SCRIPT[:40],
        error_detail=SCRIPT,
        reason=BREAKOUT,
        problem=SCRIPT,
    )
    page = make_page(
        url="javascript:alert(6)", state=Page.State.FAILED, error_code="status", error_detail=SCRIPT
    )
    make_entry(feed, title=SCRIPT, url="javascript:alert(7)", page=page, language=BREAKOUT)
    make_entry(feed, title=BREAKOUT, url="javascript:alert(8)", language=BREAKOUT)
    return article, feed


def test_nothing_hostile_becomes_markup_or_a_link(client: Client, hostile: tuple[Article, Feed]) -> None:
    article, feed = hostile
    make_article()  # someone beside whom the hostile article is shown
    addresses = [
        *("/", "/category/science", "/publishers", "/publisher/evil", "/feeds", "/feeds/unread", "/about"),
        *(f"/article/{article.public_id}", f"/feeds/{feed.pk}"),
        *(f"/article/{other.public_id}" for other in Article.objects.exclude(pk=article.pk)),
        *(f"/feeds?q={BREAKOUT}&state={BREAKOUT}&country={BREAKOUT}", f"/feeds/unread?reason={BREAKOUT}"),
        f"/{BREAKOUT}",
    ]
    for address in addresses:
        page = client.get(address, follow=True).content.decode()
        own = r'<script defer src="/static/read/[a-z]+\.js"></script>'
        assert "<script" not in re.sub(own, "", page), address
        assert "onerror=alert" not in re.sub(r"&quot;|&#x27;|&gt;&lt;img src=x onerror=alert", "", page), (
            address
        )
        assert not re.search(r"""(href|src|action)=["']?\s*javascript:""", page, re.IGNORECASE), address


def test_pictures_come_from_this_server_only(client: Client) -> None:
    article = make_article()
    make_picture(article)
    story = make_story(article, make_article())
    for address in ("/", f"/article/{article.public_id}", f"/story/{story.public_id}"):
        images = re.findall("<img[^>]*>", client.get(address, follow=True).content.decode())
        assert images
        for image in images:
            assert 'src="/picture/' in image
            assert "//" not in image
            assert re.search(r'width="\d+" height="\d+"', image)
