"""The headers and cookies of every kind of answer, forms from elsewhere, and hostile questions."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from broadsheet.read.middleware import DATA_POLICY, POLICY
from tests.factories import make_article, make_picture
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db

LIVE = (
    *("/", "/latest", "/search?q=x", "/settings", "/app", "/offline", "/feeds", "/about", "/sw.js"),
    *("/nothing", "/latest?before=damaged", "/static/read/app.js"),
)
DATA = (
    *("/feed.rss", "/feed.atom", "/latest/feed.json", "/status.json", "/app/en.webmanifest"),
    *("/static/read/favicon.svg", "/static/read/icons/icon-192.png", "/static/read/broadsheet.css"),
)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("address", [*LIVE, *DATA])
def test_every_kind_of_answer_says_what_may_not_be_done_with_it(client: Client, address: str) -> None:
    answer = client.get(address)
    headers = answer.headers
    assert headers["Content-Security-Policy"] == (POLICY if address in LIVE else DATA_POLICY)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == ("same-origin" if address == "/settings" else "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert ("Access-Control-Allow-Origin" in headers) == ("feed." in address)
    assert ("Cross-Origin-Resource-Policy" in headers) == ("feed." not in address)


def test_what_did_not_change_keeps_the_policy_it_came_with(client: Client) -> None:
    """A browser puts the headers of a 304 in the place of those it kept (RFC 9111, section 3.2)."""
    for address in ("/feed.rss", "/static/read/app.js", "/about"):
        answer = client.get(address)
        named = {"if-none-match": answer.headers.get("ETag", "")}
        if "Last-Modified" in answer.headers:
            named["if-modified-since"] = answer.headers["Last-Modified"]
        again = client.get(address, headers=named)
        assert again.status_code == 304
        assert "Content-Security-Policy" not in again.headers


def test_the_policies_allow_nothing_written_into_a_page_and_no_other_host() -> None:
    for policy in (POLICY, DATA_POLICY):
        rules = directives(policy)
        assert rules["default-src"] == ["'none'"]
        assert rules["base-uri"] == rules["frame-ancestors"] == ["'none'"]
        assert {value for values in rules.values() for value in values} <= {"'none'", "'self'"}
        assert "form-action" in rules
    assert "sandbox" in directives(DATA_POLICY)
    assert not {"object-src", "frame-src", "script-src-attr"} & set(directives(POLICY))  # 'none', by default


# --- cookies ---


def given_cookies(host: str, public_url: str = "", **headers: str) -> list[bool]:
    """Whether each cookie that a reader is given is Secure."""
    config = dataclasses.replace(settings.CONFIG, public_url=public_url)
    trusted = ("HTTP_X_FORWARDED_PROTO", "https") if public_url.startswith("https:") else None
    with override_settings(CONFIG=config, SECURE_PROXY_SSL_HEADER=trusted):
        client = Client(headers={"host": host} | headers)
        client.get("/settings")
        client.get("/look?theme=dark&language=ar&edition=nz&seen=now")
        client.get("/look?theme=auto")
    cookies = client.cookies
    assert {"csrftoken", "theme", "language", "edition", "seen"} <= set(cookies)
    for name, cookie in cookies.items():
        assert cookie["samesite"] == "Lax"
        assert bool(cookie["httponly"]) == (name != "seen"), name
    return [bool(cookie["secure"]) for cookie in cookies.values()]


@pytest.mark.parametrize(
    ("host", "public_url", "secure"),
    [
        ("news.example.org", "", True),  # a web server with TLS is taken to stand in front
        ("192.168.1.7:8000", "", True),
        ("localhost.example.org", "", True),
        ("127.0.0.1:8000", "", False),
        ("localhost:8000", "", False),
        ("news.localhost", "", False),
        ("[::1]:8000", "", False),
        ("127.0.0.1:8000", "https://news.example.org", True),
        ("news.example.org", "https://news.example.org", True),
        ("192.168.1.7:8000", "http://192.168.1.7:8000", False),
    ],
)
def test_cookies_are_for_encrypted_connections_unless_there_is_none(
    host: str, public_url: str, secure: bool
) -> None:
    assert set(given_cookies(host, public_url)) == {secure}


def test_what_a_proxy_says_of_encryption_counts_where_one_is_expected() -> None:
    assert all(given_cookies("127.0.0.1:8000", "https://news.example.org", **{"x-forwarded-proto": "https"}))
    assert not any(given_cookies("127.0.0.1:8000", "", **{"x-forwarded-proto": "https"}))


# --- forms ---


def endpoints() -> list[str]:
    """An address of every kind this site has."""
    story = make_story(make_article(), make_article())
    article = make_article()
    make_picture(article)
    hashtag = add_hashtag(article, "kesh-dam", "KeshDam", 0)
    values = dict(slug="science", key=hashtag.key, code="nz", pk="1", kind="rss", language="en")  # noqa: C408
    values |= {"public_id": story.public_id, "feed_id": "1", "token": "x", "article": "1", "width": "640"}
    values |= {"day": "2026-11-23", "edition": "world", "name": "a1b2c3", "rest": "elsewhere"}
    values |= {"uidb36": "1", "provider_id": "oidc", "app_label": "store", "object_id": "1"}
    found = []
    pending: list[tuple[str, URLPattern | URLResolver]] = [("/", one) for one in get_resolver().url_patterns]
    for before, one in pending:
        # Patterns as Django writes them, <slug:key>, and as allauth does, ^(?P<key>[-:\w]+)/$
        written = str(one.pattern).removeprefix("^").removesuffix("$")
        written = re.sub(r"\(\?P<(\w+)>(?:(?:\[[^\]]*\]|\.)\+|[\w|]+)\)", r"<\1>", written)
        address = before + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], written)
        if isinstance(one, URLResolver):
            pending += [(address, below) for below in one.url_patterns]
        elif not re.match(r"/operator/admin/\w+/(?!feed/)\w+/", address):  # each table has the same pages
            found.append(address)
    return found


def test_nothing_can_be_posted_from_another_site() -> None:
    addresses = endpoints()
    assert len(addresses) > 25
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/settings")
    token = stranger.cookies["csrftoken"].value
    asked = {"theme": "dark", "csrfmiddlewaretoken": token}
    for address in addresses:
        if address.startswith("/websub/"):
            continue  # hubs have no cookie; they sign what they send (tests/web/test_websub.py)
        if address.startswith("/account/unsubscribe/"):
            continue  # mail programs have none either; the address is signed (RFC 8058, tests/readers)
        for method in ("post", "put", "patch", "delete"):
            for headers in ({"origin": "https://evil.example"}, {"origin": "null"}):
                answer = getattr(stranger, method)(address, asked, headers=headers)
                assert answer.status_code in {403, 405}, (method, address)
                assert "theme" not in answer.cookies
        without = Client(enforce_csrf_checks=True).post(address, {"theme": "dark"})
        assert without.status_code in {403, 405}, address
    own = stranger.post("/settings", asked, headers={"origin": "http://testserver"})
    assert own.status_code == 302
    assert own.cookies["theme"].value == "dark"


def test_a_refused_form_is_answered_in_our_own_words(english: Client) -> None:
    stranger = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = stranger.post("/settings", {"theme": "dark"})
    assert (answer.status_code, "kept no cookie of this site" in answer.text) == (403, True)
    stranger.get("/settings")
    answer = stranger.post("/settings", {"theme": "dark"})
    assert (answer.status_code, "did not come from a page of this site" in answer.text) == (403, True)
    assert "<style" not in answer.text


def test_forms_work_behind_a_web_server_with_tls() -> None:
    """As settings.py makes them of BROADSHEET_PUBLIC_URL."""
    with override_settings(CSRF_TRUSTED_ORIGINS=["https://news.example.org"]):
        reader = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1:8000"})
        reader.get("/settings")
        asked = {"theme": "dark", "csrfmiddlewaretoken": reader.cookies["csrftoken"].value}
        answer = reader.post("/settings", asked, headers={"origin": "https://news.example.org"})
    assert answer.status_code == 302


# --- where it leads ---

ELSEWHERE = (
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example"),
    *("\\\\evil.example", "http:evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example"),
    *("\t//evil.example", " //evil.example", "/\n/evil.example", "/%0d%0aX: y", "https:///evil.example", ""),
    *("/\r\nLocation: https://evil.example", "\u0000//evil.example", "/%5cevil.example", "//%65vil.example"),
    *("/.//evil.example", "http://[::1", "////evil.example/%2f..", "//evil.example\\@testserver/"),
)


@pytest.mark.parametrize("back", ELSEWHERE)
def test_no_address_leads_a_reader_to_another_site(client: Client, back: str) -> None:
    for address in (f"/look?theme=dark&next={quote(back)}", f"/shared?url={quote(back)}"):
        stays_here(client.get(address))
    client.get("/settings")
    stays_here(client.post(f"/settings?next={quote(back)}", {"next": back, "theme": "dark"}))


def stays_here(answer: HttpResponseBase) -> None:
    """A browser joins the address with the page's: a slash and no second one, no backslash, no control."""
    assert answer.status_code in {302, 200}
    if answer.status_code == 302:
        assert re.match(r"/(?![/\\\t\r\n])", answer.headers["Location"]), answer.headers["Location"]
        assert not re.search(r"[\x00-\x20]", answer.headers["Location"])


