"""Articles and headlines in another language: built in at once, by a model when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from django.conf import settings

from broadsheet.assist.firefox import FirefoxTranslator, find_models, reachable, route
from broadsheet.assist.model import RemoteModel
from broadsheet.assist.translate import (
    Original,
    Part,
    gather_translation,
    split_paragraphs,
    translate_article,
    translated_parts,
    untranslated,
)
from broadsheet.assist.translate_model import ModelTranslator
from broadsheet.assist.translation import Paragraph, Translation
from broadsheet.assist.types import Source
from broadsheet.errors import ModelError
from broadsheet.read.excerpts import excerpt
from broadsheet.read.writing import has_model, model_name
from broadsheet.store.answers import note_spend, within_budget
from broadsheet.store.translations import keep_translation, stored_translation, version_of_text
from broadsheet.understand.vectors import BuiltinEmbedder, Embedder

_BY_MODEL = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "pl", "pt", "ru", "tr", "uk", "zh")


def base(language: str) -> str:
    """“pt” of “pt-BR”: translators do not tell them apart."""
    return language.replace("_", "-").split("-")[0].lower()


def built_in(language: str, into: str) -> FirefoxTranslator | None:
    """The built-in translator of a pair; None if there is no model for it.

    Raises:
        TranslationError: the folder of models cannot be read.
    """
    models = find_models(settings.CONFIG.translation_folder)
    way = route(models, base(language), base(into))
    return FirefoxTranslator(tuple(models[pair] for pair in way)) if way else None


def languages_into(language: str) -> tuple[str, ...]:
    """The languages into which a language can be translated here; with a model into many.

    Raises:
        TranslationError: the folder of models cannot be read.
    """
    models = find_models(settings.CONFIG.translation_folder)
    found = set(reachable(models, base(language)))
    if has_model():
        found |= set(_BY_MODEL)
    return tuple(sorted(found - {base(language)}))


@cache
def _embedder() -> Embedder:
    return BuiltinEmbedder()


def original_of(source: Source, *, whole: bool) -> Original:
    """What of an article may be shown: all of it, or its title, standfirst and first sentences.

    Args:
        whole: whether the publisher's rights allow the whole text.
    """
    text = source.text if whole else _beginning(source)
    standfirst = "" if " ".join(text.split()).startswith(" ".join(source.summary.split())) else source.summary
    return Original(source.title, text, base(source.language), standfirst, source.at.date())


def headline_of(source: Source) -> Original:
    """An article's headline alone."""
    return Original(source.title, "", base(source.language), "", source.at.date())


def _beginning(source: Source) -> str:
    """As much of the text as its page shows, in whole sentences where one fits."""
    room = len(excerpt(source.text))
    end = 0
    for paragraph in split_paragraphs(source.text[:5_000], source.language):
        for pair in paragraph:
            if pair.span[1] <= room:
                end = pair.span[1]
    return source.text[:end] if end else excerpt(source.text)


@dataclass
class Translating:
    """An article that a reader wants in another language.

    Attributes:
        subject: "article:7", or "headline:7".
        into: ISO 639 code.
        reader: whatever tells one reader from another, for the budget.
        translation: what came of it, whole when `write` is used up.
    """

    subject: str
    original: Original
    into: str
    reader: str = ""
    translation: Translation = field(default_factory=lambda: Translation("", ""))

    @property
    def language(self) -> str:
        """Of the original."""
        return self.original.language

    def known(self) -> Translation | None:
        """What the model made of just this text, if it was asked before."""
        if not has_model():
            return None
        return stored_translation(self.subject, self.into, model_name(), self._version(""))

    def made(self, now: datetime) -> Translation:
        """The built-in translation: kept, or made now; the text beside nothing where there is no translator.

        Raises:
            TranslationError: a model of translation is damaged.
        """
        engine = built_in(self.original.language, self.into)
        if engine is None:
            return untranslated(self.original, self.into)
        version = self._version(engine.version)
        kept = stored_translation(self.subject, self.into, engine.name, version)
        if kept is not None:
            return kept
        translation = translate_article(self.original, engine, self.into)
        keep_translation(self.subject, translation, engine.name, version, now)
        return translation

    def write(self, now: datetime) -> Iterator[tuple[Part, Paragraph]]:
        """The model's paragraphs as they come; the built-in ones where it fails or its budget is used up.

        Raises:
            TranslationError: a model of translation is damaged.
        """
        config = settings.CONFIG
        limits = {"daily": config.model_daily_tokens, "reader_daily": config.model_reader_tokens}
        if not within_budget(now, self.reader, **limits):
            yield from self._stood_in("over-budget", now)
            return
        model = RemoteModel(config.model_url, config.model_key, model_name())
        stand_in = built_in(self.original.language, self.into)
        engine = ModelTranslator(model, self.original.language, self.into, _embedder(), stand_in)
        done: list[tuple[Part, Paragraph]] = []
        try:
            for part, paragraph in translated_parts(self.original, engine, self.into):
                done.append((part, paragraph))
                yield part, paragraph
        except ModelError:
            if not done:
                yield from self._stood_in("no-answer", now)
                return
            rest = list(translated_parts_after(self.original, self.into, len(done)))
            yield from rest
            parts = [*done, *rest]
            broken = gather_translation(self.original, engine.name, self.into, parts)
            self.translation = replace(broken, notice="no-answer")
            return
        finally:
            note_spend(now, self.reader, engine.usage.sent, engine.usage.written)
        self.translation = gather_translation(self.original, engine.name, self.into, done)
        keep_translation(self.subject, self.translation, engine.name, self._version(""), now, engine.dropped)

    def finish(self, now: datetime) -> Translation:
        """The whole of what `write` gives.

        Raises:
            TranslationError: a model of translation is damaged.
        """
        for _ in self.write(now):
            pass
        return self.translation

    def _stood_in(self, notice: str, now: datetime) -> Iterator[tuple[Part, Paragraph]]:
        self.translation = replace(self.made(now), notice=notice)
        parts: tuple[tuple[Part, Paragraph], ...] = (
            ("title", self.translation.title),
            ("standfirst", self.translation.standfirst),
            *(("text", one) for one in self.translation.paragraphs),
        )
        yield from ((part, paragraph) for part, paragraph in parts if paragraph)

    def _version(self, engine: str) -> str:
        original = self.original
        return version_of_text(original.title, original.standfirst, original.text, original.language, engine)


def translated_parts_after(original: Original, into: str, count: int) -> Iterator[tuple[Part, Paragraph]]:
    """The paragraphs after the first `count`, beside nothing."""
    whole = untranslated(original, into)
    parts: list[tuple[Part, Paragraph]] = [("title", whole.title), ("standfirst", whole.standfirst)]
    parts = [(part, one) for part, one in parts if one]
    parts += [("text", one) for one in whole.paragraphs]
    yield from parts[count:]
