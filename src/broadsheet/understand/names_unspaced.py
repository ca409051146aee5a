"""Names in Chinese and Japanese: by family names, titles, verbs of saying and marks of transliteration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from broadsheet.understand.names_cased import Found
from broadsheet.understand.names_key import known_names
from broadsheet.understand.reading import UNSPACED, Reading
from broadsheet.understand.tables import section
from broadsheet.understand.types import Span

FAMILY_NAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖田董袁潘于蒋蔣蔡余杜叶葉程"
    "苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢"
    "严嚴覃武戴莫孔向汤湯习習"
)
_DOTTED = re.compile("[\u4e00-\u9fff]{1,6}(?:[·・‧][\u4e00-\u9fff]{1,6}){1,3}")
_KATAKANA = re.compile("[ァ-ヴー]{2,}(?:[・＝=][ァ-ヴー]{2,})*")
_LATIN = re.compile("[A-Z][A-Za-z0-9&.\\-]+(?: [A-Z][A-Za-z0-9&.\\-]+)*")
_BEFORE_ORG = "的了在是和与與及对對从從由被把向给給让讓称稱说說，。、日月年时時后後"
_HAN = "\u4e00-\u9fff"


def unspaced_names(reading: Reading, places: set[Span]) -> Iterator[Found]:
    """Name, span and whether it is a person's; in order, none within another."""
    found: list[Found] = [*_known(reading), *_patterns(reading)]
    end = 0
    for name in sorted(found, key=lambda one: (one[1][0], -one[1][1])):
        if name[1][0] >= end and not (name[2] and any(_crosses(name[1], place) for place in places)):
            yield name
            end = name[1][1]


def _crosses(name: Span, place: Span) -> bool:
    return name[0] < place[1] and place[0] < name[1]


@cache
def _known_pattern() -> re.Pattern[str]:
    names = sorted((name for name in known_names() if UNSPACED.match(name)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


@cache
def _person(language: str) -> re.Pattern[str]:
    """A name between or beside titles and verbs of saying."""
    common = section("common", language)
    titles = "|".join(map(re.escape, sorted(common.get("roles", "氏").split(), key=len, reverse=True)))
    speech = "|".join(map(re.escape, common.get("speech", "述べた").split()))
    if language == "ja":
        return re.compile(
            f"(?<![{_HAN}ァ-ヴー])(?P<name>[{_HAN}]{{2,4}}|[ァ-ヴー・]{{2,16}})(?=(?:{titles}))"
        )
    given = f"[{FAMILY_NAMES}][{_HAN}]{{1,2}}"
    return re.compile(
        f"(?:{titles})(?P<name>{given})(?=[^{_HAN}]|{speech}|在|对|對|与|和|向|将|將|是|的|也)|(?P<before>{given})(?=(?:{titles}|{speech}))"
    )


def _known(reading: Reading) -> Iterator[Found]:
    for match in _known_pattern().finditer(reading.text):
        yield match[0], match.span(), False


def _patterns(reading: Reading) -> Iterator[Found]:
    text = reading.text
    for match in _person(reading.language).finditer(text):
        group = "name" if match["name"] else "before"
        yield match[group], match.span(group), True
    for match in _DOTTED.finditer(text):
        yield match[0], match.span(), True
    for match in _LATIN.finditer(text):
        yield match[0], match.span(), False
    if reading.language == "ja":
        for match in _KATAKANA.finditer(text):
            if "・" in match[0]:
                yield match[0], match.span(), True
    for match in _organisation(reading.language).finditer(text):
        yield match[0], match.span(), False
    yield from _quoted(text)


@cache
def _organisation(language: str) -> re.Pattern[str]:
    """Up to eight characters that end in a word for a kind of organisation."""
    kinds = "|".join(section("common", language).get("orgs", "银行").split())
    return re.compile(
        f"(?<![{_HAN}ァ-ヴーA-Z])(?:(?![{_BEFORE_ORG}])[{_HAN}ァ-ヴーA-Z]){{2,8}}?(?:{kinds})|(?<=[{_BEFORE_ORG}])(?:(?![{_BEFORE_ORG}])[{_HAN}ァ-ヴーA-Z]){{2,8}}?(?:{kinds})"
    )


_TITLE = re.compile("《([^《》\n]{2,30})》")


def _quoted(text: str) -> Iterator[Found]:
    """Works and papers stand in 《》."""
    for match in _TITLE.finditer(text):
        yield match[1], match.span(1), False
