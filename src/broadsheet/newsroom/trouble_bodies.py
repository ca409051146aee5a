# ruff: noqa: E501 (markup is kept in the lines in which it is served)
"""What the troubles say: pages and feeds that are good, hostile or beside the point."""

from __future__ import annotations

_SENTENCES = (
    "The council met on Tuesday evening to hear what the engineers had found under the old market hall.",
    "Three of the eleven pillars stand on clay, and two of those have sunk by a hand's breadth since the spring.",
    "The hall will stay open while the work goes on, the mayor said, but the upper floor is closed from Friday.",
    "Traders asked who would pay for the lost weeks; the treasurer answered that the reserve would cover half.",
    "A second survey is due in June, and the contract for the piles will be given out before the summer break.",
)
_BAD_LINK = "http://127.0.0.1/stolen"


def good_page(visit: int = 0) -> bytes:
    """A sound article; `visit` changes its text."""
    paragraphs = "".join(f"<p>{sentence} {sentence.lower()}</p>\n" for sentence in _SENTENCES)
    last = f"<p>This page has been read {visit} times.</p>" if visit else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Market hall sinks</title></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Market hall sinks</h1>{paragraphs}{last}</article></body></html>"
    ).encode()


def _feed(items: str, prologue: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{prologue}<rss version="2.0"><channel><title>Trouble</title>'
        f"<link>http://trouble.example/</link><description>Trouble</description>{items}</channel></rss>"
    ).encode()


def _item(link: str, number: int, extra: str) -> str:
    return f"<item><title>Entry {number}</title><link>{link}-{number}</link>{extra}</item>"


def good_feed(link: str, visit: int = 0) -> bytes:
    """A sound feed of three entries; `visit` changes their words."""
    said = f"Asked {visit} times" if visit else "A sound entry"
    return _feed(
        "".join(_item(link, n, f"<guid>{link}-{n}</guid><description>{said}</description>") for n in range(3))
    )


def feed_without_ids(link: str) -> bytes:
    """Entries without guid; the last has not even an address."""
    bare = "<item><title>Entry without an address</title><description>Nothing to follow.</description></item>"
    return _feed("".join(_item(link, n, "") for n in range(3)) + bare)


def future_feed(link: str) -> bytes:
    """Entries dated far in the future."""
    date = "<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>"
    return _feed("".join(_item(link, n, f"<guid>{link}-{n}</guid>{date}") for n in range(3)))


def billion_laughs() -> bytes:
    """Ten levels of entities, each ten times the one before: ten thousand million words."""
    levels = ['<!ENTITY l0 "lol">']
    levels += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11)]
    return _feed("<item><title>&l10;</title></item>", f"<!DOCTYPE rss [{''.join(levels)}]>\n")


def xxe() -> bytes:
    """An external entity that names a local file, and one that names an address."""
    entities = f'<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "{_BAD_LINK}">'
    return _feed(
        "<item><title>&file;</title><description>&net;</description></item>", f"<!DOCTYPE rss [{entities}]>\n"
    )


def nested_page(depth: int = 200_000) -> bytes:
    """Elements inside one another, never closed."""
    return b"<!DOCTYPE html><title>Deep</title>" + b"<div>" * depth + b"the bottom"


def nested_feed(depth: int = 200_000) -> bytes:
    """A feed whose item holds elements inside one another."""
    return _feed(
        "<item><title>Deep</title><description>" + "<b>" * depth + "</b>" * depth + "</description></item>"
    )


def login_page() -> bytes:
    """A form to log in where an article should be."""
    return (
        b"<!DOCTYPE html><html lang=en><title>Log in</title><body><h1>Please log in</h1><form method=post action=/login>"
        b"<label>Name <input name=user></label><label>Password <input type=password name=password></label>"
        b"<button>Log in</button></form><p>Not yet a subscriber? <a href=/join>Join us</a>.</p></body></html>"
    )


def no_article_page() -> bytes:
    """A page of links and a search form."""
    rows = "".join(f"<li><a href='/topic/{n}'>Topic {n}</a></li>" for n in range(60))
    return f"<!DOCTYPE html><title>Topics</title><body><form><input name=q></form><ul>{rows}</ul></body>".encode()


def huge_page(size: int = 40_000_000) -> bytes:
    """A page of so many bytes."""
    return (
        b"<!DOCTYPE html><title>Huge</title>"
        + b"<p>One more paragraph of a page that has no end in sight.</p>\n" * (size // 60 + 1)
    )[:size]


_SCRIPTS = (
    "<script>document.body.dataset.stolen = 1</script><img src=x onerror='document.body.dataset.stolen = 1'>"
    "<a href='javascript:void(document.body.dataset.stolen = 1)'>click</a><svg onload='document.body.dataset.stolen = 1'></svg>"
    f"<iframe src='{_BAD_LINK}'></iframe><style>body{{display:none}}</style><base href='{_BAD_LINK}'>"
)


def script_page() -> bytes:
    """A sound article with scripts wherever they fit."""
    return good_page().replace(b"</p>", f"{_SCRIPTS}</p>".encode(), 2)


def script_feed(link: str) -> bytes:
    """A feed with scripts in titles, texts and addresses."""
    text = f"<description><![CDATA[<p>Text</p>{_SCRIPTS}]]></description>"
    bad = f"<item><title>Bad address</title><link>javascript:alert(1)</link><guid>bad</guid>{text}</item>"
    title = "<item><title>&lt;script&gt;alert(1)&lt;/script&gt; in a title</title>"
    return _feed(_item(link, 1, text) + bad + f"{title}<link>{link}-title</link></item>")
