"""The decisions by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.group import decide
from broadsheet.group.copies import equal_share, unpack
from broadsheet.group.exact import Exact
from broadsheet.group.settings import DEFAULT
from broadsheet.group.terms import KEPT, TermWeights, pack


def test_rare_words_count_only_between_two_texts() -> None:
    cosines, shared = np.array([0.5, 0.5], np.float32), np.array([0.1, 0.1], np.float32)
    text, one_language = np.array([True, False]), np.array([True, True])
    none = np.zeros(2, np.float32)
    scores = decide.similarities(cosines, shared, none, text, one_language, none, DEFAULT)
    assert scores == pytest.approx([0.5 - 0.4 * DEFAULT.term_share, 0.5])


def test_texts_in_two_languages_are_alike_by_vectors_and_cognates_whatever_their_words() -> None:
    cosines, no_words = np.full(3, 0.4, np.float32), np.zeros(3, np.float32)
    cognates = np.array([0.5, 0.0, 0.5], np.float32)
    text, one_language = np.array([True, True, False]), np.array([False, False, False])
    scores = decide.similarities(cosines, no_words, cognates, text, one_language, no_words, DEFAULT)
    without = 0.4 - DEFAULT.across
    # A headline has too few of them to say anything: of two headlines the vectors decide.
    assert scores == pytest.approx([without + 0.5 * DEFAULT.cognates, without, 0.4])
    assert without < DEFAULT.join < scores[0]


def test_a_story_is_scored_by_its_most_similar_reports() -> None:
    scores = decide.story_scores(np.array([0.9, 0.1, 0.7, 0.2], np.float32), [1, 1, 1, 2], 2)
    assert scores[1] == (pytest.approx(0.8), 3)
    assert scores[2] == (pytest.approx(0.2), 1)


def test_the_most_similar_story_is_joined_and_of_two_alike_the_older() -> None:
    choice = decide.choose({7: (0.5, 3), 4: (0.5, 1), 9: (0.4, 9)}, None, DEFAULT)
    assert choice.story == 4
    assert "only report" in choice.reason


def test_more_is_asked_of_texts_in_one_language() -> None:
    between = (DEFAULT.join + DEFAULT.join_texts) / 2
    assert decide.choose({7: (between, 3)}, None, DEFAULT).story == 7
    choice = decide.choose({7: (between, 3)}, None, DEFAULT, {7})
    assert choice.story is None
    assert f"{DEFAULT.join_texts:.2f} is needed" in choice.reason
    # Of two stories the one that is further above what is asked of it.
    assert decide.choose({7: (between + 0.01, 3), 4: (between, 3)}, None, DEFAULT, {7}).story == 4


def test_a_story_is_compared_as_texts_if_half_of_its_reports_can_be() -> None:
    comparable = np.array([True, False, True, False, False])
    assert decide.mostly(comparable, [1, 1, 2, 3, 3]) == {1, 2}


def test_a_copy_goes_with_its_original_whatever_the_scores() -> None:
    copy = decide.find_copy(np.array([0.8, 0.9, 0.9], np.float32), [1, 3, 2], [1, 3, 2], DEFAULT.copy)
    assert copy == decide.Copy(2, 2, pytest.approx(0.9))
    assert decide.choose({5: (0.9, 1)}, copy, DEFAULT).story == 2


def test_no_signature_is_a_copy_of_nothing() -> None:
    none = unpack(b"")
    assert equal_share(none, np.stack([none, none])).tolist() == [0, 0]


def test_what_everybody_says_does_not_make_two_articles_alike() -> None:
    weights = TermWeights()
    for number in range(200):
        weights.add(pack((("said", 1.0), (f"name{number % 50}", 1.0)))[0])
    one, same, other = (pack((("said", 1.0), (name, 1.0))) for name in ("name1", "name1", "name2"))
    alike = weights.similarity(
        one[0][None], one[1][None], np.stack([same[0], other[0]]), np.stack([same[1], other[1]])
    )
    assert alike[0] == pytest.approx([1.0, 0.0], abs=0.05)


def test_counts_of_terms_come_back() -> None:
    weights, again = TermWeights(), TermWeights()
    hashes = pack((("qeshm", 1.0), ("iran", 1.0)))[0]
    weights.add(hashes)
    again.restore(weights.statistics())
    assert again.rarity(hashes).tolist() == weights.rarity(hashes).tolist()


def test_the_exact_search_finds_what_is_there_and_not_what_was_removed() -> None:
    search = Exact()
    vectors = np.random.default_rng(1).normal(size=(500, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for key, vector in enumerate(vectors):
        search.add(key, vector)
    for key in range(0, 500, 2):
        search.remove(key)
    left = np.arange(1, 500, 2)
    expected = left[np.argsort(-(vectors[left] @ vectors[3]))][:10]
    keys, cosines = search.search(vectors[3], 10)
    assert keys == expected.tolist()
    assert cosines == pytest.approx(vectors[expected] @ vectors[3], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), max_size=6), min_size=3, max_size=9), st.booleans())
def test_shared_terms_are_the_cosine_of_weighted_vectors(articles: list[list[int]], crowded: bool) -> None:
    """Whatever is shared, and also where different terms share a bucket of the counts."""
    weights = TermWeights()
    step = (1 << 20) if crowded else 7_919
    hashes = np.zeros((len(articles), KEPT), np.uint32)
    for row, words in enumerate(articles):
        hashes[row, : len(set(words))] = [1 + word * step for word in sorted(set(words))]
    weights.add(hashes)
    given_weights = np.where(hashes > 0, 1 + hashes % 3, 0).astype(np.float32)
    dense = np.zeros((len(articles), 41))
    for row, column in zip(*np.nonzero(hashes), strict=True):
        word = (int(hashes[row, column]) - 1) // step
        dense[row, word] = given_weights[row, column] * weights.rarity(hashes[row, column : column + 1])[0]
    lengths = np.maximum(np.linalg.norm(dense, axis=1), 1e-9)
    wanted = (dense @ dense.T / np.outer(lengths, lengths))[:2, 2:]
    found = weights.similarity(hashes[:2], given_weights[:2], hashes[2:], given_weights[2:])
    np.testing.assert_allclose(found, wanted, atol=1e-5)
