"""Every error can be told to a person, stored by its code, and sent between processes."""

from __future__ import annotations

import pickle

import pytest

import broadsheet.pool  # noqa: F401 (its WorkerLost is one of them)
from broadsheet.errors import AddressRefused, BroadsheetError, StatusError


def kinds(kind: type[BroadsheetError] = BroadsheetError) -> list[type[BroadsheetError]]:
    below = [found for child in kind.__subclasses__() for found in kinds(child)]
    return list(dict.fromkeys([kind, *below]))


def make(kind: type[BroadsheetError]) -> BroadsheetError:
    more = {"status": 503, "retry_after_s": 120.0} if issubclass(kind, StatusError) else {}
    return kind("It did not work.", subject="https://a.example/", advice="Try again.", **more)  # type: ignore[arg-type]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in kinds()]
    assert sorted(codes) == sorted(set(codes))
    assert all("code" in vars(kind) and len(kind.code) <= 40 for kind in kinds())


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_error_says_in_one_sentence_what_it_is(kind: type[BroadsheetError]) -> None:
    assert kind.__doc__ is not None
    sentence = kind.__doc__.strip().splitlines()[0]
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_without_a_message_it_says_what_it_is() -> None:
    error = AddressRefused(subject="ftp")
    assert str(error) == (
        "ftp: The address is not one that Broadsheet may ask (private, local, or not http/https)."
    )


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_errors_come_through_between_processes_whole(kind: type[BroadsheetError]) -> None:
    error = make(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error) == "https://a.example/: It did not work. Try again."
    assert vars(again) == vars(error)
