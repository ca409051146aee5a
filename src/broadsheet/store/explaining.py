"""Earlier articles that may say what the names of a text are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from broadsheet.assist.explain import Explained, explain, terms_of
from broadsheet.assist.types import Source
from broadsheet.search.types import Filters, Query, Wanted

from .search import find
from .sources import sources_of

MOST_EACH = 10
"""Articles that are read for one name: those that search finds best for it."""


def explain_names(sources: Sequence[Source], now: datetime, language: str = "") -> tuple[Explained, ...]:
    """The names of articles with what earlier coverage says they are.

    Args:
        sources: an article, or those of a story; they do not explain themselves.
        now: aware.
        language: ISO 639 of the reader.

    Raises:
        StoreError: the database could not.
    """
    if not sources:
        return ()
    own = {source.id for source in sources}
    filters = Filters(before=max(source.at for source in sources))
    names = terms_of(sources)
    found: dict[str, list[int]] = {}
    for name in names:
        hits = find(Query(((Wanted(name, phrase=True),),), filters=filters), now).hits
        found[name] = [hit.article_id for hit in hits if hit.article_id not in own][:MOST_EACH]
    read = {one.id: one for one in sources_of([pk for ids in found.values() for pk in ids])}
    explained: list[Explained] = []
    for name in names:
        explained += explain([name], [read[pk] for pk in found[name] if pk in read], language)
    return tuple(explained)
