"""Terms and signatures, by which articles are compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.understand.signature import SIZE, signature
from broadsheet.understand.terms import KEPT, article_terms, fold_term

TEXT = "A quake of magnitude 5.9 hit southern Iran. The quake was felt on Qeshm Island, officials said."


def test_names_and_numbers_weigh_more_than_other_words() -> None:
    terms = dict(article_terms("", TEXT, "en"))
    assert min(terms["qeshm"], terms["iran"], terms["5.9"]) > max(terms["officials"], terms["southern"])


def test_a_word_at_the_head_of_a_sentence_is_no_name() -> None:
    terms = dict(article_terms("", "Officials met. Officials talked about Qeshm.", "en"))
    assert terms["officials"] < terms["qeshm"]


def test_a_name_meets_itself_in_other_letters() -> None:
    assert fold_term("Путин") == fold_term("Putin")
    assert fold_term("Αθήνα") == "athina"
    assert fold_term("Łukasz") == fold_term("LUKASZ")
    assert fold_term("Doncic's") == fold_term("Dončić")


@given(st.text(), st.text(), st.sampled_from(["en", "ja", "ar", ""]))
def test_any_text_gives_bounded_positive_terms(title: str, text: str, language: str) -> None:
    terms = article_terms(title, text, language)
    assert len(terms) <= KEPT
    assert all(term and weight > 0 for term, weight in terms)
    assert len({term for term, _ in terms}) == len(terms)


def test_a_signature_tells_near_copies_and_needs_enough_text() -> None:
    words = [f"word{number}" for number in range(300)]
    text, copy, other = " ".join(words), " ".join(words[:290]), " ".join(words[::-1])
    first = signature(text)
    assert len(first) == SIZE * 4
    assert signature(text.upper().replace(" ", ", ")) == first
    equal = [_equal(first, signature(version)) for version in (copy, other)]
    assert equal[0] > 0.8
    assert equal[1] < 0.2
    assert signature(" ".join(words[:10])) == b""


def test_scripts_without_spaces_have_signatures() -> None:
    text = "東京で開かれた会議で、各国の代表は新しい条約について話し合い、来年の春までに結論を出す。"
    assert signature(text) != b""
    assert _equal(signature(text), signature(text + "写真は会議の様子。")) > 0.6


def _equal(one: bytes, other: bytes) -> float:
    pairs = [one[at : at + 4] == other[at : at + 4] for at in range(0, len(one), 4)]
    return sum(pairs) / len(pairs)


@given(st.text(max_size=400))
def test_any_text_has_a_whole_signature_or_none(text: str) -> None:
    assert len(signature(text)) in (0, SIZE * 4)
