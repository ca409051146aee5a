"""The open window: what is loaded at once is what was put one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from broadsheet.group import columns, terms
from broadsheet.group.background import background
from broadsheet.group.centre import Centre
from broadsheet.group.window import Window
from tests.group.made import report, stream


def empty() -> Window:
    return Window(Centre(20, 15, background()))


@pytest.mark.parametrize("piece", [1, 7, 500, 5_000])
def test_what_is_loaded_in_pieces_is_what_was_put_one_by_one(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_PIECE", piece)
    articles = stream(3_000, 40)
    loaded, put = empty(), empty()
    for article in articles:
        put.put(article)
        put.join(article.id, 1 + article.id % 40)
    for found in columns.in_columns((article, 1 + article.id % 40) for article in articles):
        loaded.load(found)
    assert loaded.stories == put.stories
    assert loaded.story_of == put.story_of
    ids = [article.id for article in articles]
    one, other = loaded.rows(ids), put.rows(ids)
    for of in (Window.vectors, Window.signatures, Window.cognates, Window.times):
        np.testing.assert_array_equal(of(loaded, one), of(put, other))
    for mine, theirs in zip(loaded.terms(one), put.terms(other), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(loaded.both_texts(one, one[:50]), put.both_texts(other, other[:50]))


def test_a_story_of_which_articles_have_closed_is_loaded_with_all_it_had() -> None:
    (found,) = columns.in_columns([(report(8, 1, hours=3), 5), (report(9, 1, hours=4), 5)])
    early = found.at - 86_400
    window = empty()
    window.load(replace(found, first=early, articles=np.array([6, 6])))
    story = window.stories[5]
    assert (story.articles, story.members) == (6, [8, 9])
    assert (story.first, story.last) == (early[0], found.at[1])


def test_terms_as_they_are_stored_are_the_same_terms() -> None:
    found = (("qeshm", 1.5), ("iran", 0.25))
    packed = terms.to_bytes(found)
    assert terms.is_packed(packed)
    assert not terms.is_packed(b"\x92" + packed[1:])
    window = empty()
    for number, given in enumerate((found, packed), 1):
        window.put(report(number, 1, terms=given))
    hashes, weights = window.terms(window.rows([1, 2]))
    np.testing.assert_array_equal(hashes[0], hashes[1])
    np.testing.assert_array_equal(weights[0], weights[1])
    assert (hashes[0] > 0).sum() == 2


def test_cognates_are_stored_with_the_terms_and_what_was_stored_before_has_none() -> None:
    packed = terms.to_bytes((("qeshm", 1.5),), ("#earthquake", "nksm", "d5.9"))
    hashes, weights, cognates = terms.from_bytes([packed])
    assert (cognates[0] > 0).sum() == 3
    before = b"\x01" + packed[1 : terms._BEFORE.itemsize]
    assert not terms.is_packed(before)
    renewed = terms.renewed(before)
    assert renewed is not None
    assert terms.is_packed(renewed)
    old_hashes, old_weights, none = terms.from_bytes([renewed])
    np.testing.assert_array_equal(old_hashes, hashes)
    np.testing.assert_array_equal(old_weights, weights)
    assert not none.any()
    assert terms.renewed(b"\x92" + packed[1:]) is None
    assert terms.renewed(b"") is None
    window = empty()
    window.put(report(1, 1, terms=packed))
    window.put(report(2, 1, terms=(("qeshm", 1.5),), cognates=("#earthquake", "nksm", "d5.9")))
    given = window.cognates(window.rows([1, 2]))
    np.testing.assert_array_equal(given[0], cognates[0])
    np.testing.assert_array_equal(given[1], cognates[0])
