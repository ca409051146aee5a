"""Signs of a headline that wants to be clicked rather than to tell: words, and forms. Pure.

The lists are short on purpose: a word is here if it judges or teases and tells nothing itself, in any
context. They hold for headlines only: to choose between those of one story, and to show which words load one.
"""

from __future__ import annotations

import re
import unicodedata

# By language, space-separated, folded (`fold`); * stands for any ending, _ for a space.
_WORDS = {
    "en": """shock* stunning stuns outrag* slams slammed blasts blasted destroys bombshell explosive chilling
        horrifying heartbreaking jaw-dropping unbelievable incredible insane epic must-see meltdown
        furious fury savage brutal bizarre scandal* disgrace* evil nightmare sensational terrifying""",
    "de": """schock* irre wahnsinn unfassbar skandal* krass brutal hammer eklat zoff wut-* wütend* horror*
        sensation* unglaublich* gänsehaut abrechnung klatsche* entsetz*""",
    "fr": """choc choquant* incroyable* hallucinant* scandal* terrifiant* bouleversant* glaçant* polémique
        explosif* explosive* fou folle sidérant* indign* cauchemar buzz""",
    "es": """impactante* increíble* escándalo* brutal* escalofriante* insólito* insólita* indigna* polémic*
        explosiv* terrorífic* demoledor* arremete bombazo""",
    "it": """shock choc incredibile scandalo clamoros* agghiacciant* furia polemica bomba terrificante
        drammatic*""",
    "pt": """chocante* choca incrível escândalo* polêmic* polémic* bombástic* impressionante* aterrorizante*
        absurdo*""",
    "nl": """schokkend* ongelooflijk* schandaal* bizar* woedend* verbijsterend* hallucinant* explosief*""",
    "sv": """chock* skandal* otrolig* fruktansvärd* rasar""",
    "pl": """szok* skandal* niewiarygodn* wstrząsając* dramat* przerażając*""",
    "cs": """šok* skandál* neuvěřiteln* drsn*""",
    "ru": """шок* скандал* невероятн* жутк* ужас* сенсац* разнес*""",
    "uk": """шок* скандал* неймовірн* жахлив* сенсац*""",
    "tr": """şok şoke bomba skandal* inanılmaz flaş dehşet çıldırdı""",
    "ar": """صادم صادمة صدمة فضيحة مذهل مذهلة لا_يصدق مرعب مرعبة كارثي كارثية يفجر تفجر فاجعة مدوية""",
    "fa": """شوک شوکه جنجالی باورنکردنی رسوایی وحشتناک""",
    "hi": """चौंकाने सनसनी सनसनीखेज हैरान धमाका खौफनाक""",
    "id": """heboh gempar mengejutkan geger ngeri skandal""",
    "vi": """sốc kinh_hoàng bê_bối""",
}
# Where words are not set apart by spaces.
_PARTS = {
    "zh": ("震惊", "震驚", "惊呆", "驚呆", "竟然", "惊人", "驚人", "爆料", "疯传", "瘋傳", "丑闻", "醜聞"),
    "ja": ("衝撃", "驚愕", "炎上", "激怒", "ヤバい", "まさかの", "大暴露"),
    "ko": ("충격", "경악", "발칵", "헉"),
}
_TEASES = {
    "en": r"you (?:won.t|need to|should)|what happened next|this is (?:why|how|what)|here.s (?:why|how|what)"
    r"|everything (?:you|we) know|\d+ (?:things|reasons|ways|facts)|the (?:real|one|shocking) reason"
    r"|will surprise you|explained$|^(?:why|how|what|who|where|when) ",
    "de": r"das müssen sie|das steckt dahinter|darum |so reagier|was (?:sie|wir|jetzt|das) "
    r"|\d+ (?:dinge|gründe|tipps)|^(?:warum|wie|was|wer|wo|wann) ",
    "fr": r"voici (?:pourquoi|comment|ce)|ce qu.(?:il|on|elle)|vous (?:ne|allez|devez)|\d+ (?:choses|raisons)"
    r"|^(?:pourquoi|comment|que|qui|où|quand) ",
    "es": r"esto es lo que|lo que (?:debes|sabemos|hay)|no (?:vas a|podrás)|\d+ (?:cosas|razones|claves)"
    r"|^(?:por qué|cómo|qué|quién|dónde|cuándo) ",
    "it": r"ecco (?:perché|come|cosa|chi)|cosa (?:sappiamo|sapere)|^(?:perché|come|cosa|chi|dove|quando) ",
    "pt": r"veja |saiba |entenda |confira |o que (?:sabemos|se sabe)|^(?:por que|como|quem|onde|quando) ",
    "ru": r"вот (?:почему|что|как)|что известно|стало известно|^(?:почему|как|что|кто|где|когда) ",
    "ar": r"^(?:لماذا|كيف|ماذا|هل|من هو|من هي|شاهد|تعرف على|إليك|بالفيديو|بالصور) ?",
    "tr": r"işte |^(?:neden|nasıl|kim|nerede) ",
}
_LIVE = re.compile(
    r"^live\s*[:|•–—-]|[:|•–—-]\s*live$|\blive[- ]?(?:updates?|blog|ticker|coverage)\b|\bnewsblog\b"
    r"|\bas it happened\b|\ben direct\b|\bminuto a minuto\b|\ben vivo\b|\bin diretta\b|\bao vivo\b"
    r"|\bcanlı (?:anlatım|yayın|blog)|онлайн-трансляция|текстовая трансляция|بث مباشر|لحظة بلحظة|直播|速報中"
)
_LABELS = """breaking exclusive watch video photo photos opinion comment commentary analysis editorial podcast
    quiz eil eilmeldung kommentar meinung exklusiv vidéo exclusif édito tribune vídeo opinión opinião
    última_hora son_dakika commento срочно видео мнение عاجل فيديو رأي 独家 視頻 视频"""
