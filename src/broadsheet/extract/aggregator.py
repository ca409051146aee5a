"""Saved aggregator pages: several articles on one page, as HTML or as the text a browser copies from it.

Both are read as lines. Long lines are text; the short lines between two runs of text are a gap. A gap that
holds a line of publisher and age, and a title, opens an article; what else stands in gaps is the page's
furniture, and text after it belongs to no article. Nothing is known of any aggregator.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import nh3

from broadsheet.extract.address import web_address
from broadsheet.extract.ages import MAX_LINE, Age, find_age
from broadsheet.extract.blocks import split_blocks
from broadsheet.extract.markup import Element
from broadsheet.extract.plain import comparable, squeeze
from broadsheet.extract.types import ExtractedArticle
from broadsheet.languages import detect_language

MAX_LINES = 20_000
TEXT_LENGTH = 200  # a line of this weight is text whatever it ends in
SENTENCE_LENGTH = 60  # a line of this weight is text if it ends as a sentence does
ARTICLE_LENGTH = 300  # less text than this is a teaser
FULL_LENGTH = 500  # less text than this does not make an entry of an HTML page a full article
GAP_WINDOW = 14  # lines before a text in which its title, publisher and age are looked for
MAX_TITLE = 300
MAX_PUBLISHER = 60
INNER_GAP = 2  # at most so many short lines may stand within one article's text (subheadings)

_SENTENCE_END = re.compile(r"[.!?…:。！？؟।۔»”\"'’)\]]\s*$")
_BULLET = re.compile(r"^(?:[•·▪●○◦*–—-]|\d{1,2}[.)])\s+")
_DENSE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Names of icons and lead words that stick to a line of publisher and age.
_STUCK = re.compile(
    r"(?:time|clock|schedule|calendar|date|icon|logo|image|source|via|by|von|published|updated|posted"
    r"|on|am|um|le|el|publié|veröffentlicht"
    r"|publicado|опубликовано|نشر|المصدر|来源|來源|출처)",
    re.IGNORECASE,
)
_NO_PUBLISHER = re.compile(
    r"^(?:by|von|vom|par|por|di|da|door|av|af|autor|author|stand|uhr|artikel|kommentar|comment|posted|published|last)\b"
    r"|\d\s*(?::\d\d|min|uhr|h\b)|\buhr\b|@|https?:|[:!?]$",
    re.IGNORECASE,
)
_EDGES = " \t·•|,;:/–—-()[]«»"
_FURNITURE = re.compile(
    r"\b(?:download|app store|google play|newsletter|subscribe|sign (?:up|in)|log ?in|cookies?|privacy"
    r"|terms of (?:use|service)"
    r"|all rights reserved|comments?|related (?:articles|stories|news)|read more|show more|follow us"
    r"|share|advertisement"
    r"|herunterladen|anmelden|abonnieren|kommentare|datenschutz|alle rechte|verwandte|ähnliche artikel"
    r"|mehr lesen|werbung"
    r"|télécharge[rz]|abonnez|commentaires|articles liés|lire la suite|droits réservés|descarga|suscríb"
    r"|comentarios"
    r"|artículos relacionados|leer más|derechos reservados|baixe|inscreva|comentários|leia mais|scarica"
    r"|iscriviti|commenti"
    r"|скачать|скачайте|подпис|комментари|читать далее|похожие|все права|takip et|abone ol|yorum|indir)"
    r"|تحميل|حمّل|حمل التطبيق|التطبيق|اشترك|تعليق|مقالات ذات صلة|اقرأ المزيد|جميع الحقوق|下载|订阅|评论"
    r"|相关|阅读更多|版权|ダウンロード|登録|コメント|関連"
    r"|다운로드|구독|댓글|관련",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        text: squeezed, without a leading bullet.
        heading: whether the markup says it is a heading.
        href: address of the link that makes up the line; empty if none does.
        loose: the text with a space wherever an inline element begins or ends, for short lines of HTML.
        shape: number of the pair of tag and class of the element that holds it; 0 in copied text.
    """

    text: str
    heading: bool = False
    href: str = ""
    loose: str = ""
    shape: int = 0


@dataclass(slots=True)
class _Draft:
    """An article being collected."""

    title: str
    publisher: str
    age: Age | None
    href: str = ""
    marked: bool = False
    shape: tuple[int, int] = (0, 0)
    lines: list[str] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return sum(map(weight_of, self.lines))


def find_articles(tree: Element, url: str, saved_at: datetime) -> list[ExtractedArticle]:
    """The articles of a saved HTML page if it holds several in full, each with publisher and age; else none.

    An ordinary article with teasers gives none: a teaser's text is short, and a comment has no heading.

    Args:
        url: address of the page, against which links are resolved; may be empty.
        saved_at: when the page was saved, aware.
    """
    drafts = [
        draft
        for draft in _collect(_lines_of_tree(tree), saved_at)
        if draft.age
        and draft.marked
        and draft.weight >= FULL_LENGTH
        and _names_publisher(draft.publisher, url)
    ]
    shapes = Counter(draft.shape for draft in drafts)
    shape, number = shapes.most_common(1)[0] if shapes else ((0, 0), 0)
    if number < 2:
        return []
    # The entries of a list look alike; the one that the page opens with may look otherwise.
    listed = [draft for place, draft in enumerate(drafts) if draft.shape == shape or place == 0]
    return [_finish(draft, url) for draft in _distinct(listed)]


