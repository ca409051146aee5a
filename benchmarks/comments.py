"""How many comments a second are accepted, and whether one is lost.

    python benchmarks/comments.py [--rate 100] [--seconds 30] [--clients 4] [--articles 50]

The project's own web server (granian, two workers), SQLite, real HTTP on loopback. Readers sign in before,
and each has a comment that was shown, so that nothing is held for being a first one. Then clients, each over
a connection of its own, send comments and replies (each form with its token, as a browser sends it) on some
articles, at a rate, by readers that take turns; a reader says three things at most. A comment counts as
accepted when the server answered where it stands. Then the database is asked for each that was answered: its
id, with its text.

Prints accepted a second, refused, lost, how long an answer took (median, 99th percentile, longest), and the
processor time a comment took, in the server and here (on Linux).
The aim: 100 a second, none lost.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import selectors
import socket
import statistics
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

AIM = 100
WARM_UP_S = 4.0
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
        wanted = int(max(chosen.rate, 4 * AIM) * (chosen.seconds + WARM_UP_S))
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
        line = Clients(chosen.port, articles, sessions)
        line.send(chosen.clients, 0.0, WARM_UP_S)  # what each web process loads at its first comments
        line.forget()
        server_s, client_s = processor_time(server.pid), time.process_time()
        began = time.perf_counter()
        line.send(chosen.clients, chosen.rate, chosen.seconds)
        took = time.perf_counter() - began
        client_s, server_s = time.process_time() - client_s, processor_time(server.pid) - server_s
    finally:
        stop(server)
    accepted, times = line.accepted, sorted(line.times)
    stored = dict(Comment.objects.values_list("public_id", "text"))
    lost = [key for key, text in accepted.items() if stored.get(key) != text]
    states = Comment.objects.exclude(state="shown").count()
    print(f"{len(accepted)} accepted in {took:.1f} s: {len(accepted) / took:.1f} a second")
    print(f"refused: {sum(line.refused.values())} {dict(line.refused)}; lost: {len(lost)}; held: {states}")
    print(
        f"answer: median {statistics.median(times) * 1e3:.0f} ms,"
        f" 99 % {times[int(len(times) * 0.99)] * 1e3:.0f} ms, longest {times[-1] * 1e3:.0f} ms"
    )
    print(
        f"processor time of a comment: {server_s / len(times) * 1e3:.1f} ms in the web server,"
        f" {client_s / len(times) * 1e3:.2f} ms here; load {os.getloadavg()[0]:.1f}"
    )
    if lost:
        raise SystemExit("a comment that was answered is not there")


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process and those it started took so far (Linux: proc(5))."""
    total, left = 0, [pid]
    while left:
        one = left.pop()
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
        for thread in Path(f"/proc/{one}/task").iterdir():
            left += map(int, (thread / "children").read_text().split())
    return total / os.sysconf("SC_CLK_TCK")


class Clients:
    """Many connections that each send a comment and wait for the answer, then the next.

    All in one thread, by sockets and with bodies made before: it shares the cores with what is measured.

    Attributes:
        accepted: by key what was said, of comments that the server answered with where they stand.
        times: seconds that answers took; refused: how often which other answer came.
    """

    def __init__(self, port: int, articles: list[str], sessions: list[tuple[str, str]]) -> None:
        self._port = port
        self._articles = articles
        self._latest: dict[str, str] = {}
        self._ready = [
            (
                text,
                _head(port, session, secret),
                urlencode({"text": text, "csrfmiddlewaretoken": secret}).encode(),
            )
            for turn in range(len(sessions) * _EACH)
            for session, secret in [sessions[turn % len(sessions)]]
            for text in [f"{turn}: " + " ".join(random.choices(_WORDS, k=random.randint(8, 60))) + "."]
        ]
        self._turn = 0
        self.forget()

    def forget(self) -> None:
        """What follows is counted anew."""
        self.accepted: dict[str, str] = {}
        self.times: list[float] = []
        self.refused: Counter[str] = Counter()

    def send(self, connections: int, rate: float, seconds: float) -> None:
        """Sends until the time is over, and waits for the answers.

        Args:
            rate: comments a second of all together; 0: as many as go.
        """
        idle = [socket.create_connection(("127.0.0.1", self._port), 60) for _ in range(connections)]
        waiting: dict[socket.socket, tuple[float, str, str]] = {}
        began, sent = time.perf_counter(), 0
        with selectors.DefaultSelector() as answers:
            for one in idle:
                answers.register(one, selectors.EVENT_READ)
            while True:
                now = time.perf_counter() - began
                is_over = now >= seconds or self._turn >= len(self._ready)
                if is_over and not waiting:
                    break
                while (
                    idle and not is_over and (not rate or sent < rate * now) and self._turn < len(self._ready)
                ):
                    one = idle.pop(0)
                    waiting[one] = self._post(one)
                    sent += 1
                pause = (sent / rate - now) if rate and idle and not is_over else 1.0
                for key, _ in answers.select(max(pause, 0.0)):
                    one = cast(socket.socket, key.fileobj)
                    self._take(one, *waiting.pop(one))
                    idle.append(one)
        for one in idle:
            one.close()

    def _post(self, one: socket.socket) -> tuple[float, str, str]:
        text, head, body = self._ready[self._turn]
        article = random.choice(self._articles)
        path = f"/article/{article}/comments"
        if article in self._latest and self._turn % 2:
            path = f"/comment/{self._latest[article]}/reply"
        self._turn += 1
        one.sendall(f"POST {path}{head}{len(body)}\r\n\r\n".encode() + body)
        return time.perf_counter(), article, text

    def _take(self, one: socket.socket, start: float, article: str, text: str) -> None:
        """Reads an answer: its head, and as much more as that says."""
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += _more(one)
        head, _, rest = answer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        missing = (int(length[1]) if length else 0) - len(rest)
        while missing > 0:
            missing -= len(_more(one))
        self.times.append(time.perf_counter() - start)
        place = re.search(rb"(?i)\r\nlocation: */comment/(\w+)", head)
        status = head[9:12].decode()
        if status == "302" and place:
            self._latest[article] = place[1].decode()
            self.accepted[place[1].decode()] = text
        else:
            self.refused[status] += 1


def _head(port: int, session: str, secret: str) -> str:
    """What stands in a request between its path and the length of its body."""
    host = f"127.0.0.1:{port}"
    return (
        f" HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: session={session}; csrftoken={secret}\r\nContent-Length: "
    )


def _more(one: socket.socket) -> bytes:
    part = one.recv(65_536)
    if not part:
        raise SystemExit("the server closed a connection")
    return part


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
