"""For you at scale: many readers, each following many things, over many articles.

    python benchmarks/for_you.py --folder FOLDER --readers 10000

FOLDER holds a filled database (benchmarks/pages.py --folder makes one), in which readers are made once.
Each follows 50 things: hashtags, publishers, categories, countries, stories, a person and a search, the
common ones more often (Zipf). Then readers in random order open "for you": the whole page through Django
(session, queries, template), and the ranking alone. "cold": nothing remembered of any thing followed;
"warm": as the readers before left it. The time of the page is that of the latest
article, so that there is something new.
The aim is 50 ms at the 99th percentile.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

AIM_P99_MS = 50
_EACH = {"hashtag": 22, "publisher": 14, "category": 3, "country": 4, "story": 5, "person": 1, "search": 1}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--readers", type=int, default=10_000)
    options.add_argument("--requests", type=int, default=1000)
    chosen = options.parse_args()
    os.environ |= {
        "BROADSHEET_DATA_DIR": str(chosen.folder),
        "BROADSHEET_ACCOUNTS": "invited",
        "DJANGO_SETTINGS_MODULE": "broadsheet.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    random.seed(1)
    make_readers(chosen.readers)
    measure(chosen.requests)


def make_readers(count: int) -> None:
    """As many readers as are missing, with what they follow."""
    from django.utils import timezone

    from broadsheet.categories import CATEGORIES
    from broadsheet.readers.models import Follow, Reader
    from broadsheet.store.models import Hashtag, Publisher, SearchWord, Story

    now = timezone.now()
    stories = Story.objects.standing().order_by("-last_at").values_list("public_id", flat=True)[:600]
    countries = Publisher.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()
    words = list(SearchWord.objects.order_by("-articles").values_list("word", flat=True)[20:600])
    words = words or [f"word{number}" for number in range(600)]  # where nothing is indexed
    things = {
        "hashtag": list(Hashtag.objects.order_by("-articles").values_list("key", flat=True)[:1000]),
        "publisher": list(Publisher.objects.values_list("key", flat=True)),
        "category": list(CATEGORIES),
        "country": [code.lower() for code in countries],
        "story": list(stories),
        "person": [" ".join(words[number : number + 2]) for number in range(500)],
        "search": [" ".join(words[number : number + 3 : 2]) for number in range(500)],
    }
    have = Reader.objects.count()
    new = [Reader(email=f"reader-{number}@example.org", password="!") for number in range(have, count)]
    Reader.objects.bulk_create(new, batch_size=1000)
    each = {kind: min(number, len(things[kind])) for kind, number in _EACH.items()}
    each["publisher"] += sum(_EACH.values()) - sum(each.values())  # where there are few hashtags
    for start in range(0, len(new), 500):
        Follow.objects.bulk_create(
            Follow(reader=reader, kind=kind, key=key, label=key, made_at=now)
            for reader in new[start : start + 500]
            for kind, number in each.items()
            for key in some(things[kind], number)
        )
    print(f"{Reader.objects.count():,} readers follow {Follow.objects.count():,} things")


def some(keys: list[str], number: int) -> list[str]:
    """Keys, the first ones more often: the nth with a chance as 1 / n (Zipf)."""
    places = range(1, len(keys) + 1)
    found: dict[str, None] = {}
    while len(found) < min(number, len(keys)):
        found |= dict.fromkeys(random.choices(keys, weights=[1 / place for place in places], k=number))
    return list(found)[:number]


def measure(requests: int) -> None:
    """Prints the times."""
    from django.test import Client
    from django.utils import timezone

    from broadsheet.read import foryou
    from broadsheet.read.preferences import Preferences
    from broadsheet.readers.models import Reader
    from broadsheet.store.models import Article
    from broadsheet.store.search import warm_up
    from broadsheet.web.memory import settle

    latest = Article.objects.order_by("-sort_at").values_list("sort_at", flat=True).first()
    assert latest is not None
    now: datetime = min(latest + timedelta(minutes=1), timezone.now())
    ids = list(Reader.objects.order_by("pk").values_list("pk", flat=True))
    print(f"{Article.objects.count():,} articles, the latest of {latest:%Y-%m-%d}")
    warm_up()
    settle()  # as the web process does (broadsheet/web/wsgi.py)
    for name, forget in (("cold", True), ("warm", False)):
        foryou.forget_memory()
        times, spent, shown = [], [], []
        for pk in random.choices(ids, k=requests):
            reader = Reader.objects.get(pk=pk)
            if forget:
                foryou.forget_memory()
            start, busy = time.perf_counter(), time.process_time()
            shown.append(len(foryou.for_you(reader, Preferences("en"), now)))
            times.append((time.perf_counter() - start) * 1000)
            spent.append((time.process_time() - busy) * 1000)
        tell(f"ranking, {name}", times, f"{statistics.mean(shown):.1f} stories")
        tell(f"ranking, {name}, processor time", spent, "what a busy machine adds is not in it")
    pages(Client, ids, now, requests)


def pages(client_class: Any, ids: list[int], now: datetime, requests: int) -> None:
    """The whole page, signed in."""
    from broadsheet.readers.models import Reader

    times, spent = [], []
    clients = []
    server = client_class().handler
    server.load_middleware()
    for pk in random.choices(ids, k=min(requests, 300)):
        client = client_class()
        client.handler = server  # one for all, as a web process has: it takes long to make
        client.force_login(Reader.objects.get(pk=pk))
        clients.append(client)
    with mock.patch("broadsheet.read.views.foryou.timezone.now", return_value=now):
        for client in random.choices(clients, k=requests):
            start, busy = time.perf_counter(), time.process_time()
            answer = client.get("/for-you")
            times.append((time.perf_counter() - start) * 1000)
            spent.append((time.process_time() - busy) * 1000)
            assert answer.status_code == 200
    tell("the whole page", times[10:], f"{len(answer.content) / 1000:.0f} KB")
    tell("the whole page, processor time", spent[10:], "what a busy machine adds is not in it")


def tell(name: str, times: list[float], more: str) -> None:
    ordered = sorted(times)
    p99 = ordered[int(len(ordered) * 0.99)]
    verdict = "met" if p99 <= AIM_P99_MS else "MISSED"
    middle = f"shortest {ordered[0]:.1f} ms, median {statistics.median(ordered):.1f} ms"
    print(f"{name}: {middle}, 99 % {p99:.1f} ms ({verdict}), {more}")


if __name__ == "__main__":
    main()
