"""What a request asks of the AI features, from a page or over the API: of what, for whom, by whom."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from broadsheet.assist.types import Source
from broadsheet.read.writing import has_model
from broadsheet.readers.access import reader_of
from broadsheet.store.models import Article, Story
from broadsheet.store.sources import source_of, sources_of_story


def read_article(public_id: str) -> tuple[Article, Source]:
    """An article with what is read of it.

    Raises:
        Http404: there is none.
    """
    found = get_object_or_404(Article.objects.with_publisher(), public_id=public_id)
    return found, source_of(found)


def read_story(public_id: str) -> tuple[Story, tuple[Source, ...]]:
    """A story with its reports; the one it went into, if it was merged.

    Raises:
        Http404: there is none, or it has no articles any more.
    """
    found = get_object_or_404(
        Story.objects.select_related("headline", "merged_into__headline"), public_id=public_id
    )
    found = found.merged_into or found
    sources = sources_of_story(found)
    if not sources:
        raise Http404("This story has no articles any more.")
    return found, sources


def may_ask_model(request: HttpRequest) -> bool:
    """Whether the reader asked for the model, by a link of ours: another site cannot spend the budget."""
    wanted = request.GET.get("by") == "model" and has_model()
    return wanted and request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def payer_of(request: HttpRequest) -> str:
    """Whose daily tokens an answer costs: those of the account, or of the address where nobody signed in."""
    reader = reader_of(request)
    return f"reader:{reader.pk}" if reader else str(request.META.get("REMOTE_ADDR", ""))