_LABEL = re.compile(rf"^\W*(?:{'|'.join(_LABELS.split()).replace('_', ' ')})\s*[:|!–—-]")
_QUESTIONS = "?؟？;"  # the last is the Greek question mark
_SPACES = re.compile(r"[\s\u200c]+")


def fold(text: str) -> str:
    """Lower case, composed, one space between words."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


def _compile(words: str) -> re.Pattern[str]:
    parts = [
        re.escape(fold(word.rstrip("*").replace("_", " "))) + (r"\w*" if word.endswith("*") else "")
        for word in words.split()
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


_LOADED = {language: _compile(words) for language, words in _WORDS.items()}
_TEASING = {language: re.compile(pattern) for language, pattern in _TEASES.items()}


def loaded_words(title: str, language: str) -> tuple[str, ...]:
    """The words of a headline that judge or tease, as written there.

    Args:
        language: ISO 639 code; "" for one that is not known.
    """
    plain = unicodedata.normalize("NFC", title)
    if language in _PARTS:
        found = [part for part in _PARTS[language] if part in plain]
    elif language in _LOADED:
        found = [match[0] for match in _LOADED[language].finditer(plain.lower())]
    else:
        found = []
    places = [(plain.lower().find(word.lower()), len(word)) for word in dict.fromkeys(found)]
    return tuple(plain[at : at + length] for at, length in sorted(places) if at >= 0)


def flaws(title: str, language: str) -> tuple[str, ...]:
    """What speaks against a headline, of: question, exclamation, capitals, loaded, tease, label, live,
    short, long, cut.

    Args:
        title: as the publisher wrote it.
        language: ISO 639 code; an unknown one is judged by the form alone.
    """
    folded = fold(title)
    checks = {
        "question": any(mark in title for mark in _QUESTIONS[:-1])
        or (language == "el" and _QUESTIONS[-1] in title),
        "exclamation": any(mark in title for mark in "!！¡"),
        "capitals": _mostly_capitals(title),
        "loaded": _is_loaded(folded, language),
        "tease": language in _TEASING and bool(_TEASING[language].search(folded)),
        "label": bool(_LABEL.match(folded)),
        "live": bool(_LIVE.search(folded)),
        "short": _width(title) < 25,
        "long": _width(title) > 140,
        "cut": folded.endswith(("…", "...")),
    }
    return tuple(name for name, found in checks.items() if found)


def _is_loaded(folded: str, language: str) -> bool:
    if language in _PARTS:
        return any(part in folded for part in _PARTS[language])
    return language in _LOADED and bool(_LOADED[language].search(folded))


def _mostly_capitals(title: str) -> bool:
    """Whether three words or more, and most of them, shout: abbreviations alone do not."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", title) if word.lower() != word.upper()]
    shouted = [word for word in words if word.isupper()]
    return len(shouted) >= 3 and len(shouted) * 2 > len(words)


def _width(title: str) -> int:
    """Characters, those of scripts that write a word in one or two counting double."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in title)
