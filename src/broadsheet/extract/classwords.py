"""What the words in `class`, `id` and the like say of a part of a page.

Designers everywhere name the parts of their pages with a small common vocabulary. Each group is one thing
a part may be; a part may be several at once. The words say nothing for sure: they are evidence for the
classifier.
"""

from __future__ import annotations

import re
from functools import lru_cache

_GROUPS: dict[str, str] = {
    "related": r"relat|relacion|verwandt|recommend|empfehl|recirc|suggest|similar|read-?(also|more|next)|more-?(from|on|news"
    r"|stories|articles)|see-?also|outbrain|taboola|liens|correlat|zum-?thema|also-?read|further|powiaz|mehr-",
    "share": r"share|sharing|social|follow|facebook|twitter|whatsapp|telegram|linkedin|pinterest|addthis|teilen|compart"
    r"|partage",
    "newsletter": r"newsletter|subscri|signup|sign-?up|mailing|abonn|suscri|inscri|mailchimp",
    "comments": r"comment|kommentar|disqus|discuss|respond|replies|reactie|opinie-|forum|leserbrief",
    "author": r"author|byline|by-line|autor|auteur|bio(?![a-z])|biograph|writer|contributor|vcard|profile|reporter|journalist",
    "caption": r"caption|credit|legend|bildunter|copyright|pie-?(de-)?foto|bildtext|didascal|(?<![a-z])cutline|photographer"
    r"|image-?(info|desc|text)|rights",
    "navigation": r"(?<![a-z])nav|menu|breadcrumb|crumb|pagination|pager|paging|toolbar|topbar|tabs?(?![a-z])|skip|sitemap"
    r"|toc(?![a-z])|table-of-contents|inhaltsverz|subnav",
    "advert": r"(?<![a-z])(ads?|adv|advert\w*|dfp|gpt)(?![a-z])|advert|adslot|adsense|anzeige|publicid|sponsor|banner|promot"
    r"|werbung|reklam|affiliat|commercial|billboard|partner",
    "tags": r"(?<![a-z])(tags?|topics?)(?![a-z])|keyword|taglist|tag-?(list|cloud)|schlagw|tema|categor|hashtag|mots-?cles"
    r"|etiquet|section-?name|kicker|rubri",
    "box": r"(?<![a-z])box|infobox|factbox|fact-?(box|file)|aside|callout|kasten|encadr|infocard|spotlight|highlight|inset"
    r"|sidebar-?box|module|note",
    "consent": r"cookie|consent|gdpr|privacy|onetrust|didomi|usercentrics|notice|alert|disclaimer|legal",
    "headline": r"headline|(?<![a-z])title|titel(?![a-z])|titulo|titre|heading|hdl|headlin|entry-?title",
    "footer": r"foot(?!note)|bottom|colophon|imprint|impressum|copyright",
    "header": r"header|masthead|topbar|logo|branding|hero",
    "sidebar": r"sidebar|side-?(bar|col|nav|box)|(?<![a-z])(rail|secondary|complementary|marginal|aside)|right-?(col|rail|bar)"
    r"|col-?right|left-?(col|rail|bar)",
    "body": r"article-?(body|text|content|copy|main)|(body|text|main|story|entry|post|page|single|news|artikel|cuerpo|texto)-?"
    r"(content|body|text|copy)|content-?(body|text|main)|articlebody|storybody|richtext|rich-text|(?<![a-z])(prose|wysiwyg"
    r"|cuerpo|testo|corpo|tresc|brodtext|fliesstext|inhalt)|paragraph|field-?name-?body|td-post",
    "article": r"article|artikel|articulo|artic|(?<![a-z])(story|post|entry|news|single|hentry|beitrag|noticia)(?![a-z])",
    "content": r"content|(?<![a-z])(main|primary|center|copy|text)(?![a-z])",
    "teaser": r"teaser|promo(?!t)|card|tile|(?<![a-z])(item|thumb|grid|carousel|slider|swiper|slick|feed|latest|popular|trend"
    r"|most|top|list|listing|excerpt|preview|ticker|headlines|archive|river|stream)",
    "paywall": r"paywall|premium|piano|regwall|locked|subscriber|members?(?![a-z])|meter|offer|plus-?(teaser|article|box)",
    "standfirst": r"standfirst|(?<![a-z])(lead|lede|deck|dek|intro|summary|abstract|chapo|chapeau|vorspann|entradilla|ingress"
    r"|sommario|occhiello|bajada|sumario|excerpt|subtitle|sub-?title|sub-?head\w*|anrisser|manchet|lid|perex"
    r"|teaser-?text|synopsis|catenaccio|copete)(?![a-z])|description",
    "meta": r"(?<![a-z])(meta|info|date\w*|time\w*|published?|posted|updated|datum|fecha|dateline|details|source|quelle)(?![a-z])"
    r"|timestamp|pubdate|postmeta|reading-?time",
    "media": r"figure|(?<![a-z])(image|img|photo|picture|media|bild|foto)|gallery|galerie|slideshow|lightbox|wp-caption",
    "video": r"video|player|podcast|audio|youtube|jwplayer|brightcove|playlist|listen",
    "hidden": r"hidden|sr-only|screen-?reader|visually|modal|popup|pop-?up|overlay|lightbox|dialog|drawer|offcanvas|tooltip"
    r"|dropdown|print-?only|noprint|invisible|offscreen",
    "widget": r"widget|embed|plugin|block-?(block|views)|iframe|shortcode|tweet|instagram|infogram|elementor-widget",
    "quote": r"quote|zitat|citation|cita(?![a-z])|testimonial",
    "account": r"login|log-?in|account|register|registr|signin|sign-?in|user|profil(?!e)|donat|spende|support|contact|kontakt"
    r"|search|shop|cart|price|product|buy|form(?![a-z])",
    "live": r"live-?(blog|post|entry|ticker|event|update)|timeline|liveblog",
    "footnote": r"footnote|endnote|fussnot|references|editor-?note|correction|update-?note|trailer|endmark|after-?(content|post"
    r"|entry|article)|post-?(footer|bottom|after)|article-?(footer|bottom|end|foot)|story-?(footer|bottom)",
}
_ALL = tuple(re.compile(pattern) for pattern in _GROUPS.values())
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GLUE = re.compile(r"[\s_:./]+|--+")
_LONGEST = 400

GROUP_NAMES: tuple[str, ...] = tuple(_GROUPS)


@lru_cache(maxsize=20_000)
def match_class_words(names: str) -> tuple[int, ...]:
    """Indices into `GROUP_NAMES` of what a `class`, `id`, `role` … string speaks of."""
    plain = _GLUE.sub("-", _CAMEL.sub("-", names[:_LONGEST])).lower()
    return tuple(i for i, group in enumerate(_ALL) if group.search(plain))
