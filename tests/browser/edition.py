"""A small edition to look at: publishers of many languages, articles, an edit, feeds in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.factories import (
    make_article,
    make_entry,
    make_feed,
    make_page,
    make_picture,
    make_publisher,
    make_revision,
)

from broadsheet.store.models import Article, Feed, Page, Progress, Publisher

# key, name, country, language, owner
PUBLISHERS = [
    ("ansel-courier", "The Ansel Courier", "NZ", "en", "private"),
    ("radio-tarrow", "Radio Tarrow", "IE", "en", "public-service"),
    ("almarsad", "المرصد الساحلي", "MA", "ar", "non-profit"),
    ("nanyu", "南屿日报", "CN", "zh", "state"),
    ("zalesye", "Залесский листок", "RU", "ru", "private"),
    ("voz", "La Voz de Costa Clara", "CR", "es", "private"),
    ("quotidien", "Le Quotidien d’Arvenne", "FR", "fr", "private"),
    ("talbote", "Der Talbote", "AT", "de", "non-profit"),
    ("folha", "Folha da Serra", "BR", "pt", "news-agency"),
    ("nadi", "नदी समाचार", "IN", "hi", "party"),
    ("saheli", "روزنامهٔ ساحل", "IR", "fa", "unknown"),
]

# publisher, category, headline, standfirst
ARTICLES = [
    ("ansel-courier", "world", "Engineers at Kesh: “We are buying days, not hours”",
     "On the crest of the dam, a crew of nine measures a crack every ten minutes and reads the number aloud."),
    ("almarsad", "world", "مهندسو كيش: نكسب أيامًا لا ساعات", "على قمة السدّ، فريق من تسعة يقيس الشقّ كل عشر دقائق."),
    ("radio-tarrow", "local", "Six villages, one gymnasium",
     "A night in the school hall at Brennick, where four hundred people wait for Wednesday."),
    ("nanyu", "world", "工程师称凯什大坝仍然稳固", "水位已降至裂缝以下四米，十一个村庄的居民要到周三才能返回。"),
    ("zalesye", "science", "Старый банк семян открывает ящики для крестьян", "Образцы лежали здесь с середины прошлого века."),
    ("voz", "politics", "Dos regiones de Costa Clara vuelven a contar a mano", "El recuento durará hasta el viernes."),
    ("quotidien", "culture", "Un opéra perdu retrouvé dans le piano d’une école",
     "L’accordeur avait remarqué que l’octave grave ne sonnait plus."),
    ("talbote", "science", "Was der Frost mit dem Beton der Staumauer macht", "Ein Materialprüfer erklärt die Fugen."),
    ("folha", "business", "Preço do estanho cai com a volta da fundição de Marsa", "Dois fornos foram religados."),
    ("nadi", "environment", "नदी के किनारे चालीस साल बाद लौटे समुद्री पक्षी", "ग्रे स्केरी पर सौ से अधिक घोंसले मिले।"),
    ("saheli", "health", "درمانگاه جزیره پس از یازده هفته دوباره باز شد", "دو پزشک تازه به جزیره آمده‌اند."),
    ("radio-tarrow", "science", "Seabirds return to Grey Skerry after forty years", "Wardens counted a hundred nests."),
    ("ansel-courier", "science", "A dish on Mount Ilse hears a pulsar slow down", "The change is one part in a billion."),
    ("ansel-courier", "business", "Ferry operators agree on one ticket for five coasts", ""),
    ("talbote", "business", "Die Käsegenossenschaft kauft ihren Namen zurück", ""),
    ("voz", "business", "La isla rebaja su tipo por primera vez en cuatro años", ""),
    ("quotidien", "sport", "La coupe du détroit se joue enfin de nuit", ""),
]  # fmt: skip

_TEXT = """The crack has a name. The crew call it the Seam, and every ten minutes one of them kneels on the wet
 concrete, lays a steel rule across it and reads the width aloud to a colleague with a notebook.

Below the dam the villages have been empty since Friday. The ministry says {people} people were moved; the
 mayors, adding up their own lists, arrive at more than 50,000.

What opened the joint is not known. The operator points to a tremor on 16 November.""".replace("\n ", " ")
_BODY = {
    "ar": "للشقّ اسم. يسمّيه الفريق «الدرزة»، وكل عشر دقائق يجثو أحدهم على الخرسانة المبتلة ويقرأ العرض بصوت مسموع.",
    "zh": "裂缝有一个名字。工人们叫它“缝”，每十分钟就有人跪在潮湿的混凝土上，大声读出宽度。",
}


@dataclass(frozen=True)
class Edition:
    """What tests open by name."""

    edited: Article
    arabic: Article
    feed: Feed

    @property
    def pages(self) -> dict[str, str]:
        """Every kind of page, by name."""
        return {
            "front": "/",
            "article": f"/article/{self.edited.public_id}",
            "article-arabic": f"/article/{self.arabic.public_id}",
            "category": "/category/science",
            "category-empty": "/category/opinion",
            "publisher": "/publisher/ansel-courier",
            "publishers": "/publishers",
            "feeds": "/feeds",
            "feed": f"/feeds/{self.feed.pk}",
            "unread": "/feeds/unread",
            "about": "/about",
            "not-found": "/nothing",
            "bad-request": "/?before=damaged",
        }


def make_edition() -> Edition:
    now = timezone.now()
    publishers = {
        key: make_publisher(
            key=key,
            name=name,
            country=country,
            languages=[language],
            ownership=owner,
            homepage=f"https://{key}.example/",
        )
        for key, name, country, language, owner in PUBLISHERS
    }
    articles = [
        _article(publishers[key], number, category, title, summary)
        for number, (key, category, title, summary) in enumerate(ARTICLES)
    ]
    edited = articles[0]
    make_revision(
        edited,
        title="Engineers at Kesh: “We are buying hours”",
        text=_TEXT.format(people="more than 40,000"),
        seen_at=edited.first_seen_at,
    )
    Progress.objects.create(name="gather", started_at=now, beat_at=now)
    make_page()
    return Edition(edited, articles[1], _feeds(list(publishers.values()), articles))


def _article(publisher: Publisher, number: int, category: str, title: str, summary: str) -> Article:
    language = publisher.languages[0]
    text = _BODY.get(language, _TEXT.format(people="about 38,000"))
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in text.split("\n\n")]
    quote = "<blockquote><p>“I took the dog and the bread that was in the oven.”</p></blockquote>"
    heading = "<h2>Eleven empty villages</h2>" if language == "en" else ""
    at = timezone.now() - timedelta(minutes=25 * number + 4)
    article = make_article(
        publisher,
        title=title,
        summary=summary,
        category=category,
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
        make_picture(article, url=f"https://pictures.example/{number}.svg")
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
        publishers[1], **asked, elapsed_s=0.3, last_status=304, title="Radio Tarrow: all reports", language="en",
        reason="publishes 9 entries a day", entries_per_day=9.2,
    )  # fmt: skip
    for number in range(9):
        page = make_page(state=Page.State.EXTRACTED, article=articles[number])
        make_entry(feed, title=articles[number].title, language=articles[number].language, page=page,
                   seen_at=now - timedelta(days=number % 5))  # fmt: skip
    lost = make_page(
        state=Page.State.FAILED, error_code="no-article", error_detail="The page holds a list of links."
    )
    make_entry(feed, title="A page of links", page=lost, language="en")
    return feed