# --- questions that nobody asks by mistake ---

NAMES = ["theme", "text", "language", "edition", "reads", "mutes", "seen", "csrftoken"]
QUERIES = (
    *("q", "in", "sort", "page", "before", "language", "country", "publisher", "owner", "kind", "category"),
    *("since", "until", "only", "all", "mute", "saved", "next", "theme", "edition", "url", "text", "title"),
    *("state", "reason", "time", "by"),
)
_PIECES = st.sampled_from(
    [
        *("9" * 30, "-1", "0", "\0", "'", '"', "%", "%zz", "%00", "\\", "../", ";", "--", "*", ":", "\u202e"),
        *("nz", "en", "world", "p:", "h:", "w:", "/", ".", "2026-13-99", "before:7d", "1e309", "NaN", "٣"),
        *(
            "(",
            ")",
            "OR",
            "NEAR/2",
            "^",
            "<script>",
            "\ud83d",
            "\U0001f4f0",
            "a" * 300,
            "#",
            "&",
            "=",
            "\r\n",
        ),
        "{{7*7}}",
    ]
)
hostile = st.lists(_PIECES | st.text(max_size=6), max_size=5).map("".join)


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def never_breaks(client: Client, address: str) -> None:
    client.raise_request_exception = True
    answer = client.get(address)
    assert answer.status_code < 500, address


