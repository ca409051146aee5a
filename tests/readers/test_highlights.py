"""Highlights: found again after edits, marked by sentences and by selection, one's own alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.personal.highlights import (
    MOST_CHARS,
    Passage,
    as_annotation,
    describe,
    locate,
    pieces,
    together,
)
from broadsheet.readers import highlighting, saving
from broadsheet.readers.models import Highlight, Saved
from broadsheet.store.models import Article, Publisher
from tests.factories import make_article, make_publisher
from tests.readers.signing_in import make_reader, signed_in

TEXT = (
    "Engineers found a crack in the Kesh dam on Monday. About 38,000 people were told to leave.\n"
    "“We are buying hours,” said Mara Tolland. Nobody was hurt.\n"
    "The lake is being drained. Nobody was hurt.\n"
)
ARABIC = "قال المهندسون إن الشرخ اتسع ليلا. وطُلب من ثمانية وثلاثين ألف شخص مغادرة بيوتهم.\nلم يصب أحد بأذى."
CHINESE = "工程师周一在凯什大坝发现一道裂缝。约三万八千人被要求离开家园。没有人受伤。"


def mark(text: str, words: str, nth: int = 0) -> Passage:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    passage = describe(text, (start, start + len(words)))
    assert passage is not None
    assert passage.exact == words
    return passage


class TestLocate:
    @pytest.mark.parametrize(
        ("text", "words"),
        [(TEXT, "a crack in the Kesh dam"), (ARABIC, "الشرخ اتسع ليلا"), (CHINESE, "发现一道裂缝")],
    )
    def test_a_passage_stands_where_it_was_marked(self, text: str, words: str) -> None:
        passage = mark(text, words)
        found = locate(text, passage)
        assert found is not None
        assert (text[found.start : found.end], found.how) == (words, "same")

    def test_text_before_it_moves_it(self) -> None:
        passage = mark(TEXT, "We are buying hours")
        found = locate("Updated at noon.\n" + TEXT, passage)
        assert found is not None
        assert found.start == passage.start + len("Updated at noon.\n")
        assert found.how == "same"

    def test_of_two_alike_the_one_with_the_same_neighbours_is_it(self) -> None:
        second = mark(TEXT, "Nobody was hurt.", 1)
        edited = "One more line of some length here.\n" + TEXT
        found = locate(edited, second)
        assert found is not None
        assert found.start == edited.rindex("Nobody was hurt.")
        first = mark(TEXT, "Nobody was hurt.")
        found = locate(edited, first)
        assert found is not None
        assert found.start == edited.index("Nobody was hurt.")

    def test_space_between_words_does_not_count(self) -> None:
        passage = Passage("were told to leave.\n\n “We are buying", "38,000 people ", " hours")
        found = locate(TEXT, passage)
        assert found is not None
        assert TEXT[found.start : found.end] == "were told to leave.\n“We are buying"

    @pytest.mark.parametrize(
        ("before", "after", "text"),
        [
            (
                "About 38,000 people were told to leave.",
                "About 41,000 people were told to leave.",
                TEXT,
            ),
            (
                "وطُلب من ثمانية وثلاثين ألف شخص مغادرة بيوتهم.",
                "وطُلب من تسعة وثلاثين ألف شخص مغادرة بيوتهم.",
                ARABIC,
            ),
            ("约三万八千人被要求离开家园。", "约四万一千人被要求离开家园。", CHINESE),
        ],
    )
    def test_an_edited_sentence_is_found_as_changed(self, before: str, after: str, text: str) -> None:
        passage = mark(text, before)
        edited = "0. " + text.replace(before, after)
        found = locate(edited, passage)
        assert found is not None
        assert found.how == "changed"
        assert edited[found.start : found.end].rstrip(".。") in after
        assert len(edited[found.start : found.end]) > 0.6 * len(after)

    @pytest.mark.parametrize("text", ["", " ", "Something quite different stands here now, of other things."])
    def test_what_was_taken_out_is_gone(self, text: str) -> None:
        assert locate(text, mark(TEXT, "About 38,000 people were told to leave.")) is None

    def test_a_word_or_two_are_not_guessed(self) -> None:
        assert locate("The dams.", mark(TEXT, "Kesh dam")) is None

    @pytest.mark.parametrize(
        ("text", "exact"),
        [
            ("a " * 200_000, "a " * 2_000 + "b"),
            ("ab" * 200_000, "ab" * 2_400 + "c"),
            (" " * 400_000, "a b c d"),
        ],
    )
    def test_hostile_texts_end(self, text: str, exact: str) -> None:
        locate(text, Passage(exact[:MOST_CHARS]))

    @given(st.text(max_size=300), st.integers(-5, 320), st.integers(-5, 320), st.text(max_size=60))
    def test_what_is_described_is_found_in_the_same_and_in_a_longer_text(
        self, text: str, start: int, end: int, more: str
    ) -> None:
        passage = describe(text, (start, end))
        if passage is None:
            return
        assert text[passage.start : passage.end] == passage.exact == passage.exact.strip()
        for now in (text, more + text):
            found = locate(now, passage)
            assert found is not None
            assert "".join(now[found.start : found.end].split()) == "".join(passage.exact.split())

    @given(st.text(max_size=400), st.text(max_size=80), st.text(max_size=40), st.integers(0, 500))
    def test_whatever_is_asked_the_answer_lies_in_the_text(
        self, text: str, exact: str, around: str, start: int
    ) -> None:
        found = locate(text, Passage(exact, around, around, start, start + len(exact)))
        assert found is None or 0 <= found.start < found.end <= len(text)


@given(
    st.tuples(st.integers(0, 50), st.integers(0, 50)),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_pieces_make_up_the_span(span: tuple[int, int], marked: list[tuple[int, int]]) -> None:
    if span[0] > span[1]:
        return
    found = pieces(span, marked)
    assert [place for start, end, _ in found for place in range(start, end)] == list(range(*span))
    for start, end, is_marked in found:
        for place in range(start, end):
            assert is_marked == any(first <= place < last for first, last in marked)


def test_sentences_that_follow_one_another_are_one_passage() -> None:
    spans = [(0, 5), (6, 10), (11, 20), (21, 30)]
    assert together(spans, [3, 0, 1, 1, 9, -1]) == [(0, 10), (21, 30)]
    long = [(0, MOST_CHARS), (MOST_CHARS + 1, MOST_CHARS + 9)]
    assert together(long, [0, 1]) == long
    assert together([], [0]) == []


def test_an_annotation_has_both_selectors_of_the_w3c() -> None:
    at = datetime(2026, 11, 27, tzinfo=UTC)
    made = as_annotation(Passage("b", "a", "c", 1, 2), "Why?", "https://news.example/a", at)
    assert [one["type"] for one in made["target"]["selector"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]
    assert made["target"]["selector"][0] == {
        "type": "TextQuoteSelector", "exact": "b", "prefix": "a", "suffix": "c",
    }  # fmt: skip
    assert made["body"]["value"] == "Why?"
    assert "body" not in as_annotation(Passage("b"), "", "x", at)


# --- pages ------------------------------------------------------------------------------------------------


def a_saved(
    text: str = TEXT, email: str = "mara@example.org", rights: str = "whole"
) -> tuple[Saved, Article]:
    article = make_article(make_publisher(rights=rights), text=text, title="Dam", language="en")
    return saving.save(make_reader(email), "article", article.public_id, "Dam", timezone.now()), article


@pytest.mark.django_db
class TestPages:
    def test_sentences_are_chosen_marked_noted_and_taken_out_without_script(self) -> None:
        saved, article = a_saved()
        client = signed_in(saved.reader)
        path = f"/saved/{saved.pk}/highlights"
        page = client.get(path).content.decode()
        assert page.count('name="sentence"') == 6
        sent = {"version": article.content_hash, "sentence": ["0", "1", "5"], "note": "Ask <b>Ines</b>"}
        assert client.post(path, sent).status_code == 302
        rows = list(Highlight.objects.values_list("exact", flat=True))
        assert rows == [TEXT.split("\n")[0], "Nobody was hurt."]
        page = client.get(path).content.decode()
        assert "Ask &lt;b&gt;Ines&lt;/b&gt;" in page
        assert "<mark>Engineers found a crack" in page
        saved_page = client.get("/saved").content.decode()
        assert "Engineers found a crack" in saved_page
        assert "Highlights (2)" in saved_page
        row = Highlight.objects.first()
        assert row is not None
        client.post(path, {"highlight": row.pk, "note": "Another", "action": "note"})
        row.refresh_from_db()
        assert row.note == "Another"
        client.post(path, {"highlight": row.pk, "action": "remove"})
        assert Highlight.objects.count() == 1

    def test_an_article_edited_meanwhile_is_shown_anew_and_nothing_is_marked(self) -> None:
        saved, _ = a_saved()
        answer = signed_in(saved.reader).post(
            f"/saved/{saved.pk}/highlights", {"version": "other", "sentence": ["0"]}
        )
        assert answer.status_code == 422
        assert "edited meanwhile" in answer.content.decode()
        assert not Highlight.objects.exists()

    def test_a_mark_says_that_its_words_changed_or_are_gone(self) -> None:
        saved, article = a_saved()
        highlighting.mark(saved, TEXT, [(51, 90), (91, 133)], "", timezone.now())
        Article.objects.filter(pk=article.pk).update(text=TEXT.replace("38,000", "41,000"))
        client = signed_in(saved.reader)
        page = client.get(f"/saved/{saved.pk}/highlights").content.decode()
        assert "Its words were changed since." in page
        Article.objects.filter(pk=article.pk).update(text="Nothing of it.")
        page = client.get(f"/saved/{saved.pk}/highlights").content.decode()
        assert page.count("It is not in the article any more.") == 2
        article.delete()
        assert client.get(f"/saved/{saved.pk}/highlights").status_code == 200
        assert client.get("/saved").status_code == 200

    def test_a_selection_saves_the_article_and_is_marked_in_it(self) -> None:
        article = make_article(make_publisher(rights="whole"), text=TEXT, title="Dam")
        client = signed_in(make_reader())
        sent = {
            "key": article.public_id, "exact": "told to leave.\n\n“We are buying hours", "note": "Here",
            "next": "/latest",
        }  # fmt: skip
        assert client.post("/saved/highlight", sent).headers["Location"] == "/latest#highlights"
        row = Highlight.objects.get()
        assert row.exact == "told to leave.\n“We are buying hours"
        assert Saved.objects.get().key == article.public_id
        page = client.get(f"/article/{article.public_id}", follow=True).content.decode()
        assert "What you marked" in page
        assert ">Here<" in page
        sent["exact"] = "Words that nobody wrote in this article"
        Saved.objects.all().delete()
        assert client.post("/saved/highlight", sent).headers["Location"] == "/latest#not-marked"
        assert not Saved.objects.exists()
        assert client.post("/saved/highlight", {"key": "none"}).status_code == 404

    def test_no_more_of_an_article_can_be_marked_than_may_be_shown(self) -> None:
        text = "The first sentence is short and says something. " + "Secret words follow here. " * 60
        saved, article = a_saved(text, rights="excerpt")
        assert Publisher.objects.get().rights == "excerpt"
        client = signed_in(saved.reader)
        page = client.get(f"/saved/{saved.pk}/highlights").content.decode()
        assert page.count("Secret words") < 30
        end = text[-120:-60].strip()
        client.post("/saved/highlight", {"key": article.public_id, "exact": f"{end} x"})
        assert not Highlight.objects.exists()

    def test_nobody_sees_or_changes_anothers(self) -> None:
        saved, article = a_saved()
        row = highlighting.mark(saved, TEXT, [(0, 20)], "My note", timezone.now())[0]
        other_saved, _ = a_saved(email="idris@example.org")
        other = signed_in(other_saved.reader)
        path = f"/saved/{saved.pk}/highlights"
        assert other.get(path).status_code == 404
        for sent in ({"sentence": "1"}, {"highlight": row.pk, "action": "remove"}):
            assert other.post(path, sent).status_code == 404
        mine = f"/saved/{other_saved.pk}/highlights"
        assert other.post(mine, {"highlight": row.pk, "action": "remove"}).status_code == 404
        page = other.get(f"/article/{article.public_id}", follow=True).content.decode()
        assert "My note" not in page
        assert Highlight.objects.count() == 1

    @pytest.mark.parametrize("hostile", ["", "-1", "9" * 40, "x", "１", "\0"])
    def test_hostile_values_change_nothing(self, hostile: str) -> None:
        saved, article = a_saved()
        client = signed_in(saved.reader)
        path = f"/saved/{saved.pk}/highlights"
        for sent in (
            {"version": article.content_hash, "sentence": hostile},
            {"highlight": hostile, "action": "remove"},
        ):
            assert client.post(path, sent).status_code in (404, 422)
        client.post("/saved/highlight", {"key": hostile, "exact": hostile})
        client.post("/saved/highlight", {"key": article.public_id, "exact": hostile})
        assert not Highlight.objects.exists()

    def test_so_many_of_one_article_and_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(highlighting, "MOST_HIGHLIGHTS", 2)
        saved, article = a_saved()
        client = signed_in(saved.reader)
        sent = {"version": article.content_hash, "sentence": ["0", "2", "4"]}
        assert client.post(f"/saved/{saved.pk}/highlights", sent).status_code == 422
        assert not Highlight.objects.exists()

    def test_they_are_in_what_can_be_taken_away(self) -> None:
        saved, article = a_saved()
        highlighting.mark(saved, TEXT, [(0, 20)], "My note", timezone.now())
        data = json.loads(signed_in(saved.reader).get("/account/data.json").content)
        annotation = data["saved"][0]["highlights"][0]
        assert annotation["type"] == "Annotation"
        assert annotation["body"]["value"] == "My note"
        assert annotation["target"]["source"].endswith(f"/article/{article.public_id}")


def test_edits_at_random_places_elsewhere_leave_each_sentence_findable() -> None:
    words = TEXT.split()
    chance = random.Random(7)
    found: Callable[[str, Passage], object] = locate
    for _ in range(200):
        sentence = chance.choice([one for line in TEXT.splitlines() for one in line.split(". ")])
        passage = mark(TEXT, sentence)
        edited = " ".join([*chance.sample(words, 5), TEXT, *chance.sample(words, 5)])
        assert found(edited, passage) is not None
