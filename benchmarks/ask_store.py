"""A store with all written articles, understood and grouped, for `benchmarks/ask.py --everything`."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tests.assist.ask_questions import Asked, articles

from broadsheet.assist.ask import Finding
from broadsheet.assist.types import Source

_BATCH = 50


def everything(folder: Path | None = None) -> Callable[[Asked], Finding]:
    """Fills the store, and gives what asks it.

    Args:
        folder: kept, and used again; None: one of its own, taken away afterwards. Articles of other kinds
            that it holds (`benchmarks/search.py --folder`) stay, and are asked with the written ones.
    """
    now = _filled(folder)
    from broadsheet.store.asking import ask_store

    return lambda asked: ask_store(asked.text, now, language=asked.language)


def gather_everything(
    folder: Path | None = None,
) -> Callable[[Asked], tuple[Sequence[Source], Sequence[float]]]:
    """Fills the store likewise, and gives what chooses the articles that are read for a question."""
    now = _filled(folder)
    from broadsheet.store.asking import gather_sources

    def gather(asked: Asked) -> tuple[Sequence[Source], Sequence[float]]:
        found = gather_sources(asked.text, now, language=asked.language)
        return found.sources, found.prior

    return gather


_ADDRESS = "https://newsroom.example/"


def _filled(folder: Path | None) -> datetime:
    """Sees to it that the articles are there; gives the moment at which questions are asked."""
    set_up(folder)
    from broadsheet.store.models import Article

    if not Article.objects.filter(canonical_url__startswith=_ADDRESS).exists():
        _fill()
    return max(written.source.at for written in articles()) + timedelta(hours=1)


def set_up(folder: Path | None) -> None:
    """Django, with the store in this folder."""
    if folder is None:
        own = tempfile.TemporaryDirectory(prefix="broadsheet-ask-")
        atexit.register(own.cleanup)
        folder = Path(own.name)
    os.environ |= {"BROADSHEET_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _fill() -> None:
    """Puts the articles in as gathering leaves them, and does with them what the pipeline does."""
    from django.conf import settings

    from broadsheet.pipeline.grouping import Grouping
    from broadsheet.pipeline.understanding import understand_batch
    from broadsheet.store.models import Article, Publisher
    from broadsheet.store.understanding import articles_to_understand, put_understandings

    made: list[int] = []
    for written in sorted(articles(), key=lambda one: (one.source.at, one.source.id)):
        source = written.source
        publisher, _ = Publisher.objects.get_or_create(key=source.owner, defaults={"name": source.publisher})
        article = Article.objects.create(
            publisher=publisher,
            canonical_url=f"{_ADDRESS}{source.id}",
            title=source.title,
            summary=source.summary,
            text=source.text,
            language=source.language,
            first_seen_at=source.at,
            updated_at=source.at,
            sort_at=source.at,
            content_hash=str(source.id),
        )
        made.append(article.pk)
    now = max(written.source.at for written in articles())
    while waiting := articles_to_understand(_BATCH):
        put_understandings(understand_batch(waiting, now, settings.CONFIG))
    grouping = Grouping()
    for start in range(0, len(made), _BATCH):
        grouping.group(made[start : start + _BATCH], now)