@pytest.fixture
def stranger() -> Callable[..., Client]:
    """A client that nothing is known of. All have one handler: to make one looks at every static file."""
    handler = Client().handler

    def make(**facts: Any) -> Client:
        client = Client(**facts)
        client.handler = handler
        return client

    return make


@pytest.fixture
def addresses() -> list[str]:
    return [address for address in endpoints() if not address.startswith(("/picture/", "/websub/"))]


_SOME = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_SOME
@given(cookies=st.dictionaries(st.sampled_from(NAMES), hostile, max_size=5), place=st.integers(0, 1000))
def test_no_cookie_breaks_a_page(
    addresses: list[str], stranger: Callable[..., Client], cookies: dict[str, str], place: int
) -> None:
    sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
    header = sent.encode("utf-8", "surrogatepass").decode("latin-1")
    for step in range(3):
        never_breaks(stranger(headers={"cookie": header}), addresses[(place + 11 * step) % len(addresses)])


@_SOME
@given(asked=st.dictionaries(st.sampled_from(QUERIES), hostile, max_size=6), place=st.integers(0, 1000))
def test_no_question_breaks_a_page(
    addresses: list[str], stranger: Callable[..., Client], asked: dict[str, str], place: int
) -> None:
    query = "&".join(
        f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in asked.items()
    )
    for step in range(3):
        never_breaks(stranger(), f"{addresses[(place + 11 * step) % len(addresses)]}?{query}")
    never_breaks(stranger(), f"/search?{query}")


@_SOME
@given(part=hostile)
def test_no_part_of_an_address_breaks_a_page(
    addresses: list[str], stranger: Callable[..., Client], part: str
) -> None:
    piece = quoted(part)
    for before in {address.rsplit("/", 1)[0]: None for address in addresses}:  # many begin alike
        never_breaks(stranger(), f"{before}/{piece}")
