"""Read marks on lists: of what was opened, and of stories that are done with until something new comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.read import readmarks
from broadsheet.readers import reading, saving
from broadsheet.readers.models import Reader, ReadMark, StoryRead
from broadsheet.store.models import Article, Story, StoryArticle
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import make_article, make_publisher
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db
DONE = '<span class="done">Read</span>'
STORY_DONE = '<span class="done">Story read</span>'


def join(story: Story, article: Article, copy_of: Article | None = None) -> Article:
    """The article comes to the story now."""
    StoryArticle.objects.create(
        article=article, story=story, score=0.8, joined_at=timezone.now(), copy_of=copy_of
    )
    return article


def is_read(reader: Reader, story: Story) -> bool:
    return reading.stories_read_among(reader.pk, [story.pk]) == {story.pk}


class TestRules:
    def test_one_report_read_clears_the_rest_and_what_is_new_makes_it_unread(self) -> None:
        reader = make_reader()
        first, second = make_article(), make_article()
        story, other = make_story(first, second), make_story(make_article())
        assert not is_read(reader, story)
        saving.mark_read(reader, first.pk, timezone.now())
        assert is_read(reader, story)
        assert not is_read(reader, other)
        assert reading.cleared_among(reader.pk, [first.pk, second.pk]) == {first.pk, second.pk}
        copy = join(story, make_article(), copy_of=first)
        assert is_read(reader, story)
        assert reading.cleared_among(reader.pk, [copy.pk]) == {copy.pk}
        new = join(story, make_article())
        assert not is_read(reader, story)
        assert reading.cleared_among(reader.pk, [second.pk, new.pk]) == {second.pk}
        saving.mark_read(reader, new.pk, timezone.now())
        assert is_read(reader, story)

    def test_where_it_is_off_a_story_is_read_when_each_own_report_was_opened(self) -> None:
        reader = make_reader()
        reader.clears_stories = False
        first, second, copy = make_article(), make_article(), make_article()
        story = make_story(first, second, copy, copies={copy: first})
        saving.mark_read(reader, first.pk, timezone.now())
        assert not is_read(reader, story)
        assert reading.cleared_among(reader.pk, [second.pk]) == set()
        saving.mark_read(reader, second.pk, timezone.now())
        assert is_read(reader, story)
        assert not StoryRead.objects.exists()

    def test_an_article_opened_before_it_was_grouped_is_read_in_its_story(self) -> None:
        reader = make_reader()
        article = make_article()
        saving.mark_read(reader, article.pk, timezone.now())
        story = make_story(article)
        assert is_read(reader, story)

    def test_without_a_history_nothing_is_noted_and_switching_it_off_forgets(self) -> None:
        reader = make_reader()
        article = make_article()
        story = make_story(article)
        reading.clear_story(reader, story.pk, timezone.now())
        saving.keep_history(reader, False)
        assert not StoryRead.objects.exists()
        reading.clear_story(reader, story.pk, timezone.now())
        saving.mark_read(reader, article.pk, timezone.now())
        assert not StoryRead.objects.exists()
        assert not ReadMark.objects.exists()

    def test_what_one_reader_read_is_unread_for_another(self) -> None:
        mara, idris = make_reader(), make_reader("idris@example.org")
        article = make_article()
        story = make_story(article)
        saving.mark_read(mara, article.pk, timezone.now())
        assert not is_read(idris, story)
        assert reading.opened_among(idris.pk, [article.pk]) == set()
        assert reading.cleared_among(idris.pk, [article.pk]) == set()


def a_site() -> tuple[Article, Story]:
    publisher = make_publisher(country="NZ")
    at = timezone.now() - timedelta(minutes=5)
    article = make_article(publisher, category="science", title="The dam has a crack", published_at=at)
    add_hashtag(article, "kesh-dam", "KeshDam")
    other = make_article(category="world", title="Something else", published_at=at)
    story = make_story(article)
    make_story(other)
    list(reindex(anew=True))
    forget_memory()
    return article, story


def lists(article: Article) -> list[str]:
    """Every list that names the article or its story."""
    return [
        "/",
        "/latest",
        "/category/science",
        "/hashtag/kesh-dam",
        f"/publisher/{article.publisher.key}",
        "/country/nz",
        "/search?q=crack",
        "/for-you",
    ]


def test_every_list_marks_what_was_read_for_its_reader_alone() -> None:
    article, _ = a_site()
    client, another, nobody = signed_in(make_reader()), signed_in(make_reader("idris@example.org")), Client()
    for browser in (client, another):
        browser.post("/follow", {"kind": "publisher", "key": article.publisher.key})
    paths = lists(article)
    for path in paths:
        text = client.get(path).content.decode()
        assert "The dam has a" in text, path
        assert 'class="done"' not in text, path
    client.get(f"/article/{article.public_id}", follow=True)
    for path in paths:
        text = client.get(path).content.decode()
        assert text.count(DONE) >= 1, path
        assert "was-read" in text, path
        assert 'class="done"' not in another.get(path).content.decode(), path
        assert "was-read" not in nobody.get(path).content.decode(), path


def test_a_page_for_who_keeps_no_history_has_no_place_for_marks() -> None:
    article, _ = a_site()
    reader = make_reader()
    client, nobody = signed_in(reader), Client()
    assert readmarks._SECRET not in client.get("/").content.decode()
    saving.keep_history(reader, False)
    for asked in (client, nobody):
        for path in (*lists(article), f"/article/{article.public_id}"):
            text = asked.get(path, follow=True).content.decode()
            assert readmarks._SECRET not in text, path
            assert 'id="marking"' not in text, path


def test_the_storys_page_marks_the_reports_that_were_opened_and_lists_say_story_read() -> None:
    first, second = make_article(title="First"), make_article(title="Second")
    story = make_story(first, second)
    client = signed_in(make_reader())
    client.get(f"/article/{first.public_id}", follow=True)
    page = client.get(f"/story/{story.public_id}", follow=True).content.decode()
    assert page.count(DONE) == 1
    latest = client.get("/latest").content.decode()
    assert (latest.count(DONE), latest.count(STORY_DONE)) == (1, 1)


def test_a_button_marks_the_whole_story_and_takes_it_back() -> None:
    story = make_story(make_article(), make_article())
    reader = make_reader()
    client = signed_in(reader)
    path = f"/story/{story.public_id}"
    assert 'name="story" value="' + story.public_id in client.get("/").content.decode()
    assert "Mark the whole story as read" in client.get(path, follow=True).content.decode()
    sent = client.post("/history/read", {"story": story.public_id, "next": path})
    assert sent.headers["Location"] == path
    assert is_read(reader, story)
    assert "Mark the story as unread" in client.get(path, follow=True).content.decode()
    client.post("/history/read", {"unread": story.public_id})
    assert not is_read(reader, story)
    for key in ("", "none", "\0", "x" * 500):
        assert client.post("/history/read", {"story": key}).status_code == 404
    assert "Marked" not in client.get("/history").content.decode()


def test_a_merged_storys_button_marks_the_one_it_became_part_of() -> None:
    story, old = make_story(make_article()), make_story(make_article())
    Story.objects.filter(pk=old.pk).update(merged_into=story)
    reader = make_reader()
    signed_in(reader).post("/history/read", {"story": old.public_id})
    assert StoryRead.objects.get().story == story


def test_what_was_read_can_be_left_out_of_lists_and_the_page_says_so() -> None:
    article, _ = a_site()
    reader = make_reader()
    client = signed_in(reader)
    client.post("/history/choices", {"hides": "1"})
    reader.refresh_from_db()
    assert (reader.clears_stories, reader.hides_read) == (False, True)
    assert "left out" not in client.get("/latest").content.decode()
    client.get(f"/article/{article.public_id}", follow=True)
    page = client.get("/latest").content.decode()
    assert "hides-read" in page
    assert "1 that you have read is left out." in page
    assert 'href="?read=shown"' in page
    shown = client.get("/latest?read=shown").content.decode()
    assert "left out" not in shown
    assert 'class="wrap"' in shown
    search = client.get("/search?q=crack").content.decode()
    assert 'href="?q=crack&amp;read=shown"' in search


@pytest.mark.parametrize("title", ['x mark-s1" ', "<!--s1-->", "was-read"])
def test_a_text_of_an_article_is_no_place_for_a_mark(title: str) -> None:
    article = make_article(title=title)
    client = signed_in(make_reader())
    before = client.get("/latest").content.decode()
    assert 'class="done"' not in before
    client.get(f"/article/{article.public_id}", follow=True)
    assert client.get("/latest").content.decode().count('class="done"') == 1


def test_marks_take_as_many_queries_for_many_things_as_for_few(django_assert_max_num_queries: object) -> None:
    reader = make_reader()
    stories = [make_story(make_article()) for _ in range(30)]
    for story in stories[::2]:
        reading.clear_story(reader, story.pk, timezone.now())
    page = "".join(
        readmarks.text_place(readmarks.story_mark(story.pk))
        + readmarks.text_place(readmarks.article_mark(story.headline_id or 0))
        for story in stories
    ).encode()
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        done = readmarks.with_marks(page, reader.pk)
    assert (done.count(DONE.encode()), done.count(STORY_DONE.encode())) == (15, 15)
