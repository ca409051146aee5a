"""What readers type, as HTML: a subset of Markdown, by markdown-it-py, sanitised by nh3.

Emphasis, links, lists, quotations, code and struck words; no headings, pictures, tables or HTML. Every text
is hostile: any length up to the limit of its caller, any characters, in bounded time (markdown-it-py ends
nesting at 20 levels).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import nh3
import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_LINKS = 50  # told of a text; more are not links to any rule

_RULES = (
    *("emphasis", "strikethrough", "link", "autolink", "linkify", "backticks", "escape", "entity", "newline"),
    *("list", "blockquote", "fence"),
)
_TAGS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "pre", "code"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="nofollow ugc noopener",
)
# Controls but for the line feed; lone surrogates and what is no character; embeddings and overrides of the
# direction of writing, which can make a text read as another (CVE-2021-42574). Isolates and marks stay.
_BAD = regex.compile(r"[\p{Cc}\p{Cs}\u202A-\u202E\uFFFE\uFFFF--\n]", regex.V1)
_PILES = regex.compile(r"(\p{Mn}{4})\p{Mn}+")  # marks heaped on a letter run over the lines around
_GAPS = regex.compile(r"\n{3,}")
_LINE_ENDS = regex.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as it is shown.

    Attributes:
        html: sanitised; nothing needs to be escaped any more.
        links: the http and https addresses it leads to, in order, each once; at most `MOST_LINKS`.
        plain: its words alone, without code, a paragraph a line.
    """

    html: str
    links: tuple[str, ...]
    plain: str


def tidy(text: str) -> str:
    """A text as it is kept: no control characters, ends of lines as `\\n`, nothing around it."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    text = _PILES.sub(r"\1", _BAD.sub("", text))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return str(_GAPS.sub("\n\n", lines)).strip("\n")


def render(text: str) -> Rendered:
    """What a text (`tidy`) shows as."""
    parser = _parser()
    tokens = parser.parse(text)
    links: dict[str, None] = {}
    plain: list[str] = []
    for token in tokens:
        if token.children:
            plain.append("".join(_words(token.children)))
            token.children = list(_with_hosts(token.children, links))
    html = parser.renderer.render(tokens, parser.options, {})
    # Sanitised once, last, right before it is stored: whatever the parser let through ends here.
    return Rendered(_CLEANER.clean(html).strip(), tuple(links)[:MOST_LINKS], "\n".join(plain).strip())


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True}).enable(list(_RULES))
    parser.validateLink = _is_web  # type: ignore[method-assign]
    assert parser.linkify is not None  # linkify-it-py is a dependency
    # Only what is written as an address is one: "end.Then" is not.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return parser


def _is_web(url: str) -> bool:
    return bool(_host(url))


def _host(url: str) -> str:
    """The host of an http or https address, else an empty text."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"


def _with_hosts(tokens: Sequence[Token], links: dict[str, None]) -> Iterator[Token]:
    """The tokens, with the host after each link whose words are not its address: words can lie."""
    host = ""
    for token in tokens:
        if token.type == "link_open":
            url = str(token.attrGet("href") or "")
            links.setdefault(url)
            host = "" if token.info == "auto" else _host(url)
        yield token
        if token.type == "link_close" and host:
            yield Token("text", "", 0, content=f" ({host})")
            host = ""