def find_articles_in_text(text: str, saved_at: datetime) -> list[ExtractedArticle]:
    """The articles in the copied text of a page: several of an aggregator, one of an ordinary page, or none.

    Args:
        saved_at: when the page was copied, aware.
    """
    lines = _lines_of_text(text)
    drafts = [draft for draft in _collect(lines, saved_at) if draft.weight >= ARTICLE_LENGTH]
    if not drafts:
        drafts = [draft for draft in (_single(lines),) if draft is not None]
    return [_finish(draft, "") for draft in _distinct(drafts)]


def _names_publisher(name: str, url: str) -> bool:
    """Whether a name can be a publisher's: no byline, no section of this site, no time."""
    key = comparable(name)
    if not key or _NO_PUBLISHER.search(name) or (name[0].islower() and " " in name):
        return False
    sections = {comparable(part) for part in urlsplit(url).path.split("/") if part}
    return key not in sections


def weight_of(text: str) -> float:
    """Length of a text, where signs of scripts that write a word with one or two count more."""
    return len(text) + 1.5 * len(_DENSE.findall(text))


# --- lines -------------------------------------------------------------------------------------------


def _lines_of_text(text: str) -> list[Line]:
    lines = []
    for row in text.splitlines()[:MAX_LINES]:
        clean = _BULLET.sub("", squeeze(row))
        if clean:
            lines.append(Line(clean))
    return lines


def _lines_of_tree(tree: Element) -> list[Line]:
    page = split_blocks(tree)
    lines = []
    for block in page.blocks[:MAX_LINES]:
        clean = squeeze(block.text)
        if not clean:
            continue
        tag = page.elements[block.node].tag
        href = next((address for _, mark, address in block.marks if mark == "a" and address), "")
        linked = block.link_chars >= 0.8 * len(block.text)
        heading = tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        loose = squeeze(" ".join(block.pieces)) if len(clean) <= MAX_LINE else ""
        lines.append(Line(clean, heading, href if linked else "", loose, page.kind[block.node]))
    return lines


def _is_text(line: Line, repeated: bool) -> bool:
    if line.heading or repeated:
        return False
    weight = weight_of(line.text)
    return weight >= TEXT_LENGTH or (weight >= SENTENCE_LENGTH and bool(_SENTENCE_END.search(line.text)))


# --- articles ----------------------------------------------------------------------------------------


def _collect(lines: Sequence[Line], saved_at: datetime) -> list[_Draft]:
    """Articles in page order, by alternating gaps and texts."""
    counts: dict[str, int] = {}
    for line in lines:
        key = comparable(line.text)
        counts[key] = counts.get(key, 0) + 1
    drafts: list[_Draft] = []
    current: _Draft | None = None
    gap: list[Line] = []
    for line in lines:
        repeated = counts[comparable(line.text)] > 1 and weight_of(line.text) < TEXT_LENGTH
        if not _is_text(line, repeated):
            gap.append(line)
            continue
        if gap or current is None:
            opened = _open(gap[-GAP_WINDOW:], saved_at)
            if opened is not None:
                current = opened
                drafts.append(current)
            elif current is not None and not _continues(gap, line):
                current = None
            elif current is not None:
                current.lines.extend(inner.text for inner in gap)
            gap = []
        if current is not None and not _is_furniture(line.text):
            current.lines.append(line.text)
    return drafts


def _continues(gap: Sequence[Line], text: Line) -> bool:
    """Whether text after a gap without publisher and age goes on with the article before it."""
    return len(gap) <= INNER_GAP and not any(_FURNITURE.search(line.text) for line in [*gap, text][-3:])


def _is_furniture(text: str) -> bool:
    return weight_of(text) < TEXT_LENGTH and bool(_FURNITURE.search(text))


def _open(gap: Sequence[Line], saved_at: datetime) -> _Draft | None:
    """The article that a gap opens; None if it has no age or no title."""
    ages = [
        (number, age)
        for number, line in enumerate(gap)
        if (age := find_age(line.loose or line.text, saved_at))
    ]
    ages = [(number, age) for number, age in ages if len(_rest(age)) <= MAX_PUBLISHER]
    if not ages:
        return None
    at, age = ages[-1]
    first = ages[-2][0] + 1 if len(ages) > 1 and not _same_entry(gap, ages[-2][0], at) else 0
    window = [(number, line) for number, line in enumerate(gap) if number >= first and number != at]
    title = _title(window, at, _rest(age))
    if title is None:
        return None
    publisher = _rest(age) or _publisher(window, at, title.text)
    same = [line for _, line in window if comparable(line.text) == comparable(title.text)]
    return _Draft(
        title=title.text,
        publisher=publisher,
        age=age,
        href=next((line.href for line in same if line.href), ""),
        marked=len(same) > 1 or any(line.heading for line in same),
        shape=(title.shape, gap[at].shape),
    )


