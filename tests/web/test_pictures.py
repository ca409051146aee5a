"""Pictures reach readers through this server only, made smaller, and only those of stored articles."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from broadsheet.fetch.config import FetchConfig
from broadsheet.pictures.naming import picture_key
from broadsheet.store.models import Article
from broadsheet.web import pictures
from broadsheet.web.picture_service import Outcome, PictureService
from tests.factories import make_article, make_picture

pytestmark = pytest.mark.django_db(transaction=True)

BROWSER = "image/avif,image/webp,image/*,*/*;q=0.8"


def photo(width: int = 1500, height: int = 1000) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width // 10, height // 10), 40).resize((width, height)).convert("RGB").save(
        out, "JPEG"
    )
    return out.getvalue()


@dataclass
class Publisher:
    """A real server on loopback; what it is to answer, and what it was asked."""

    url: str
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            here.agents.append(str(self.headers))
            status, kind, body = here.answers.get(self.path, (404, "text/plain", b""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Publisher(f"http://127.0.0.1:{server.server_port}")
    here.answers["/photo.jpg"] = (200, "image/jpeg", photo())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PictureService]:
    fetch = FetchConfig(allow_private=("127.0.0.0/8",), per_host_delay_s=0.0)
    made = PictureService(tmp_path / "pictures", 20_000_000, fetch)
    monkeypatch.setattr(pictures, "service", lambda: made)
    monkeypatch.setattr(pictures, "WAIT_S", 30.0)
    yield made
    made.close()


def article_with(url: str) -> tuple[Article, str]:
    article = make_article()
    make_picture(article, url=url)
    return article, f"/picture/{article.pk}/{picture_key(url)}"


def shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_a_picture_is_fetched_once_and_given_in_each_width_and_format(
    client: Client, publisher: Publisher, service: PictureService
) -> None:
    _, address = article_with(f"{publisher.url}/photo.jpg")
    for accept, kind in ((BROWSER, "AVIF"), ("image/webp,*/*", "WEBP"), ("*/*", "JPEG")):
        for width in (320, 640, 1440):
            answer = client.get(f"{address}/{width}", headers={"accept": accept})
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Accept" in answer.headers["Vary"]
            image = shown(answer.content)
            assert (image.format, image.size) == (kind, (width, round(width * 2 / 3)))
    assert publisher.asked.count("/photo.jpg") == 1


def test_a_picture_once_made_is_given_without_a_database_or_a_publisher(
    client: Client, publisher: Publisher, service: PictureService, django_assert_num_queries: object
) -> None:
    _, address = article_with(f"{publisher.url}/photo.jpg")
    first = client.get(f"{address}/640", headers={"accept": BROWSER}).content
    asked = len(publisher.asked)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get(f"{address}/640", headers={"accept": BROWSER}).content == first
    assert len(publisher.asked) == asked


def test_nothing_but_pictures_of_stored_articles_is_fetched(
    client: Client, publisher: Publisher, service: PictureService
) -> None:
    article, address = article_with(f"{publisher.url}/photo.jpg")
    other = picture_key(f"{publisher.url}/secret.jpg")
    for path in (
        f"/picture/{article.pk}/{other}/640",
        f"/picture/{article.pk + 1}/{address.rsplit('/', 1)[1]}/640",
        f"{address}/641",
        f"{address}/99999999999999999999999",
        f"/picture/{10**30}/{other}/640",
        f"/picture/{article.pk}/{'A' * 24}/640",
        f"/picture/{article.pk}/..%2f..%2fsecret-key/640",
    ):
        assert client.get(path).status_code == 404, path
    assert publisher.asked == []


def test_a_picture_within_the_text_is_one_of_the_article(
    client: Client, publisher: Publisher, service: PictureService
) -> None:
    url = f"{publisher.url}/photo.jpg?a=1&b=2"
    publisher.answers["/photo.jpg?a=1&b=2"] = (200, "image/jpeg", photo())
    article = make_article(
        html=f'<p>Text</p><figure><img src="{url.replace("&", "&amp;")}" alt="x"></figure>'
    )
    page = client.get(f"/article/{article.public_id}", follow=True).content.decode()
    assert publisher.url not in page.replace(f'href="{publisher.url}', "")
    address = f"/picture/{article.pk}/{picture_key(url)}/960"
    assert address in page
    answer = client.get(address, headers={"accept": BROWSER})
    assert shown(answer.content).format == "AVIF"


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (404, b"", "status"),
        (200, b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not-a-picture"),
        (200, b"<html><script>alert(1)</script></html>", "not-a-picture"),
        (200, b"GIF89a" + b"\xff" * 40, "not-a-picture"),
    ],
)
def test_what_cannot_be_shown_is_a_quiet_drawing_and_left_alone_for_a_while(
    client: Client, publisher: Publisher, service: PictureService, status: int, body: bytes, trouble: str
) -> None:
    publisher.answers["/bad"] = (status, "image/jpeg", body)
    _, address = article_with(f"{publisher.url}/bad")
    for _ in range(3):
        answer = client.get(f"{address}/640", headers={"accept": BROWSER})
        assert answer.status_code == 200
        assert answer.content == pictures.PLACEHOLDER
        assert answer.headers["X-Picture-Trouble"] == trouble
        assert "immutable" not in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert publisher.asked.count("/bad") == 1


def test_private_addresses_are_not_asked(
    client: Client, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careful = PictureService(tmp_path / "careful", 20_000_000, FetchConfig(per_host_delay_s=0.0))
    monkeypatch.setattr(pictures, "service", lambda: careful)
    monkeypatch.setattr(pictures, "WAIT_S", 30.0)
    _, address = article_with(f"{publisher.url}/photo.jpg")
    answer = client.get(f"{address}/640")
    careful.close()
    assert answer.headers["X-Picture-Trouble"] == "address-refused"
    assert publisher.asked == []


def test_many_readers_at_once_cost_the_publisher_one_request(publisher: Publisher, tmp_path: Path) -> None:
    fetch = FetchConfig(allow_private=("127.0.0.0/8",), per_host_delay_s=0.0)
    # Two services stand for the two web processes: they share only the disk.
    services = [PictureService(tmp_path / "shared", 20_000_000, fetch) for _ in range(2)]
    url = f"{publisher.url}/photo.jpg"
    got: list[Outcome] = []
    readers = [
        threading.Thread(target=lambda one=one: got.append(one.get(url, 640, "webp", 30.0)))
        for one in services * 4
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
    for one in services:
        one.close()
    assert len(got) == 8
    assert len(set(got)) == 1
    assert isinstance(got[0], bytes)
    assert publisher.asked.count("/photo.jpg") == 1


def test_the_end_of_a_process_is_the_end_of_its_pictures(tmp_path: Path) -> None:
    program = f"""
from multiprocessing.util import Finalize
from pathlib import Path
from broadsheet.fetch.config import FetchConfig
from broadsheet.web.picture_service import PictureService
service = PictureService(Path({str(tmp_path)!r}), 20_000_000, FetchConfig(per_host_delay_s=0.0))
Finalize(None, service.close, exitpriority=100)
print(service.get("http://127.0.0.1/photo.jpg", 640, "webp", 30.0).code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("address-refused\n", "", 0)


def test_publishers_learn_nothing_of_readers(
    client: Client, publisher: Publisher, service: PictureService
) -> None:
    _, address = article_with(f"{publisher.url}/photo.jpg")
    client.cookies["language"] = "ar"
    headers = {"referer": "http://reader.example/secret", "user-agent": "Reader/1", "accept": BROWSER}
    client.get(f"{address}/640", headers=headers)
    sent = "\n".join(publisher.agents)
    assert "Broadsheet/" in sent
    assert "secret" not in sent
    assert "Reader/1" not in sent
    assert "Cookie" not in sent
