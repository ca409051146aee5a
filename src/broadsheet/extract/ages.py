"""Ages and dates as aggregators write them beside a title: "42 minutes ago", "vor 2 Stunden"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadsheet.extract.moments import Moment, read_moment, read_words

MAX_LINE = 160  # characters; what is longer is no line of publisher and age

_MINUTE, _HOUR, _DAY, _WEEK, _MONTH, _YEAR = 60, 3_600, 86_400, 604_800, 2_629_746, 31_556_952
_UNITS: dict[int, str] = {
    _MINUTE: """minutes minute mins min minuten minutos minuto minuti minuut minuter minutter minutt
        minuty minutę minuta minut минуты минуту минут хвилини хвилин хвилину dakika dk
        menit phút דקות דקה λεπτά λεπτό دقيقة دقائق دقیقه मिनट মিনিট perc 分钟前 分鐘前 分前 분""",
    _HOUR: """hours hour hrs hr stunden stunde std heures heure horas hora ore ora uur uren timmar
        timme timer time timen godziny godzinę godzin hodinami hodinou часов часа час годин
        години годину saat jam giờ שעות שעה ώρες ώρα ساعات ساعة ساعت घंटे घंटा ঘণ্টা tuntia
        óra órája 小时前 小時前 時間前 시간""",
    _DAY: """days day tagen tage tag jours jour días día dias dia giorni giorno dagen dagar dager
        dage dag dni dzień dny dnem дней дня день днів дні gün hari ngày ימים יום ημέρες
        μέρες أيام أيّام يوم يوما روز दिन দিন päivää nap 天前 日前 일""",
    _WEEK: """weeks week wochen woche semaines semaine semanas semana settimane settimana weken
        veckor vecka uker uke uger uge tygodnie tydzień týdny недели неделю недель тижні
        тиждень hafta minggu tuần שבועות שבוע εβδομάδες أسابيع أسبوع هفته सप्ताह हफ्ते
        viikkoa 周前 週前 週間前 주""",
    _MONTH: """months month monaten monat mois meses mes mês mesi mese maanden maand månader månad
        måneder måned miesiące miesięcy miesiąc měsíci месяца месяцев месяц місяці місяць ay
        bulan tháng חודשים חודש μήνες أشهر شهر شهور ماه महीने kuukautta hónap 个月前 個月前 か月前
        ヶ月前 개월""",
    _YEAR: """years year jahren jahr ans an años año anos ano anni anno jaar år lata lat rok roky
        лет года год роки рік yıl tahun năm שנים שנה χρόνια سنوات سنة عام سال साल वर्ष
        vuotta éve 年前 년""",
}
_SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words.split()}
# Whole expressions, most of them without a number.
_FIXED_WORDS: dict[int, str] = {
    0: (
        "just now|moments ago|gerade eben|soeben|à l'instant|ahora mismo|"
        "agora mesmo|proprio ora|только что|щойно|الآن|刚刚|たった今|방금|az önce|nyss"
    ),
    _DAY: (
        "yesterday|gestern|hier|ayer|ieri|ontem|gisteren|igår|i går|wczoraj|"
        "včera|вчера|вчора|dün|kemarin|أمس|دیروز|कल|昨天|昨日|어제"
    ),
    2 * _HOUR: ("منذ ساعتين|قبل ساعتين|לפני שעתיים"),
    2 * _MINUTE: ("منذ دقيقتين|قبل دقيقتين"),
    2 * _DAY: ("منذ يومين|قبل يومين|לפני יומיים"),
}
_FIXED = {word: seconds for seconds, words in _FIXED_WORDS.items() for word in words.split("|")}
_ONE = (
    "an", "a", "one", "einer", "einem", "eine", "une", "un", "una", "uno", "uma", "um", "ett", "en", "et",
    "een", "bir", "satu", "jednu", "jeden", "одну", "один",
)  # fmt: skip


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_SPACED = _alternatives([word for word in _SECONDS if not re.search("[\u3040-\u9fff\uac00-\ud7af]", word)])
_SIGNED = _alternatives([word for word in _SECONDS if re.search("[\u3040-\u9fff]", word)])
_KOREAN = _alternatives([word for word in _SECONDS if re.search("[\uac00-\ud7af]", word)])
_NUMBER = rf"(?:\d{{1,3}}|{_alternatives(_ONE)})"
_BEFORE = "vor|il y a|hace|há|منذ|قبل|לפני|πριν από|πριν|před|acum"
_AFTER = (
    "ago|geleden|sedan|siden|sitten|temu|назад|тому|önce|yang lalu|lalu|fa|atrás|trước|पहले|আগে|قبل|پیش"
    "|ezelőtt"
)
# No word boundary before: a page's icons and names stick to what follows them when it is copied.
_RELATIVE = re.compile(
    rf"(?:(?P<n1>{_NUMBER})\s+|(?P<n2>\d{{1,3}}))?(?P<u1>{_SPACED})\s+(?:{_AFTER})(?!\w)"
    rf"|(?:{_BEFORE})\s+(?:(?P<n3>{_NUMBER})\s*)?(?P<u2>{_SPACED})(?!\w)"
    rf"|(?P<n4>\d{{1,3}})\s?(?P<u3>{_SIGNED})"
    rf"|(?P<n5>\d{{1,3}})\s?(?P<u4>{_KOREAN})\s?전",
    re.IGNORECASE,
)
_FIXED_PATTERN = re.compile(rf"(?<!\w)(?:{_alternatives(list(_FIXED))})(?!\w)", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?:^|[·•|,–—-])\s*(?P<n>\d{1,2})\s?(?P<u>min|mins|m|h|hrs?|d|w|Std|Min)\.?(?:\s+ago)?\s*$"
)
_COMPACT_SECONDS = {"m": _MINUTE, "h": _HOUR, "d": _DAY, "w": _WEEK}
_NUMERIC_DATE = re.compile(
    r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)\d\d(?:[, ]+\d{1,2}:\d\d)?"
    r"|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일](?:\s*\d{1,2}:\d\d)?"
)
_WORDED_DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+|d')?[^\W\d_]{3,12}\.?(?:\s+de)?,?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"
    r"(?:[,\s]+(?:at\s+|um\s+"
    r"|à\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Age:
    """A time found in a line.

    Attributes:
        written: as it stands there.
        before, after: the rest of the line on either side.
        moment: the time, counted from when the page was saved where it is relative.
    """

    written: str
    before: str
    after: str
    moment: Moment


def find_age(line: str, saved_at: datetime) -> Age | None:
    """The age or date in a short line; None if it holds none, or is too long for publisher and age.

    Args:
        saved_at: when the page was saved, aware.
    """
    if not line or len(line) > MAX_LINE:
        return None
    match = _RELATIVE.search(line)
    if match:
        return _cut(line, match.span(), _ago(saved_at, *_amount(match)))
    match = _FIXED_PATTERN.search(line)
    if match and len(line) - len(match.group()) < 60:
        return _cut(line, match.span(), _ago(saved_at, 1, _FIXED[match.group().lower()]))
    match = _COMPACT.search(line)
    if match:
        span = match.start("n"), len(line)
        return _cut(
            line,
            span,
            _ago(
                saved_at,
                int(match["n"]),
                _COMPACT_SECONDS["h" if match["u"] == "Std" else match["u"][0].lower()],
            ),
        )
    match = _NUMERIC_DATE.search(line)
    moment = read_moment(match.group()) if match else None
    if moment is None:
        match = _WORDED_DATE.search(line)
        moment = read_words(match.group(), "") if match else None
    return _cut(line, match.span(), moment) if match and moment else None


def _amount(match: re.Match[str]) -> tuple[int, int]:
    number = match["n1"] or match["n2"] or match["n3"] or match["n4"] or match["n5"] or "1"
    unit = match["u1"] or match["u2"] or match["u3"] or match["u4"]
    return int(number) if number.isdecimal() else 1, _SECONDS[unit.lower()]


def _ago(saved_at: datetime, number: int, unit: int) -> Moment:
    """The time so long before saving; ages in days or more give the day only."""
    when = saved_at - timedelta(seconds=number * unit)
    if unit < _DAY:
        return Moment(when.replace(second=0, microsecond=0), True)
    return Moment(when.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), False)


def _cut(line: str, span: tuple[int, int], moment: Moment) -> Age:
    start, end = span
    return Age(line[start:end].strip(), line[:start], line[end:], moment)
