"""How many comments a second are accepted, and whether one is lost.

    python benchmarks/comments.py [--rate 100] [--seconds 30] [--clients 4] [--articles 50]

The project's own web server (granian, two workers), SQLite, real HTTP on loopback. Readers sign in before,
and each has a comment that was shown, so that nothing is held for being a first one. Then processes of
clients send comments and replies (each form with its token, as a browser sends it) on some articles, at a
rate, by readers that take turns; a reader says three things at most. A comment counts as accepted when the
server answered where it stands. Then the database is asked for each that was answered: its id, with its text.

Prints accepted a second, refused, lost, and how long an answer took (median, 99th percentile, longest).
The aim: 100 a second, none lost.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

AIM = 100
_EACH = 3  # comments of one reader
_WORDS = (
    *("the", "dam", "wall", "sound", "engineers", "council", "river", "water", "level", "rose", "since"),
    *("spring", "figures", "report", "minister", "said", "nobody", "asked", "pumps", "valley", "evening"),
    *("town", "people", "know", "why", "when", "measured", "again", "last", "year"),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rate", type=float, default=AIM, help="comments a second; 0: as many as go")
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--clients", type=int, default=4)
    options.add_argument("--articles", type=int, default=50)
    options.add_argument("--port", type=int, default=28765)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="broadsheet-comments-") as folder:
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
        wanted = int(max(chosen.rate, 4 * AIM) * chosen.seconds)
        articles, sessions = prepare(chosen.articles, -(-wanted // _EACH))
        measure(chosen, articles, sessions)


def prepare(articles: int, readers: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Articles to comment on, and readers who are signed in and have said something before.

    Returns:
        public ids of articles, and for each reader a session's key and a token's secret.
    """
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.middleware.csrf import _get_new_csrf_string
    from django.utils import timezone
    from tests.factories import make_article, make_publisher

    from broadsheet.readers.models import Comment, Reader, ReaderSession
    from broadsheet.readers.sessions import SessionStore
    from broadsheet.store.models import Article

    publisher = make_publisher()
    for _ in range(articles):
        make_article(publisher)
    old = make_article(publisher)
    now = timezone.now()
    Reader.objects.bulk_create(
        (
            Reader(email=f"r{n}@example.org", password="!", name=f"Reader{n:05}", name_key=f"reader{n:05}")
            for n in range(readers)
        ),
        batch_size=1000,
    )
    people = list(Reader.objects.order_by("pk"))
    Comment.objects.bulk_create(
        (
            Comment(article=old, author=one, text="Earlier", html="<p>Earlier</p>", made_at=now)
            for one in people
        ),
        batch_size=1000,
    )
    rows, sessions = [], []
    store = SessionStore()
    for one in people:
        key = store._get_new_session_key()
        data: dict[str, Any] = {
            SESSION_KEY: str(one.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: one.get_session_auth_hash(),
        }
        ends = now + timedelta(days=1)
        rows.append(
            ReaderSession(session_key=key, session_data=store.encode(data), expire_date=ends, reader=one)
        )
        sessions.append((key, _get_new_csrf_string()))
    ReaderSession.objects.bulk_create(rows, batch_size=1000)
    ids = list(Article.objects.exclude(pk=old.pk).values_list("public_id", flat=True))
    return ids, sessions


def measure(chosen: argparse.Namespace, articles: list[str], sessions: list[tuple[str, str]]) -> None:
    """Serves, has the clients send, and looks for what was answered."""
    from django.db import connection

    from broadsheet.cli._web import start_web, stop, wait_for_web
    from broadsheet.readers.models import Comment

    connection.close()
    server = start_web("127.0.0.1", chosen.port)
    try:
        wait_for_web(server, f"http://127.0.0.1:{chosen.port}/")
        context = multiprocessing.get_context("spawn")
        share = chosen.clients
        began = time.time() + 3.0
        clients, pipes = [], []
        for number in range(share):
            ours, theirs = context.Pipe()
            rate = chosen.rate / share
            args = (
                theirs,
                chosen.port,
                articles,
                sessions[number::share],
                rate,
                chosen.seconds,
                began,
                number,
            )
            clients.append(context.Process(target=send, args=args, daemon=True))
            clients[-1].start()
            pipes.append(ours)
        told = [pipe.recv() for pipe in pipes]
        for client in clients:
            client.join()
    finally:
        stop(server)
    accepted = {key: text for one in told for key, text in one["accepted"].items()}
    times = sorted(seconds for one in told for seconds in one["times"])
    refused = sum(one["refused"] for one in told)
    took = max(one["ended"] for one in told) - began
    stored = dict(Comment.objects.values_list("public_id", "text"))
    lost = [key for key, text in accepted.items() if stored.get(key) != text]
    states = Comment.objects.exclude(state="shown").count()
    print(f"{len(accepted)} accepted in {took:.1f} s: {len(accepted) / took:.1f} a second")
    print(f"refused: {refused} {dict(sum_of(told))}; lost: {len(lost)}; held: {states}")
    print(
        f"answer: median {statistics.median(times) * 1e3:.0f} ms,"
        f" 99 % {times[int(len(times) * 0.99)] * 1e3:.0f} ms, longest {times[-1] * 1e3:.0f} ms"
    )
    if lost:
        raise SystemExit("a comment that was answered is not there")


def sum_of(told: list[dict[str, Any]]) -> dict[str, int]:
    """How often which other answer came."""
    found: dict[str, int] = {}
    for one in told:
        for answer, count in one["answers"].items():
            found[answer] = found.get(answer, 0) + count
    return found


def send(
    pipe: Connection,
    port: int,
    articles: list[str],
    sessions: list[tuple[str, str]],
    rate: float,
    seconds: float,
    began: float,
    number: int,
) -> None:
    """One client: sends at its rate until the time is over, over one connection kept open."""
    random.seed(number)
    accepted: dict[str, str] = {}
    latest: dict[str, str] = {}
    times: list[float] = []
    answers: dict[str, int] = {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(max(0.0, began - time.time()))
    turn = 0
    while time.time() < began + seconds and turn < len(sessions) * _EACH:
        if rate:
            time.sleep(max(0.0, began + turn / rate - time.time()))
        session, secret = sessions[turn % len(sessions)]
        article = random.choice(articles)
        text = f"{number}-{turn}: " + " ".join(random.choices(_WORDS, k=random.randint(8, 60))) + "."
        path = f"/article/{article}/comments"
        if article in latest and turn % 2:
            path = f"/comment/{latest[article]}/reply"
        body = urlencode({"text": text, "csrfmiddlewaretoken": secret})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"session={session}; csrftoken={secret}",
            "Origin": f"http://127.0.0.1:{port}",
        }
        start = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - start)
        place = answer.headers.get("Location", "")
        if answer.status == 302 and place.startswith("/comment/"):
            key = place.removeprefix("/comment/")
            accepted[key] = text
            latest[article] = key
        else:
            answers[f"{answer.status}"] = answers.get(f"{answer.status}", 0) + 1
        turn += 1
    told = {"accepted": accepted, "times": times, "refused": sum(answers.values()), "answers": answers}
    pipe.send({**told, "ended": time.time()})
    connection.close()


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
