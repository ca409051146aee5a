"""For you: the right stories with the right reasons, for every kind of follow, without what is muted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from broadsheet.read import foryou
from broadsheet.read.preferences import Mute, Preferences
from broadsheet.read.templatetags.foryou import why_here
from broadsheet.read.things import Thing
from broadsheet.readers import following
from broadsheet.readers.models import Follow
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import make_article, make_publisher
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    foryou.forget_memory()
    yield
    foryou.forget_memory()


def now_article(**facts: object):  # type: ignore[no-untyped-def]
    at = timezone.now() - timedelta(minutes=30)
    country = facts.pop("country", "NZ")
    return make_article(make_publisher(country=country), published_at=at, **facts)


@pytest.mark.parametrize("kind", ["hashtag", "category", "publisher", "country", "story", "person", "search"])
def test_each_kind_of_follow_brings_its_stories_and_says_so(kind: str) -> None:
    wanted = now_article(
        title="Engineers close the dam", text="Mara Tolland closed it.", category="science", country="PE"
    )
    other = now_article(title="Something else", text="Nothing of it.", category="world")
    add_hashtag(wanted, "kesh-dam", "KeshDam")
    story, _ = make_story(wanted), make_story(other)
    list(reindex(anew=True))
    forget_memory()
    keys = {
        "hashtag": "kesh-dam", "category": "science", "publisher": wanted.publisher.key, "country": "pe",
        "story": story.public_id, "person": "Mara Tolland", "search": "engineers dam",
    }  # fmt: skip
    reader = make_reader()
    reader.dial = 0
    reader.save()
    following.follow(reader, kind, keys[kind], "label", timezone.now())
    items = foryou.for_you(reader, Preferences("en"), timezone.now())
    assert [item.card.article.pk for item in items] == [wanted.pk]
    assert [(thing.kind, thing.key) for thing in items[0].because] == [(kind, keys[kind])]


def test_what_is_muted_is_left_out_and_what_was_read_says_so() -> None:
    reader = make_reader()
    article = now_article(title="The strike goes on")
    make_story(article)
    following.follow(reader, "publisher", article.publisher.key, "x", timezone.now())
    client = signed_in(reader)
    assert ">Read<" not in client.get("/for-you").content.decode()
    client.get(f"/article/{article.public_id}", follow=True)
    page = client.get("/for-you").content.decode()
    assert "The strike goes on" in page
    assert ">Read<" in page
    muted = Preferences("en", mutes=(Mute("word", "strike"),))
    assert foryou.for_you(reader, muted, timezone.now()) == []


def test_the_dial_is_kept_and_only_its_marks_are_taken() -> None:
    reader = make_reader()
    client = signed_in(reader)
    for sent, kept in (("100", 100), ("7", 100), ("-1", 100), ("", 100), ("0", 0)):
        client.post("/for-you", {"dial": sent})
        reader.refresh_from_db()
        assert reader.dial == kept


def test_one_search_a_page_is_looked_up_and_kept() -> None:
    reader = make_reader()
    for typed in ("dam", "lake", '"', "-", "publisher:nobody", "x" * 300):
        following.follow(reader, "search", typed, typed, timezone.now())
    for done in range(1, 7):
        foryou.for_you(reader, Preferences("en"), timezone.now())
        assert Follow.objects.exclude(found_at=None).count() == done


def test_what_one_reader_searched_for_is_known_for_all_who_follow_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article = now_article(title="Engineers close the dam", text="The Kesh dam.")
    make_story(article)
    list(reindex(anew=True))
    forget_memory()
    mara, idris = make_reader(), make_reader("idris@example.org")
    now = timezone.now()
    for reader in (mara, idris):
        reader.dial = 0
        following.follow(reader, "search", "kesh dam", "x", now)
    assert [item.card.article.pk for item in foryou.for_you(mara, Preferences("en"), now)] == [article.pk]
    monkeypatch.setattr(foryou.store, "of_search", lambda *_: pytest.fail("looked up twice"))
    assert [item.card.article.pk for item in foryou.for_you(idris, Preferences("en"), now)] == [article.pk]
    foryou.forget_memory()
    monkeypatch.setattr(foryou.store, "of_search", lambda *_: [])
    later = now + timedelta(minutes=11)
    assert foryou.for_you(idris, Preferences("en"), later) == []


def test_queries_do_not_grow_with_what_is_followed(django_assert_max_num_queries: object) -> None:
    reader = make_reader()
    for number in range(40):
        article = now_article()
        add_hashtag(article, f"tag-{number}", f"Tag{number}")
        make_story(article)
        following.follow(reader, "hashtag", f"tag-{number}", "x", timezone.now())
        following.follow(reader, "publisher", article.publisher.key, "x", timezone.now())
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        items = foryou.for_you(reader, Preferences("en"), timezone.now())
    assert len(items) == foryou.SHOWN


def test_why_it_is_here_links_to_what_is_followed_and_escapes_it() -> None:
    strange = Thing("hashtag", "x", '#<b>"&', "/hashtag/x?a=1&b")
    said = str(why_here((strange, Thing("word", "y", "y"))))
    assert said == (
        '<p class="meta dots because"><b>Why it is here:</b> '
        '<span>you follow <a href="/hashtag/x?a=1&amp;b"><bdi dir="auto">#&lt;b&gt;&quot;&amp;</bdi></a>'
        "</span> "
        '<span>you follow <bdi dir="auto">y</bdi></span></p>'
    )
    assert "you follow nothing of it" in why_here(())
    with override("de"):
        assert "Why it is here" not in why_here((strange,))
