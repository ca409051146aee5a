"""The settings page, and what choices change on the front page and in lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from broadsheet.read.choosing import says_any
from broadsheet.read.editions import edition_points, editions
from broadsheet.read.preferences import MOST_MUTED
from broadsheet.store.models import Story
from tests.factories import make_article, make_publisher
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


def text_of(client: Client, address: str) -> str:
    cache.clear()
    caches["pages"].clear()
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def save(client: Client, **fields: str | list[str]) -> str:
    response = client.post("/settings", fields)
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


# --- the settings page -------------------------------------------------------------------------------


def test_what_is_saved_is_shown_again_and_changes_the_pages(english: Client) -> None:
    make_article(make_publisher(country="FR", languages=["fr-FR"]))
    chosen = {"theme": "dark", "text": "large", "edition": "fr", "reads": ["fr"], "language": "en"}
    assert save(english, words="Horoscope, relegation", **chosen) == "/settings?saved=1"  # type: ignore[arg-type]
    page = text_of(english, "/settings?saved=1")
    assert 'role="status"><span>Saved.' in page
    assert 'data-theme="dark" data-text="large"' in page
    assert '<option value="fr" selected>France</option>' in page
    assert '<input type="checkbox" name="reads" value="fr" checked>' in page
    assert "horoscope, relegation</textarea>" in page


def test_what_is_not_chosen_any_more_is_forgotten(english: Client) -> None:
    save(english, theme="dark", words="horoscope")
    save(english, theme="auto", words="")
    assert not [name for name, morsel in english.cookies.items() if morsel.value and name != "csrftoken"]


def test_publishers_are_muted_by_name_or_domain_and_hashtags_by_label(english: Client) -> None:
    named = make_publisher(name="The Ansel Courier")
    article = make_article(make_publisher())
    add_hashtag(article, "kesh-dam", "KeshDam")
    save(english, publishers="the ansel courier\n", hashtags="#KeshDam")
    assert english.cookies["mutes"].value == f"h:kesh-dam/p:{named.key}"
    page = text_of(english, "/settings")
    assert "The Ansel Courier</textarea>" in page
    assert "#kesh-dam</textarea>" in page


def test_what_nobody_knows_is_not_saved_and_said_so(english: Client) -> None:
    response = english.post(
        "/settings", {"publishers": "No such paper", "hashtags": "#nothing", "theme": "dark"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "No publisher has this name or domain: No such paper." in page
    assert "No article has this hashtag: nothing." in page
    assert "No such paper</textarea>" in page
    assert 'value="dark" checked' in page
    assert "theme" not in english.cookies


def test_more_than_a_cookie_holds_is_refused(english: Client) -> None:
    words = ", ".join(f"word{number}" for number in range(MOST_MUTED + 1))
    response = english.post("/settings", {"words": words})
    assert response.status_code == 422
    assert "more than a browser keeps" in response.content.decode()


def test_settings_are_taken_only_from_the_page_itself() -> None:
    outsider = Client(enforce_csrf_checks=True)
    assert outsider.post("/settings", {"theme": "dark"}).status_code == 403
    outsider.get("/settings")
    token = outsider.cookies["csrftoken"].value
    assert outsider.post("/settings", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 302


def test_a_link_to_mute_changes_nothing_by_itself(english: Client) -> None:
    publisher = make_publisher(name="The Ansel Courier")
    page = text_of(english, f"/settings?mute=publisher:{publisher.key}")
    assert "The Ansel Courier</textarea>" in page
    assert "mutes" not in english.cookies
    assert "</textarea>" in text_of(english, "/settings?mute=hashtag:<script>")


def test_hostile_choices_count_as_not_chosen(english: Client) -> None:
    save(english, theme="<b>", text="huge", edition="../x", reads=["'", "xxxx"], language="zz")
    assert not [name for name, morsel in english.cookies.items() if morsel.value and name != "csrftoken"]


def test_edition_and_text_size_are_chosen_by_a_link_too(english: Client) -> None:
    english.get("/look?edition=fr&text=larger&next=/")
    assert (english.cookies["edition"].value, english.cookies["text"].value) == ("fr", "larger")
    english.get("/look?edition=world&next=/")
    assert english.cookies["edition"].value == "world"
    english.get("/look?edition=nowhere&next=/")
    assert english.cookies["edition"].value == "world"


# --- languages read ----------------------------------------------------------------------------------


def test_headlines_are_in_a_language_the_reader_reads(english: Client) -> None:
    make_story(
        make_article(title="Engineers say the dam is holding", language="en"),
        make_article(title="El embalse resiste", language="es"),
    )
    english.cookies["reads"] = "es"
    page = text_of(english, "/")
    assert "El embalse resiste" in page
    assert "Engineers say the dam" not in page


def test_what_nobody_reports_in_languages_read_stands_apart(english: Client) -> None:
    make_story(make_article(title="Read here", language="en"))
    make_story(make_article(title="Solo aqui", language="es"))
    english.cookies["reads"] = "en"
    page = text_of(english, "/")
    assert page.index("Read here") < page.index("In other languages only") < page.index("Solo aqui")


def test_lists_hold_the_languages_read_and_go_on_where_few_are_left(english: Client) -> None:
    now = timezone.now()
    old = make_article(title="The oldest one", language="en", published_at=now - timedelta(days=9))
    make_article(title="Solo aqui", language="es", published_at=now)
    make_article(title="Nobody knows the language", language="", published_at=now)
    english.cookies["reads"] = "en"
    page = text_of(english, "/latest")
    assert old.title in page
    assert "Nobody knows the language" in page
    assert "Solo aqui" not in page
    assert "Only in the languages you read." in page


def test_a_list_read_through_page_by_page_misses_none(
    english: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.read.choosing._LOOKS", (3, 3))
    now = timezone.now()
    for number in range(40):
        at = now - timedelta(minutes=number)
        make_article(title=f"({number})", language="en" if number % 7 == 0 else "es", published_at=at)
    english.cookies["reads"] = "en"
    address, seen = "/latest", []
    for _ in range(12):
        page = text_of(english, address)
        seen += [number for number in range(40) if f"({number})</bdi>" in page]
        if 'rel="next"' not in page:
            break
        address = "/latest" + page.split('href="?before=')[1].join(["?before=", ""]).split('"')[0]
    assert seen == [0, 7, 14, 21, 28, 35]


# --- mutes -------------------------------------------------------------------------------------------


def test_a_muted_publisher_gives_no_headline_but_its_reports_count(english: Client) -> None:
    muted, other = make_publisher(), make_publisher()
    story = make_story(make_article(muted, title="Muted says"), make_article(other, title="Other says"))
    make_story(make_article(muted, title="Muted alone"))
    english.cookies["mutes"] = f"p:{muted.key}"
    page = text_of(english, "/")
    assert "Muted alone" not in page
    assert "Other says" in page
    assert "is left out because you muted it" in page
    latest = text_of(english, "/latest")
    assert "Other says" in latest
    assert "Muted says" not in latest
    assert Story.objects.get(pk=story.pk).independent == 2


@pytest.mark.parametrize(
    ("word", "text", "said"),
    [
        ("horoscope", "Your Horoscope today", True),
        ("horoscope", "Horoscopes of the week", False),
        ("new york", "In  New\nYork", True),
        ("c++", "The C++ committee", True),
        ("كرة", "بطولة الكرة", True),
        ("台风", "强台风登陆", True),
        (".*", "Anything", False),
    ],
)
def test_a_muted_word_is_found_whole_and_in_any_case(word: str, text: str, said: bool) -> None:
    assert says_any((word,), text) is said


def test_words_and_hashtags_mute_stories_and_articles(english: Client) -> None:
    make_story(make_article(title="A quiet day"))
    make_story(make_article(title="Relegation looms"))
    tagged = make_article(title="At the dam")
    add_hashtag(tagged, "kesh-dam")
    make_story(tagged)
    english.cookies["mutes"] = "w:relegation/h:kesh-dam"
    for address in ("/", "/latest"):
        page = text_of(english, address)
        assert "A quiet day" in page
        assert "Relegation looms" not in page
        assert "At the dam" not in page
        assert "2 are left out because you muted them" in page


def test_choices_that_leave_nothing_say_so(english: Client) -> None:
    make_story(make_article(title="Relegation looms"))
    english.cookies["mutes"] = "w:relegation"
    page = text_of(english, "/")
    assert "Your choices leave nothing here" in page
    assert 'href="/settings"' in page
    assert "Your choices leave no article here." in text_of(english, "/latest")


# --- editions ----------------------------------------------------------------------------------------


def test_a_countrys_edition_leads_with_what_its_own_publishers_report(english: Client) -> None:
    now = timezone.now()
    world = [make_article(make_publisher(country="DE"), title="Abroad", published_at=now) for _ in range(4)]
    mixed = make_article(make_publisher(country="NZ"), title="Abroad", published_at=now)
    make_story(*world, mixed)
    home = [make_article(make_publisher(country="NZ"), title="At home", published_at=now) for _ in range(2)]
    make_story(*home)
    make_story(make_article(make_publisher(country="DE"), title="Only there", published_at=now))
    page = text_of(english, "/")
    assert page.index("Abroad") < page.index("At home")
    assert "Only there" in page
    english.cookies["edition"] = "nz"
    page = text_of(english, "/")
    assert page.index("At home") < page.index("Abroad")
    assert "Only there" not in page
    assert 'aria-current="true">New Zealand' in page


def test_editions_are_those_of_countries_whose_publishers_have_articles() -> None:
    make_publisher(country="AT")
    for country in ("NZ", "DE", "DE", "", "x!"):
        make_article(make_publisher(country=country))
    assert editions() == ("de", "nz")


def test_an_edition_without_news_is_empty_and_no_fault(english: Client) -> None:
    make_story(make_article())
    assert edition_points("zz", timezone.now()) == {}
    english.cookies["edition"] = "zz"
    page = text_of(english, "/")
    assert "Your choices leave nothing here" in page
    assert "World edition" in page


# --- what is new -------------------------------------------------------------------------------------


def test_the_front_page_says_what_is_new_since_the_last_visit(english: Client) -> None:
    now = timezone.now()
    hours = {name: now - timedelta(hours=number) for name, number in (("old", 9), ("new", 1))}
    make_story(make_article(title="Long known", published_at=hours["old"]), opened_at=hours["old"])
    grown = [make_article(title="Grown since", published_at=at) for at in hours.values()]
    make_story(*grown, opened_at=hours["old"])
    make_story(make_article(title="Quite new", published_at=hours["new"]), opened_at=hours["new"])
    assert "you last looked" not in text_of(english, "/")
    seen = int((now - timedelta(hours=5)).timestamp()) // 60
    english.cookies["seen"] = f"{seen}.{seen}"
    page = text_of(english, "/")
    assert "<b>1 new story</b>" in page
    assert "<b>1 with new reports</b>" in page
    only = text_of(english, "/?only=new")
    main = only[only.index("<main") : only.index("</main")]
    assert main.index("Quite new") < main.index("Grown since")
    assert "Long known" not in main


def test_what_was_read_can_be_said_without_script(english: Client) -> None:
    story = make_story(make_article())
    Story.objects.filter(pk=story.pk).update(opened_at=timezone.now() - timedelta(hours=2))
    assert 'href="/look?seen=now&amp;next=/"' in text_of(english, "/")
    assert english.get("/look?seen=now&next=/").headers["Location"] == "/"
    assert "Nothing is new since you last looked." in text_of(english, "/")
