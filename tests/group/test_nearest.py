from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from broadsheet.group import nearest_cells
from broadsheet.group.exact import Exact
from broadsheet.group.nearest import ROOM, Nearest
from broadsheet.group.nearest_cells import Packed, partition

SIZE = 48
Matrix = NDArray[np.float32]


def news(count: int, seed: int = 1, size: int = SIZE) -> Matrix:
    """Vectors that lie as reports do: some of one event, many alone."""
    chance = np.random.default_rng(seed)
    events = chance.standard_normal((max(1, count // 2), size))
    vectors = events[chance.integers(0, len(events), count)] + 0.5 * chance.standard_normal((count, size))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def filled(vectors: Matrix, **options: int) -> Nearest:
    nearest = Nearest(**options)
    for key, vector in enumerate(vectors):
        nearest.add(key, vector)
    return nearest


def share_found(nearest: Nearest, vectors: Matrix, keys: list[int], queries: Matrix) -> float:
    """Of the ten truly nearest, how many are among the ten that were found."""
    right = 0
    for query in queries:
        best = np.argsort(-(vectors @ query))[:10]
        right += len({keys[row] for row in best} & set(nearest.search(query, 10)[0]))
    return right / (10 * len(queries))


def test_nothing_is_found_where_nothing_is() -> None:
    keys, cosines = Nearest().search(news(1)[0], 5)
    assert keys == []
    assert cosines.shape == (0,)


def test_the_nearest_come_first_with_their_cosines() -> None:
    vectors = news(3_000)
    nearest = filled(vectors)
    keys, cosines = nearest.search(vectors[7], 20)
    assert keys[0] == 7
    assert list(cosines) == sorted(cosines, reverse=True)
    np.testing.assert_allclose(cosines, vectors[keys] @ vectors[7], atol=0.01)


def test_of_two_alike_the_older_comes_first() -> None:
    vector = news(1)[0]
    nearest = Nearest()
    for key in (9, 4, 7):
        nearest.add(key, vector)
    assert nearest.search(vector, 3)[0] == [4, 7, 9]


def test_all_is_seen_while_the_budget_allows() -> None:
    vectors = news(6_000)
    assert share_found(filled(vectors), vectors, list(range(6_000)), news(50, seed=2)) >= 0.98


def test_a_small_budget_still_finds_reports_of_one_event() -> None:
    vectors = news(12_000)
    nearest = filled(vectors, budget=3_000)
    found = [nearest.search(vector, 3)[0] for vector in vectors[:200]]
    assert sum(key in keys for key, keys in enumerate(found)) >= 196
    assert share_found(nearest, vectors, list(range(12_000)), vectors[:100]) >= 0.7


def test_a_removed_key_is_not_found_again_and_the_rest_is() -> None:
    vectors = news(4_000)
    nearest = filled(vectors)
    for key in range(3_800):
        nearest.remove(key)
    nearest.remove(17)
    nearest.remove(1_000_000)
    assert len(nearest) == 200
    assert sorted(nearest.search(vectors[0], 4_000)[0]) == list(range(3_800, 4_000))


def test_a_known_key_gets_the_new_vector() -> None:
    vectors = news(2_000)
    nearest = filled(vectors)
    nearest.add(5, vectors[1_999])
    assert len(nearest) == 2_000
    assert nearest.search(vectors[1_999], 2)[0] == [5, 1_999]


def test_what_is_loaded_is_found_as_what_was_added() -> None:
    vectors = news(6_000)
    keys = np.arange(6_000, dtype=np.int64) * 3
    nearest = filled(news(50, seed=9))
    nearest.load(keys, vectors.astype(np.float16))
    assert len(nearest) == 6_000
    assert share_found(nearest, vectors, keys.tolist(), news(50, seed=2)) >= 0.98
    nearest.remove(3)
    nearest.add(1, vectors[1])
    assert nearest.search(vectors[1], 1)[0] == [1]


@pytest.mark.parametrize("count", [0, 1, 47, ROOM, ROOM + 1])
def test_loading_any_number_keeps_every_one(count: int) -> None:
    nearest = Nearest()
    nearest.load(np.arange(count, dtype=np.int64), news(count) if count else np.zeros((0, SIZE), np.float32))
    assert len(nearest) == count
    assert sorted(nearest.search(news(1)[0], 1_000)[0]) == list(range(count))


@pytest.mark.parametrize("loaded", [True, False])
def test_a_thousand_copies_of_one_text_are_no_trouble(loaded: bool) -> None:
    vectors = np.repeat(news(1), 3 * ROOM, axis=0)
    nearest = Nearest() if loaded else filled(vectors)
    if loaded:
        nearest.load(np.arange(3 * ROOM, dtype=np.int64), vectors)
    assert sorted(nearest.search(vectors[0], 3 * ROOM)[0]) == list(range(3 * ROOM))


def test_parts_hold_every_row_once_and_fit_a_cell() -> None:
    parts = partition(Packed.of(news(10_000)), ROOM, np.random.default_rng(1))
    assert sorted(np.concatenate(parts).tolist()) == list(range(10_000))
    assert max(len(part) for part in parts) <= ROOM


def test_parts_are_the_same_on_all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = Packed.of(news(10_000))
    alone = partition(vectors, 64, np.random.default_rng(1))
    monkeypatch.setattr(nearest_cells, "_MANY", 1)
    beside = partition(vectors, 64, np.random.default_rng(1))
    assert len(alone) > 100
    assert list(map(list, alone)) == list(map(list, beside))


def test_what_was_gathered_in_pieces_is_all_that_is_found() -> None:
    vectors = news(3_000)
    for search in (Nearest(), Exact()):
        search.add(5_000, vectors[0])
        for rows in np.array_split(np.arange(3_000), 7):
            search.gather(2 * rows, vectors[rows])
        search.arrange()
        assert sorted(search.search(vectors[0], 4_000)[0]) == list(range(0, 6_000, 2))
        assert search.search(vectors[1_234], 1)[0] == [2_468]
        search.arrange()
        assert search.search(vectors[0], 1)[0] == []


def test_a_window_that_moves_on_keeps_its_cells_in_use() -> None:
    vectors = news(9_000)
    nearest = Nearest()
    for key, vector in enumerate(vectors):
        nearest.add(key, vector)
        if key >= 2_000:
            nearest.remove(key - 2_000)
    assert len(nearest) == 2_000
    kept = list(range(7_000, 9_000))
    assert share_found(nearest, vectors[kept], kept, news(50, seed=2)) >= 0.98


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 300)), max_size=400), st.integers(1, 40))
def test_any_order_of_adding_and_removing_gives_what_looking_at_all_gives(
    steps: list[tuple[bool, int]], k: int
) -> None:
    vectors = news(301, size=8)
    nearest, exact = Nearest(), Exact()
    for adds, key in steps:
        for search in (nearest, exact):
            search.add(key, vectors[key]) if adds else search.remove(key)
    keys, cosines = nearest.search(vectors[0], k)
    _, wanted = exact.search(vectors[0], k)
    assert len(set(keys)) == len(keys) == len(wanted)
    np.testing.assert_allclose(cosines, wanted, atol=0.02)
