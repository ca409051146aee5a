"""What a database does not take is told as such, on each of them, and nothing of the batch is stored."""

from __future__ import annotations

import pytest

from broadsheet.errors import DataRefused
from broadsheet.store.models import Entry
from broadsheet.store.polling import record_polls
from tests.store.test_polling import entry, make_feed, poll

pytestmark = pytest.mark.django_db


def test_a_lone_surrogate_is_refused_and_the_batch_with_it() -> None:
    one, two = make_feed("https://a.example/1"), make_feed("https://a.example/2")
    with pytest.raises(DataRefused):
        record_polls([poll(one, entry("1")), poll(two, entry("2", title="\ud800"))])
    assert Entry.objects.count() == 0
    record_polls([poll(one, entry("1"))])
    assert Entry.objects.count() == 1
