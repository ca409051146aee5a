"""What kind of page it is, and whether part of its text is kept for subscribers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from broadsheet.extract.jsonld import LISTING_TYPES, LinkedData, Node, types_of
from broadsheet.extract.markup import PageMarkup, text_of
from broadsheet.extract.texttypes import ArticleText
from broadsheet.extract.types import PageKind

SHORT_TEXT = 600  # characters; a page with a player and less text than this is about the film, not the text
NO_TEXT = 80
GALLERY_PICTURES = 6
GALLERY_CHARS_PER_PICTURE = 150
LISTING_LINK_SHARE = 0.5
WHOLE_TEXT = 4_000  # characters; nobody shows so much of a locked article

_LIVE_PATH = re.compile(
    r"(?:^|[/_-])(?:live-?blog|live-?ticker|newsblog|live-?updates?|live-?news|minuto-a-minuto|en-vivo"
    r"|en-direct"
    r"|direct|diretta|ao-vivo|canli|liveblog\w*)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_VIDEO_PATH = re.compile(r"/(?:videos?|watch|mediathek|tv)/", re.IGNORECASE)
_AUDIO_PATH = re.compile(r"/(?:audios?|podcasts?|radio)/", re.IGNORECASE)
_VIDEO_TYPES = frozenset(("VideoObject", "Movie", "TVEpisode", "Clip"))
_AUDIO_TYPES = frozenset(("AudioObject", "PodcastEpisode", "RadioEpisode"))
_GALLERY_TYPES = frozenset(("ImageGallery", "MediaGallery"))
_VIDEO_FRAME = re.compile(
    r"youtube(?:-nocookie)?\.com/embed|player\.vimeo\.com|dailymotion\.com/(?:embed|player)"
)
# What a locked page says at its end, in the languages of the starter packs.
_SUBSCRIBE = re.compile(
    r"subscribe (?:now |today )?to (?:continue|read|keep|unlock|access)|(?:continue|keep) reading with"
    r"|to continue reading"
    r"|already a (?:subscriber|member)|subscribers? only|for subscribers|exclusive to (?:subscribers"
    r"|members)"
    r"|this (?:article|content|story) is (?:for|reserved|exclusive|only)|unlock this (?:article|story)"
    r"|weiterlesen mit|jetzt weiterlesen|mit .{0,20}(?:abo|plus|\+) (?:weiter)?lesen|nur für abonnent"
    r"|abonnenten lesen"
    r"|artikel freischalten|bereits abonnent|réservé aux abonnés|article réservé|il vous reste \d+ ?%"
    r"|abonnez-vous pour"
    r"|déjà abonné|exclusivo para (?:suscriptores|assinantes)|suscríb\w+ para|contenido exclusivo"
    r"|ya eres suscriptor"
    r"|solo para suscriptores|assine para (?:ler|continuar)|continue lendo|já é assinante"
    r"|riservato agli abbonati"
    r"|abbonati per|sei già abbonato|alleen voor abonnees|word abonnee|al abonnee|för prenumeranter"
    r"|bli prenumerant"
    r"|for abonnenter|kun for abonnenter|dla subskrybent|dostęp dla|tylko dla prenumerat"
    r"|для подписчиков|по подписке"
    r"|会員限定|有料会員|残り\s?[\d,]+\s?文字|この記事は有料|구독자 전용|유료 회원|订阅后|付费阅读"
    r"|للمشتركين فقط|ویژه مشترکان",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:…|\.\.\.|\[\u2026\]|\[\.\.\.\])\s*$")
_FALSE = frozenset(("false", "no", "0", "http://schema.org/false", "https://schema.org/false"))
_LOCKED_TIERS = frozenset(("locked", "metered", "premium", "paid", "subscriber", "subscribers", "plus"))


def judge_kind(page: PageMarkup, data: LinkedData, article: Node, text: ArticleText, url: str) -> PageKind:
    """The kind of a page, by what it states of itself and by the shape of its text.

    A page that states to be an article is one unless it has next to no text.

    Args:
        article: the JSON-LD node of the article; may be empty.
        text: the text found; of a listing it is its teasers.
    """
    stated_types = set(types_of(article))
    own_types = {kind for placed in data.placed if not placed.foreign for kind in types_of(placed.node)}
    graph_type = page.first_meta("og:type").lower()
    path = urlsplit(url).path if url else ""
    length = len(text.text)
    if "LiveBlogPosting" in stated_types | own_types or (_LIVE_PATH.search(path) and length > SHORT_TEXT):
        return "live-blog"
    media = _media_kind(page, own_types, bool(stated_types), graph_type, path, text)
    if media is not None:
        return media
    states_article = (
        bool(stated_types) or graph_type == "article" or bool(page.meta.get("article:published_time"))
    )
    if _is_listing(page, own_types, states_article, path, text):
        return "listing"
    return "nothing" if length < NO_TEXT else "article"


def _media_kind(
    page: PageMarkup, own_types: set[str], has_article: bool, graph_type: str, path: str, text: ArticleText
) -> PageKind | None:
    length = len(text.text)
    short = length < SHORT_TEXT
    if own_types & _GALLERY_TYPES and (short or not has_article):
        return "gallery"
    pictures = len(text.figures)
    if pictures >= GALLERY_PICTURES and length < pictures * GALLERY_CHARS_PER_PICTURE:
        return "gallery"
    if graph_type.startswith("video") or (own_types & _VIDEO_TYPES and not has_article):
        return "video" if short or not has_article else None
    if own_types & _AUDIO_TYPES and (not has_article or (short and _AUDIO_PATH.search(path))):
        return "audio"
    if graph_type.startswith("music") and short:
        return "audio"
    if short:
        has_video = page.players["video"] or any(_VIDEO_FRAME.search(address) for address in page.frames)
        if _VIDEO_PATH.search(path) and (has_video or own_types & _VIDEO_TYPES):
            return "video"
        if _AUDIO_PATH.search(path) and page.players["audio"]:
            return "audio"
        if length < NO_TEXT and has_article and has_video:
            return "video"
    return None


def _is_listing(
    page: PageMarkup, own_types: set[str], states_article: bool, path: str, text: ArticleText
) -> bool:
    """Whether the page leads to articles and is none: by its stated type, or by its many links."""
    if states_article:
        return False
    link_share = text.link_chars / text.page_chars if text.page_chars else 0.0
    if own_types & LISTING_TYPES and (link_share > LISTING_LINK_SHARE / 2 or len(text.text) < SHORT_TEXT):
        return True
    teasers = _teasers(page)
    if (
        path.rstrip("/") in ("", "/index.html", "/index.php")
        and teasers >= 8
        and link_share > LISTING_LINK_SHARE
    ):
        return True
    return link_share > LISTING_LINK_SHARE and teasers >= 8 and len(text.text) < SHORT_TEXT


def _teasers(page: PageMarkup) -> int:
    """How many headings below the first level are links, as those of teasers are."""
    count = 0
    for mark in page.subheadings:
        heading = mark.element
        parent = heading.getparent()
        if heading.find(".//a") is not None or (parent is not None and parent.tag == "a"):
            count += 1
    return count


def judge_paywall(page: PageMarkup, data: LinkedData, article: Node, text: ArticleText) -> bool:
    """Whether only the part for non-subscribers is there.

    Two things must come together: the page says that it is locked (schema.org's `isAccessibleForFree`, a
    content tier, a visible box that asks to subscribe), and the text is not simply whole (long, ending in a
    sentence, as long as the page states).
    """
    words = " ".join(block.text for block in text.blocks[-3:])
    declared = _declared_locked(page, data, article)
    boxed = any(
        _SUBSCRIBE.search(text_of(mark.element, 1500))
        for mark in page.paywalls[:10]
        if not _hidden(mark.element)
    )
    asked = bool(_SUBSCRIBE.search(words))
    if not (declared or boxed or asked):
        return False
    cut = bool(_CUT.search(text.text[-20:]))
    stated = _stated_length(data, article)
    if stated and len(text.text) >= 0.8 * stated:
        return False
    if stated and len(text.text) < 0.6 * stated:
        return True
    return cut or asked or len(text.text) < (WHOLE_TEXT if boxed or declared else SHORT_TEXT * 2)


def _declared_locked(page: PageMarkup, data: LinkedData, article: Node) -> bool:
    values = data.values(article, "isAccessibleForFree")
    if any(value is False or str(value).lower() in _FALSE for value in values):
        return True
    tier = page.first_meta("article:content_tier", "content_tier", "og:article:content_tier").lower()
    return tier in _LOCKED_TIERS


def _stated_length(data: LinkedData, article: Node) -> int:
    """Characters the whole text has by the page's own word, roughly; 0 if it says nothing."""
    body = len(data.text(article, "articleBody"))
    if body:
        return body
    for value in data.values(article, "wordCount"):
        try:
            return max(0, int(str(value))) * 6
        except ValueError:
            continue
    return 0


def _hidden(element: object) -> bool:
    get = element.get  # type: ignore[attr-defined]
    style = (get("style") or "").replace(" ", "").lower()
    return get("hidden") is not None or "display:none" in style or get("aria-hidden") == "true"
