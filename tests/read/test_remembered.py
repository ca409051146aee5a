"""Nothing that is remembered of a page's parts outlives what it was made of.

Each page is asked for before and after a change, with only that forgotten which is forgotten by the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.test import Client

from broadsheet.pipeline.stories import refresh_stories
from broadsheet.read.remembered import forget_all, remembered, remembered_by_weight
from broadsheet.store import operators
from broadsheet.store.models import Article, Publisher, Story, StoryArticle
from broadsheet.store.rights import set_rights
from tests.factories import NOW, make_article, make_publisher, make_revision
from tests.read.asking import address_of, text_of
from tests.stories import add_hashtag, make_story, reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(english: Client) -> Callable[[str], str]:
    """A page's text as it is when its seconds are over."""

    def asked(address: str) -> str:
        cache.clear()
        caches["pages"].clear()
        return text_of(english, address)

    return asked


def _facts(page: str) -> str:
    return page[page.index('id="facts"') : page.index('id="importance"')]


def test_a_function_is_asked_again_only_for_other_arguments_or_after_all_is_forgotten() -> None:
    asked: list[int] = []

    @remembered(8)
    def doubled(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [doubled(3), doubled(3), doubled(4)] == [6, 6, 8]
    assert asked == [3, 4]
    forget_all()
    assert doubled(3) == 6
    assert asked == [3, 4, 3]


def test_a_merge_and_its_undoing_change_the_facts_of_the_story(ask: Callable[[str], str]) -> None:
    story = make_story(*reports(3, language="en"))
    other = make_story(*reports(2, language="fr"))
    assert "French" not in _facts(ask(address_of(story)))
    change, _ = operators.merge(story, other, "Ana", NOW)
    refresh_stories([story.pk, other.pk], NOW)  # at the same moment: what joined tells, not the clock
    assert "French" in _facts(ask(address_of(story)))
    operators.undo(change.pk, "Ana", NOW)
    refresh_stories([story.pk, other.pk], NOW)
    assert "French" not in _facts(ask(address_of(story)))


def test_a_split_leaves_to_each_its_own_reports(ask: Callable[[str], str]) -> None:
    kept, gone = reports(3, language="en"), make_article(language="ar", title="عن السد")
    story = make_story(*kept, gone)
    assert "Arabic" in _facts(ask(address_of(story)))
    operators.split(story, [gone], "Ana", NOW)
    new = Story.objects.exclude(pk=story.pk).get()
    refresh_stories([story.pk, new.pk], NOW)
    page = ask(address_of(story))
    assert "Arabic" not in _facts(page)
    assert gone.title not in page[page.index('id="coverage"') : page.index('id="log"')]
    assert gone.title in ask(address_of(new))


def test_an_article_taken_away_is_gone_from_story_front_page_and_lists(ask: Callable[[str], str]) -> None:
    gone, *others = reports(3, title="Withdrawn: the dam")
    Article.objects.filter(pk__in=[other.pk for other in others]).update(title="The dam holds")
    story = make_story(gone, *others)
    pages = ("/", "/latest", address_of(story), address_of(others[0]))
    assert all("Withdrawn" in ask(page) for page in ("/latest", address_of(story)))
    gone.delete()
    refresh_stories([story.pk], NOW)
    assert not any("Withdrawn" in ask(page) for page in pages)
    assert "2</b> independent reports" in ask(address_of(story))


def test_a_report_found_to_be_a_copy_is_no_longer_counted(ask: Callable[[str], str]) -> None:
    first, second = reports(2)
    story = make_story(first, second)
    assert "Also at" not in ask(address_of(story))
    StoryArticle.objects.filter(article=second).update(copy_of=first)
    refresh_stories([story.pk], NOW)
    assert "Also at" in ask(address_of(story))


def test_an_edited_headline_is_shown_at_once_everywhere(ask: Callable[[str], str]) -> None:
    one, *others = reports(3, title="The dam may break", summary="An engineer said so on Monday morning.")
    story = make_story(one, *others)
    pages = ("/", "/latest", address_of(story), address_of(one))
    assert all("The dam may break" in ask(page) for page in pages)
    make_revision(one, title=one.title, text=one.text)
    Article.objects.filter(pk__in=[one.pk, *(other.pk for other in others)]).update(
        title="The dam <held>", summary="The engineer takes it back today.", updated_at=NOW
    )
    for page in pages:
        text = re.sub(r"<(?:del|ins)>.*?</(?:del|ins)>", "", ask(page))
        assert "The dam &lt;held&gt;" in text
        assert "An engineer said so" not in text


def test_a_text_that_is_edited_twice_shows_both_edits(ask: Callable[[str], str]) -> None:
    article = make_article(text="The dam has two gates.", html="<p>The dam has two gates.</p>")
    make_revision(article, number=1, text="The dam has one gate.", title=article.title)
    assert "<ins>" in ask(address_of(article))
    make_revision(article, number=2, text="The dam has nine gates.", title=article.title)
    assert "nine" in ask(address_of(article))


def test_numbers_of_a_card_follow_the_story(ask: Callable[[str], str]) -> None:
    story = make_story(*reports(2))
    assert "<b>2</b> independent reports" in ask("/")
    late = make_article(published_at=NOW)
    StoryArticle.objects.create(article=late, story=story, score=0.8, joined_at=NOW)
    refresh_stories([story.pk], NOW)
    assert "<b>3</b> independent reports" in ask("/")


def test_a_publisher_by_another_name_and_country_is_called_so(ask: Callable[[str], str]) -> None:
    publisher = make_publisher(name="The Old Name", country="FR")
    story = make_story(make_article(publisher), *reports(1))
    pages = ("/latest", address_of(story))
    assert all("The Old Name" in ask(page) for page in pages)
    Publisher.objects.filter(pk=publisher.pk).update(name="The New Name", country="PT")
    for page in pages:
        text = ask(page)
        assert "The Old Name" not in text
        assert "The New Name" in text


def test_hashtags_of_a_card_follow_the_article(ask: Callable[[str], str]) -> None:
    one, *others = reports(2)
    make_story(one, *others)
    assert "#Ferries" not in ask("/")
    for article in (one, *others):
        add_hashtag(article, "ferries", "Ferries")
    assert "#Ferries" in ask("/")


def test_a_mute_takes_effect_on_what_was_shown_before(english: Client, ask: Callable[[str], str]) -> None:
    publisher = make_publisher(key="loud", name="Loud")
    make_story(make_article(publisher, title="Loud about the dam"))
    make_story(make_article(title="Quiet about the dam"))
    assert "Loud about the dam" in ask("/")
    english.cookies["mutes"] = "p:loud"
    assert "Loud about the dam" not in ask("/")
    assert "Quiet about the dam" in ask("/")
    del english.cookies["mutes"]
    assert "Loud about the dam" in ask("/")


def test_readers_of_different_languages_are_shown_their_own_words(ask: Callable[[str], str]) -> None:
    story = make_story(*reports(3, category="science"))
    german = Client(headers={"accept-language": "de"})
    for page in ("/", "/latest", "/category/science", address_of(story)):
        before = ask(page)
        foreign = text_of(german, page)
        assert 'lang="de"' in foreign
        assert "Wissenschaft" in foreign
        assert "independent report" not in foreign
        assert ask(page) == before


def test_a_change_of_rights_counts_from_then_on(ask: Callable[[str], str]) -> None:
    publisher = make_publisher(rights="whole")
    text = "The dam held. " * 60 + "The very last sentence."
    article = make_article(publisher, text=text, html=f"<p>{text}</p>", summary="A dam.")
    beside = make_article(published_at=NOW + timedelta(hours=1), title="Beside it")
    make_story(article, beside)
    pages = (address_of(article), address_of(beside))
    assert all("The very last sentence" in ask(page) for page in pages)
    set_rights([publisher.key], "excerpt")
    assert not any("The very last sentence" in ask(page) for page in pages)


def test_what_is_remembered_by_weight_weighs_no_more_than_it_may() -> None:
    made = []

    @remembered_by_weight(10, len)
    def letters(letter: str, count: int) -> str:
        made.append(letter)
        return letter * count

    assert [letters("a", 4), letters("b", 4), letters("a", 4)] == ["aaaa", "bbbb", "aaaa"]
    assert made == ["a", "b"]
    letters("c", 4)  # too much together: what was asked for longest ago goes
    assert letters("a", 4) == "aaaa"
    assert made == ["a", "b", "c"]
    letters("b", 4)
    assert made == ["a", "b", "c", "b"]
    assert letters("d", 11) == letters("d", 11) == "d" * 11  # what is too heavy alone is made each time
    assert made == ["a", "b", "c", "b", "d", "d"]
    letters("e", 1)
    forget_all()
    letters("e", 1)
    assert made[-2:] == ["e", "e"]