def _same_entry(gap: Sequence[Line], earlier: int, later: int) -> bool:
    """Whether two ages belong to one article: nothing like a title stands between them."""
    return all(not _like_title(line.text) for line in gap[earlier + 1 : later])


def _rest(age: Age) -> str:
    """What a line says besides the age: the publisher, without icon names and lead words."""
    parts = [
        _STUCK.sub("", part) if _STUCK.fullmatch(part.strip(_EDGES)) else part
        for part in (age.before, age.after)
    ]
    cleaned = [_strip_stuck(part.strip(_EDGES)) for part in parts]
    return next((part for part in cleaned if any(c.isalpha() for c in part)), "")


def _strip_stuck(text: str) -> str:
    """Takes lead words off the ends of a publisher's name ("Reuters updated" gives "Reuters")."""
    words = text.split()
    while words and _STUCK.fullmatch(words[-1].strip(_EDGES)):
        words.pop()
    while (
        len(words) > 1 and words[0].lower() not in ("le", "el") and _STUCK.fullmatch(words[0].strip(_EDGES))
    ):
        words.pop(0)
    return " ".join(words).strip(_EDGES)


def _title(window: Sequence[tuple[int, Line]], at: int, publisher: str) -> Line | None:
    """The title among a gap's lines.

    It is one that stands there twice, else a heading, the first title after the age, the nearest before it.
    """
    known = comparable(publisher)
    likely = [
        (number, line) for number, line in window if _like_title(line.text) and comparable(line.text) != known
    ]
    counts: dict[str, int] = {}
    for _, line in likely:
        key = comparable(line.text)
        counts[key] = counts.get(key, 0) + 1
    doubled = [line for _, line in likely if counts[comparable(line.text)] > 1]
    headings = [line for _, line in likely if line.heading]
    after = [line for number, line in likely if number > at]
    before = [line for number, line in likely if number < at]
    for choice in (_last(doubled), _last(headings), after[0] if after else None, _last(before)):
        if choice is not None:
            return choice
    return None


def _last(lines: Sequence[Line]) -> Line | None:
    return lines[-1] if lines else None


def _like_title(text: str) -> bool:
    weight = weight_of(text)
    if not 12 <= weight <= MAX_TITLE or _FURNITURE.fullmatch(text.strip(" .:!")):
        return False
    words = text.split()
    dense = bool(_DENSE.search(text))
    return dense or len(words) >= 3


def _publisher(window: Sequence[tuple[int, Line]], at: int, title: str) -> str:
    """The publisher's name on a line of its own: one that stands twice, else the line next to the age."""
    names = [
        (number, line.text)
        for number, line in window
        if comparable(line.text) != comparable(title)
        and len(line.text) <= MAX_PUBLISHER
        and len(line.text.split()) <= 6
        and not _FURNITURE.search(line.text)
        and not _STUCK.fullmatch(line.text)
        and any(c.isalpha() for c in line.text)
    ]
    doubled = [
        name for _, name in names if sum(comparable(name) == comparable(other) for _, other in names) > 1
    ]
    if doubled:
        return doubled[0]
    near = sorted(names, key=lambda item: (abs(item[0] - at), item[0] > at))
    return near[0][1] if near and abs(near[0][0] - at) <= 2 else ""


def _single(lines: Sequence[Line]) -> _Draft | None:
    """A text without publisher and age as one article: its first line like a title, and the text after."""
    texts = [number for number, line in enumerate(lines) if _is_text(line, False)]
    if not texts:
        return None
    before = [line.text for line in lines[: texts[0]] if _like_title(line.text)]
    title = before[0] if before else ""
    body = [lines[number].text for number in texts if not _is_furniture(lines[number].text)]
    draft = _Draft(title, "", None, lines=body)
    return draft if draft.weight >= ARTICLE_LENGTH else None


def _distinct(drafts: Iterable[_Draft]) -> list[_Draft]:
    """Without repeats of one title; the longer text stays, in the place of the first."""
    chosen: dict[str, _Draft] = {}
    for draft in drafts:
        key = comparable(draft.title)
        if key not in chosen or draft.weight > chosen[key].weight:
            chosen[key] = draft
    return list(chosen.values())


def _finish(draft: _Draft, url: str) -> ExtractedArticle:
    text = "\n\n".join(draft.lines)
    address = web_address(url, draft.href) if draft.href else ""
    age = draft.age
    return ExtractedArticle(
        url=address,
        canonical_url=address,
        title=draft.title,
        text=text,
        html=nh3.clean("".join(f"<p>{html.escape(line)}</p>" for line in draft.lines), tags={"p"}),
        published=age.moment.when if age else None,
        published_has_time=age.moment.has_time if age else False,
        published_text=age.written if age else "",
        language=detect_language(text),
        site_name=draft.publisher,
    )
