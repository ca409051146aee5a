"""What alerts cost: many readers, each following many things that alert, and stories that change.

    python benchmarks/alerts.py --readers 10000 --stories 100

In a database of its own (SQLite, thrown away). Each reader follows 50 things, common ones more often; stories
and hashtags alert, as they do at first; half of the readers have a browser. Each story has one or two of a
thousand hashtags. Then the steps of the plan, each over all that is to do: a round in which nothing changed,
stories to alerts, the same once more, alerts to messages (of 500 readers), and messages as they go to
browsers (encrypted and signed, not sent). One thread: the one that writes.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests make its stories

_ALERTING = ("story", "hashtag")
_EACH = {"hashtag": 30, "publisher": 12, "category": 2, "country": 3, "story": 3}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--readers", type=int, default=10_000)
    options.add_argument("--stories", type=int, default=100)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "BROADSHEET_DATA_DIR": folder,
            "BROADSHEET_ACCOUNTS": "invited",
            "DJANGO_SETTINGS_MODULE": "broadsheet.settings",
        }
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        random.seed(1)
        keys = make_stories(chosen.stories)
        make_readers(chosen.readers, keys)
        measure()


def make_stories(count: int) -> dict[str, list[str]]:
    """Stories of five reports each; what can be followed of them, the commonest first."""
    from django.db import transaction
    from tests.factories import NOW, make_article, make_publisher
    from tests.stories import add_hashtag, make_story

    from broadsheet.categories import CATEGORIES

    countries = ["NZ", "PE", "DE", "EG", "IN", "FR", "BR", "KE", "JP", "CA"]
    publishers = [make_publisher(country=countries[number % 10]) for number in range(100)]
    tags = [f"tag-{number}" for number in range(1000)]
    categories = list(CATEGORIES)
    stories: list[str] = []
    with transaction.atomic():
        for number in range(count):
            articles = [
                make_article(
                    publisher,
                    published_at=NOW - timedelta(minutes=7 * place),
                    category=categories[number % 5],
                )
                for place, publisher in enumerate(random.sample(publishers, 5))
            ]
            for tag in set(random.choices(tags, k=2)):
                add_hashtag(articles[0], tag)
            stories.append(make_story(*articles, opened_at=NOW).public_id)
    return {
        "hashtag": tags,
        "publisher": [one.key for one in publishers],
        "category": categories,
        "country": [code.lower() for code in countries],
        "story": stories,
    }


def make_readers(count: int, keys: dict[str, list[str]]) -> None:
    """Readers with what they follow, half of them with a browser."""
    from tests.factories import NOW
    from tests.readers.push_service import Browser

    from broadsheet.readers.models import AlertSettings, Follow, PushDevice, Reader

    before = NOW - timedelta(days=1)
    readers = Reader.objects.bulk_create(
        [Reader(email=f"reader-{number}@example.org", password="!") for number in range(count)],
        batch_size=1000,
    )
    browser = Browser().subscription("https://push.example")
    for start in range(0, count, 500):
        part = readers[start : start + 500]
        Follow.objects.bulk_create(
            Follow(
                reader=reader,
                kind=kind,
                key=key,
                label=key,
                made_at=before,
                alerts_at=before if kind in _ALERTING else None,
            )
            for reader in part
            for kind, number in _EACH.items()
            for key in some(keys[kind], number)
        )
        AlertSettings.objects.bulk_create(
            AlertSettings(reader=reader, since=before if reader.pk % 2 else None) for reader in part
        )
        PushDevice.objects.bulk_create(
            PushDevice(
                reader=reader, name="x", made_at=before, endpoint_hash=f"{reader.pk}",
                **browser | {"endpoint": f"https://push.example/{reader.pk}"},
            )
            for reader in part
            if reader.pk % 2
        )  # fmt: skip
    print(
        f"{count:,} readers follow {Follow.objects.count():,} things; {PushDevice.objects.count():,} browsers"
    )


def some(keys: list[str], number: int) -> list[str]:
    """Keys, the first ones more often: the nth with a chance as 1 / n (Zipf)."""
    weights = [1 / place for place in range(1, len(keys) + 1)]
    found: dict[str, None] = {}
    while len(found) < min(number, len(keys)):
        found |= dict.fromkeys(random.choices(keys, weights=weights, k=number))
    return list(found)[:number]


def measure() -> None:
    """Prints the times."""
    from tests.factories import NOW

    from broadsheet.read.alerting import matching, messages, outgoing
    from broadsheet.readers.models import Alert, Delivery

    def timed(name: str, function: Callable[[], Any], count: Callable[[Any], int], unit: str) -> Any:
        start, busy = time.perf_counter(), time.process_time()
        result = function()
        took, spent = time.perf_counter() - start, time.process_time() - busy
        number = max(count(result), 1)
        each = f"{took / number * 1000:.2f} ms each"
        print(f"{name}: {number:,} {unit}, {took:.2f} s ({spent:.2f} s of processor), {each}")
        return result

    ids = [pk for pk, _ in matching.changed_stories(NOW - timedelta(days=1), NOW)]

    def match() -> None:
        for start in range(0, len(ids), matching.AT_ONCE):
            matching.match_stories(ids[start : start + matching.AT_ONCE], NOW)

    def decide() -> int:
        done = 0
        while done < 500 and (number := messages.make_messages(NOW)):
            done += number
        return done

    def take() -> list[Any]:
        return [
            outgoing.request_of(one, NOW)
            for _ in range(10)
            for one in outgoing.take_deliveries(NOW, 32)
            if one.to is not None
        ]

    timed("nothing changed", lambda: matching.changed_stories(NOW, NOW), len, "stories")
    timed("stories to alerts", match, lambda _: len(ids), "stories")
    print(f"  {Alert.objects.count():,} alerts")
    timed("the same again", match, lambda _: len(ids), "stories")
    timed("alerts to messages", decide, int, "readers")
    print(f"  {Delivery.objects.count():,} messages to browsers")
    timed("messages made ready", take, len, "messages")


if __name__ == "__main__":
    main()
