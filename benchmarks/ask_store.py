"""A store in a folder of its own with all written articles, for `benchmarks/ask.py --everything`."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta

from tests.assist.ask_questions import Asked, articles

from broadsheet.assist.ask import Finding
from broadsheet.search.tokens import index_text
from broadsheet.understand.vectors import builtin_embedder, pack_vector, text_to_embed


def everything() -> Callable[[Asked], Finding]:
    """Fills the store, and gives what asks it."""
    folder = tempfile.TemporaryDirectory(prefix="broadsheet-ask-")
    atexit.register(folder.cleanup)
    os.environ |= {"BROADSHEET_DATA_DIR": folder.name, "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill()
    now = max(written.source.at for written in articles()) + timedelta(hours=1)
    from broadsheet.store.asking import ask_store

    return lambda asked: ask_store(asked.text, now, language=asked.language)


def _fill() -> None:
    from broadsheet.store.features import pack_details
    from broadsheet.store.models import Article, Publisher
    from broadsheet.store.records import UnderstandingRecord
    from broadsheet.store.understanding import put_understandings
    from broadsheet.understand.types import ArticleFeatures

    embedder = builtin_embedder()
    for written in articles():
        source = written.source
        publisher, _ = Publisher.objects.get_or_create(key=source.owner, defaults={"name": source.publisher})
        article = Article.objects.create(
            publisher=publisher,
            canonical_url=f"https://newsroom.example/{source.id}",
            title=source.title,
            summary=source.summary,
            text=source.text,
            language=source.language,
            first_seen_at=source.at,
            updated_at=source.at,
            sort_at=source.at,
            content_hash=str(source.id),
        )
        vector = embedder.embed([text_to_embed(source.title, source.summary, source.text)])[0]
        known = ArticleFeatures(
            language=source.language,
            sentences=source.sentences,
            names=source.names,
            places=source.places,
            numbers=source.numbers,
            quotes=source.quotes,
        )
        record = UnderstandingRecord(
            article_id=article.pk,
            publisher_id=publisher.pk,
            at=source.at,
            content_hash=article.content_hash,
            understood_at=source.at,
            version=1,
            language=source.language,
            model=embedder.model,
            dim=len(vector),
            vector=pack_vector(vector),
            details=pack_details(known),
            search=index_text(source.title, source.text, source.language),
        )
        put_understandings([record])
