"""Each page shows what is held, and says what to do where nothing is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.store.models import Feed, Ownership, Page, Progress
from tests.factories import (
    NOW,
    make_article,
    make_entry,
    make_feed,
    make_page,
    make_picture,
    make_publisher,
    make_revision,
)
from tests.read.asking import address_of, text_of

pytestmark = pytest.mark.django_db


def test_an_empty_front_page_says_how_to_begin(english: Client) -> None:
    page = text_of(english, "/")
    assert "broadsheet add" in page
    assert "broadsheet demo" in page


def test_a_front_page_without_articles_but_with_feeds_says_that_they_are_coming(english: Client) -> None:
    make_feed()
    assert "1 feed is known" in text_of(english, "/")


def test_older_pages_hold_every_article_once_and_end(english: Client) -> None:
    publisher = make_publisher()
    same_moment = NOW - timedelta(hours=1)
    made = {make_article(publisher, published_at=same_moment).public_id for _ in range(70)}
    made |= {make_article(publisher).public_id for _ in range(70)}
    seen: list[str] = []
    address = "/latest"
    for _ in range(3):
        page = text_of(english, address)
        seen += sorted(public_id for public_id in made if f"/article/{public_id}/" in page)
        address = (
            "/latest?before=" + page.split('href="?before=')[1].split('"')[0] if "?before=" in page else ""
        )
    assert address == ""
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize(
    "place", ["x", "AAAA", "%00", "A" * 400, "____________________", "7f7f7f7f7f7f7f7f7f7f7g"]
)
def test_a_damaged_place_in_the_list_is_a_bad_request(english: Client, place: str) -> None:
    make_article()
    assert "cannot be understood" in text_of(english, f"/latest?before={place}", 400)


def test_an_article_shows_who_published_it_and_where_it_is_from(english: Client) -> None:
    publisher = make_publisher(name="Der Talbote", country="AT", ownership=Ownership.PUBLIC_SERVICE)
    article = make_article(
        publisher,
        title="Was der Frost mit Beton macht",
        language="de",
        authors=["Mara Tolland", "Idris Venn"],
        topics=["Beton", "Frost"],
        published_at=NOW,
    )
    make_picture(article, caption="Die Mauer", credit="P. Anwell")
    page = text_of(english, address_of(article))
    for shown in (
        *(
            "Der Talbote",
            "Austria",
            "public service",
            "German",
            "Mara Tolland",
            "Idris Venn",
            "Beton",
            "Frost",
        ),
        *("Die Mauer", "P. Anwell", "November 23, 2026 · 12:00 UTC", article.canonical_url),
        '<bdi lang="de" dir="ltr">Was der Frost mit Beton macht</bdi>',
    ):
        assert shown in page


def test_a_wrong_or_missing_slug_leads_to_the_right_address(english: Client) -> None:
    article = make_article(title="Пять дней без воды!")
    right = english.get(address_of(article)).headers["Location"]
    assert right.startswith(f"{address_of(article)}/%D0%BF%D1%8F%D1%82%D1%8C-")
    assert english.get(f"{address_of(article)}/anything").headers["Location"] == right
    assert english.get(right).status_code == 200


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"kind": "live-blog"}, "Live blog"),
        ({"kind": "video"}, "Video"),
        ({"kind": "audio"}, "Audio"),
        ({"kind": "gallery"}, "Picture gallery"),
        ({"paywalled": True}, "Only the free part is shown here."),
        ({"text_from": "feed"}, "Text from the feed"),
        ({"html": "", "text": ""}, "No text came with this article"),
    ],
)
def test_an_article_that_is_not_whole_says_so(english: Client, facts: dict[str, object], label: str) -> None:
    assert label in text_of(english, address_of(make_article(**facts)))


def test_text_from_the_feed_says_why(english: Client) -> None:
    article = make_article(text_from="feed")
    make_page(article=article, state=Page.State.EXTRACTED, error_code="robots")
    assert "robots.txt asks not to fetch" in text_of(english, address_of(article))


def test_edits_show_the_words_that_changed(english: Client) -> None:
    article = make_article(
        title="Days, not hours", text="About 38,000 people were moved.\n\nThe rest is as it was."
    )
    make_revision(
        article, title="Hours", text="More than 40,000 people were moved.\n\nThe rest is as it was."
    )
    page = text_of(english, address_of(article))
    assert "Edited once" in page
    assert "More than 40,000</del>" in page.replace("40,000 </del>", "40,000</del>")
    assert "About 38,000" in page
    assert "First text." in page
    assert page.count("The rest is as it was.") == 1


def test_other_publishers_are_shown_beside_an_article_never_its_own(english: Client) -> None:
    publisher = make_publisher()
    article = make_article(publisher)
    own = make_article(publisher, title="Own later report")
    other = make_article(title="Another view")
    page = text_of(english, address_of(article))
    assert other.title in page
    assert own.title not in page


def test_a_publisher_page_shows_facts_feeds_and_articles(english: Client) -> None:
    publisher = make_publisher(key="talbote", name="Der Talbote", country="AT", languages=["de"])
    feed = make_feed(publisher, title="Alle Berichte")
    article = make_article(publisher)
    page = text_of(english, "/publisher/talbote")
    for shown in (
        "Austria",
        "German",
        "privately owned",
        "imprint of the site",
        "Alle Berichte",
        article.title,
    ):
        assert shown in page
    assert f'href="/feeds/{feed.pk}"' in page


def test_publishers_are_listed_by_country_with_counts(english: Client) -> None:
    publisher = make_publisher(name="Der Talbote", country="AT")
    make_publisher(name="Placeless", country="")
    make_feed(publisher)
    make_article(publisher)
    make_article(publisher)
    page = text_of(english, "/publishers")
    assert page.index("Austria") < page.index("Country unknown")
    assert "2 articles" in page
    assert "1 feed<" in page


def test_a_category_shows_its_articles_only(english: Client) -> None:
    inside, outside = make_article(category="health"), make_article(category="sport")
    page = text_of(english, "/category/health")
    assert inside.title in page
    assert outside.title not in page
    assert "No article here yet" in text_of(english, "/category/opinion")


@pytest.mark.parametrize(
    "address", ["/category/gossip", "/article/nothere", "/publisher/nobody", "/feeds/999", "/x"]
)
def test_what_is_not_there_is_not_found_in_the_same_look(english: Client, address: str) -> None:
    page = text_of(english, address, 404)
    assert "There is no such page" in page
    assert "broadsheet.css" in page


def test_an_error_of_ours_shows_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("broadsheet.read.views.front.front_ids", broken)
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    page = text_of(client, "/", 500)
    assert "Something broke on our side" in page
    assert "secret detail" not in page


def test_feed_health_shows_states_causes_and_times(english: Client) -> None:
    now = timezone.now()
    asked = {"last_fetched_at": now, "last_success_at": now - timedelta(hours=3)}
    failing = make_feed(
        failures=4,
        error_code="status",
        error_detail="The server answered 503.",
        next_fetch_at=now + timedelta(hours=2),
        **asked,
    )
    make_feed(state=Feed.State.OFF, error_code="status", **asked)
    make_feed(elapsed_s=9.0, **asked)
    make_feed(elapsed_s=0.2, last_status=304, **asked)
    make_feed()
    make_article(first_seen_at=now)
    make_article(first_seen_at=now - timedelta(hours=5), text_from="feed")
    page = text_of(english, "/feeds")
    assert page.count('<tr><th scope="row"><span>') == 5
    for shown in (
        *(
            "The server answered with an error.",
            "4 times in a row.",
            "The server answered 503.",
            "in 2 hours",
        ),
        *("Unchanged", "Not asked yet", "3 hours ago", "2 articles.", "50% from the feed only."),
    ):
        assert shown in page, shown
    assert page.index(f"/feeds/{failing.pk}") == min(
        page.index(f"/feeds/{pk}") for pk in Feed.objects.values_list("pk", flat=True)
    )
    assert page.count('class="ind"') == page.count('class="wire"') == 1


def test_feeds_are_filtered_by_state_text_and_country(english: Client) -> None:
    failing = make_feed(
        make_publisher(name="Lindava Dziś", country="PL"), failures=1, error_code="unreachable"
    )
    healthy = make_feed(make_publisher(name="Radio Tarrow", country="NO"), last_fetched_at=NOW)
    for query, shown, hidden in (
        ("state=failing", failing, healthy),
        ("state=healthy", healthy, failing),
        ("q=tarrow", healthy, failing),
        ("country=PL", failing, healthy),
    ):
        page = text_of(english, f"/feeds?{query}")
        assert f"/feeds/{shown.pk}" in page, query
        assert f"/feeds/{hidden.pk}" not in page, query
    assert "No feed is like that" in text_of(english, "/feeds?q=nobody")
    assert text_of(english, "/feeds?q=%00&country=%00&state=x&page=minus")


def test_a_feed_shows_what_became_of_each_entry(english: Client) -> None:
    feed = make_feed(title="All reports", reason="twice as long as before")
    article = make_article(title="Read well", text_from="feed")
    make_entry(feed, title="Read well", page=make_page(state=Page.State.EXTRACTED, article=article))
    make_entry(feed, title="Not there", page=make_page(state=Page.State.FAILED, error_code="no-article"))
    make_entry(feed, title="Nowhere")
    page = text_of(english, f"/feeds/{feed.pk}")
    assert address_of(article) in page
    for shown in (
        "text from the feed",
        "could not be read",
        "No article was found on the page.",
        "It has no address.",
    ):
        assert shown in page
    assert "twice as long as before" in page


def test_every_page_that_failed_is_listed_with_its_reason(english: Client) -> None:
    for number in range(130):
        page = make_page(
            state=Page.State.FAILED, error_code="no-article", url=f"https://pages.example/f{number}x"
        )
    make_entry(title="Lost and found", page=page)
    first = text_of(english, "/feeds/unread")
    assert "Lost and found" in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    both = first + text_of(english, f"/feeds/unread{address}")
    assert all(f"/f{number}x" in both for number in range(130))
    assert "No page failed for this reason." in text_of(english, "/feeds/unread?reason=robots")
    assert text_of(english, "/feeds/unread?before=-1", 400)
    assert text_of(english, "/feeds/unread?before=9999999999999999999999", 400)


def test_the_status_counts_the_queue_for_programs(english: Client) -> None:
    make_page()
    make_page(state=Page.State.FAILED, error_code="no-article")
    feed = make_feed(failures=2, error_code="unreachable", error_detail="No answer.", last_fetched_at=NOW)
    Progress.objects.create(
        name="gather", started_at=NOW, beat_at=timezone.now(), facts={"polls": 3}, trouble="The disk is full."
    )
    status = json.loads(text_of(english, "/status.json"))
    assert status["pages"] == {"discovered": 1, "fetched": 0, "extracted": 0, "failed": 1}
    assert status["feeds"]["failing"] == 1
    assert status["last_error"]["feed"] == feed.url
    assert (status["gathering"], status["trouble"], status["facts"]) == (
        True,
        "The disk is full.",
        {"polls": 3},
    )
    assert "The disk is full." in text_of(english, "/about")


def test_the_footer_says_how_many_pages_wait(english: Client) -> None:
    assert "gives no sign of life" in text_of(english, "/about")
    Progress.objects.create(name="gather", started_at=NOW, beat_at=timezone.now())
    make_page()
    make_page()
    from django.core.cache import cache

    cache.clear()
    assert "Gathering: 2 pages waiting." in text_of(english, "/about")


def test_language_and_theme_are_chosen_by_a_link_and_kept(english: Client) -> None:
    chosen = english.get("/look?language=ar&theme=dark&next=/about")
    assert chosen.headers["Location"] == "/about"
    page = text_of(english, "/about")
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in page
    assert "عن Broadsheet" in page


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "x"]
)
def test_the_link_that_sets_the_look_leads_nowhere_else(english: Client, address: str) -> None:
    assert english.get("/look", {"next": address, "theme": "x"}).headers["Location"] == "/"


def test_a_page_that_did_not_change_is_not_sent_again(english: Client) -> None:
    article = make_article(published_at=NOW - timedelta(days=40))
    first = english.get(f"{address_of(article)}", follow=True)
    again = english.get(first.request["PATH_INFO"], headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Cookie" in first.headers["Vary"]
    assert first.headers["Last-Modified"]


def test_only_reading_is_allowed(english: Client) -> None:
    assert english.post("/").status_code == 405


def test_an_arabic_reader_gets_arabic_pages_and_each_text_its_own_direction(arabic: Client) -> None:
    make_article(title="Radio Tarrow reports", language="en")
    make_article(title="السدّ صامد", language="ar")
    make_article(title="سد هنوز پابرجاست", language="fa")
    page = text_of(arabic, "/")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<bdi lang="en" dir="ltr">Radio Tarrow reports</bdi>' in page
    assert '<bdi lang="fa" dir="rtl">سد هنوز پابرجاست</bdi>' in page
    assert "أحدث" in page
