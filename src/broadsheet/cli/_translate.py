"""Runs `broadsheet translate`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import msgspec
from rich.console import Console
from rich.control import strip_control_codes
from rich.text import Text

from broadsheet.assist.firefox import FirefoxTranslator, close_translators, find_models, reachable, route
from broadsheet.assist.translate import Original, translate_article
from broadsheet.assist.translation import Translation
from broadsheet.cli._given import read_given
from broadsheet.config import load_config
from broadsheet.errors import ConfigurationError, StoreError, TranslationError
from broadsheet.languages import detect_language

_ARTICLE = re.compile(r"(?:.*/article/)?([A-Za-z0-9_-]{4,40})(?:/.*)?", re.DOTALL)


def run_translate(target: str, to: str, language: str, *, headline: bool, as_json: bool) -> None:
    """Prints a translation.

    Raises:
        TranslationError: nothing here translates that pair, or a model is damaged.
        ExtractError: the file cannot be read.
        StoreError: there is no such article.
    """
    into = to.split("-")[0].lower()
    original = _original(target, language, headline)
    models = find_models(load_config().translation_folder)
    way = route(models, original.language, into)
    if not way:
        known = ", ".join(reachable(models, original.language)) or "none"
        raise TranslationError(
            f"Nothing here translates from {original.language!r} into {into!r}.",
            subject=target[:100],
            advice=f"Languages it can be put into: {known}. Models belong in BROADSHEET_TRANSLATION_MODELS.",
        )
    try:
        translation = translate_article(
            original, FirefoxTranslator(tuple(models[pair] for pair in way)), into
        )
    finally:
        close_translators()
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(translation), indent=2) + b"\n")
    else:
        _show(translation)


def _original(target: str, language: str, headline: bool) -> Original:
    if target == "-" or Path(target).is_file():
        original = _of_file(target, language)
    else:
        original = _of_store(target)
    if headline:
        return Original(original.title or original.text.split("\n")[0], "", original.language)
    return original


def _of_file(target: str, language: str) -> Original:
    given = read_given(target, language)
    found = (given.language or detect_language(given.text)).split("-")[0].lower()
    if not found:
        raise ConfigurationError(
            "The language of the text is not known.", subject=target, advice="Use --language."
        )
    return Original(given.title, given.text, found)


def _of_store(target: str) -> Original:
    from broadsheet.cli._django import prepare

    prepare()
    from broadsheet.read.translating import original_of
    from broadsheet.store.models import Article
    from broadsheet.store.sources import source_of

    named = _ARTICLE.fullmatch(target)
    article = Article.objects.filter(public_id=named[1]).first() if named else None
    if article is None:
        raise StoreError("There is no such article and no such file.", subject=target[:100])
    return original_of(source_of(article), whole=True)


def _show(translation: Translation) -> None:
    console = Console(highlight=False, width=min(100, Console().width))
    for paragraph in (translation.title, translation.standfirst, *translation.paragraphs):
        if not paragraph:
            continue
        console.print(Text(_plain(" ".join(pair.original for pair in paragraph)), style="dim"))
        console.print(Text(_plain(" ".join(pair.text or "[not translated]" for pair in paragraph))))
        for lost in (lost for pair in paragraph for lost in pair.lost):
            console.print(Text(_plain(f"  ! {lost.kind} to check: {lost.words}"), style="yellow"))
        console.print()
    console.print(Text(f"Translated by {translation.maker}.", style="dim"))


def _plain(text: str) -> str:
    return strip_control_codes(text)
