"""Server time of the pages: median and 99th percentile, in process, all middleware included.

    python benchmarks/pages.py --articles 100000

Fills a new SQLite database in a folder of its own (taken away afterwards, unless --folder names one: what was
filled there before is used again) and asks for each kind of page again and again, in three ways:

- cold: nothing is remembered, neither of pages nor of their parts (as in a process that has just started and
  has its templates and its own words in the reader's language);
- anew: what is remembered for seconds has run out (the page, the front page's stories, counts of the frame),
  but cards and facts whose content is unchanged are still known (`broadsheet.read.remembered`);
- remembered: the whole page.

Asks nothing of any network.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pages_data import addresses, fill, filled_folder

if TYPE_CHECKING:
    from django.test import Client

AIMS = "aims of front, story and article: 15 ms median, 50 ms p99; remembered 2 ms"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--publishers", type=int, default=300)
    options.add_argument("--requests", type=int, default=200)
    options.add_argument("--folder", type=Path, help="kept, and used again")
    options.add_argument("--fill-only", action="store_true")
    options.add_argument(
        "--reader", action="store_true", help="as a reader with an account, with and without read marks"
    )
    chosen = options.parse_args()
    with filled_folder(chosen.folder) as (folder, is_filled):
        set_up(str(folder))
        if not is_filled:
            fill(chosen.articles, chosen.publishers)
        if chosen.fill_only:
            return
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print(f"{chosen.articles:,} articles, {chosen.publishers} publishers, SQLite")
        print(f"{'':28}{'cold, ms':>18}{'made anew, ms':>18}{'remembered, ms':>18}")
        print(f"{'page':28}{'   median      p99' * 3}{'KB':>7}{'gzip KB':>9}")
        if chosen.reader:
            report_marks(addresses(), chosen.requests)
            return
        for name, paths in addresses().items():
            report(name, paths, chosen.requests)
        print(AIMS)


def set_up(folder: str) -> None:
    """Makes Django ready to use a new database in `folder`, and the process as a web server's is."""
    os.environ |= {
        "BROADSHEET_DATA_DIR": folder,
        "BROADSHEET_ACCOUNTS": "invited",
        "BROADSHEET_PAGE_CACHE_SECONDS": "3600",
        "DJANGO_SETTINGS_MODULE": "broadsheet.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    from broadsheet.web.memory import settle

    call_command("migrate", verbosity=0)
    settle()


def report(name: str, paths: Sequence[str], requests: int) -> None:
    """Prints one line: how long the server takes for a kind of page, and how large the last one is."""
    from django.core.cache import cache, caches
    from django.test import Client

    from broadsheet.read.remembered import forget_all

    client = Client(headers={"accept-language": "en", "accept-encoding": "gzip"})
    paths = [client.get(path).headers.get("Location", path) for path in paths]

    def run_out() -> None:
        cache.clear()
        caches["pages"].clear()

    def forget() -> None:
        run_out()
        forget_all()

    cold = measure(client, paths, requests, forget)
    for path in paths:
        client.get(path)
    anew = measure(client, paths, requests, run_out)
    for path in paths:
        client.get(path)
    remembered = measure(client, paths, requests, lambda: None)
    response = client.get(paths[-1])
    plain = Client(headers={"accept-language": "en"}).get(paths[-1])
    figures = "".join(f"{number:9.1f}" for number in (*cold, *anew, *remembered))
    print(
        f"{name:28}{figures}{len(plain.content) / 1024:7.0f}{len(response.content) / 1024:9.0f}", flush=True
    )


def report_marks(pages: dict[str, Sequence[str]], requests: int) -> None:
    """Prints what each page costs a reader who keeps no history, and one who read a third of all."""
    from django.core.cache import cache
    from django.test import Client
    from django.utils import timezone

    from broadsheet.readers.models import Reader, ReadMark, StoryRead
    from broadsheet.store.models import Article, Story

    clients = {}
    for keeps in (False, True):
        Reader.objects.filter(email=f"{keeps}@example.org").delete()
        reader = Reader.objects.create(email=f"{keeps}@example.org", password="!", keeps_history=keeps)
        clients[keeps] = Client(headers={"accept-language": "en", "accept-encoding": "gzip"})
        clients[keeps].force_login(reader)
    now = timezone.now()
    articles = Article.objects.order_by("-sort_at").values_list("pk", flat=True)[:60_000:3]
    ReadMark.objects.bulk_create([ReadMark(reader=reader, article_id=pk, at=now) for pk in articles], 5000)
    stories = Story.objects.standing().values_list("pk", flat=True)[:30_000:3]
    StoryRead.objects.bulk_create([StoryRead(reader=reader, story_id=pk, at=now) for pk in stories], 5000)
    print(f"{'made anew for a reader, ms':28}{'   median      p99' * 2}  marks      KB")
    for name, paths in pages.items():
        paths = [clients[True].get(path).headers.get("Location", path) for path in paths]
        figures = []
        for keeps in (False, True, False, True):  # in turns, so that a busy machine hits both alike
            client = clients[keeps]
            for path in paths:
                client.get(path)
            figures.append(measure(client, paths, requests // 2, cache.clear))
        text = clients[True].get(paths[-1]).content
        best = [min(figures[keeps], figures[keeps + 2]) for keeps in (0, 1)]
        shown = "".join(f"{number:9.1f}" for pair in best for number in pair)
        print(f"{name:28}{shown}{text.count(b'was-read'):7}{len(text) / 1024:8.0f}", flush=True)


def measure(
    client: Client, paths: Sequence[str], requests: int, before: Callable[[], None]
) -> tuple[float, float]:
    """Median and 99th percentile of the milliseconds that a page takes; `before` is called before each."""
    times = []
    for number in range(requests):
        before()
        path = paths[number % len(paths)]
        begun = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{path} answers {response.status_code}")
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main()
