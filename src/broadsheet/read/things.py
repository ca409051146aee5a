"""What can be followed and muted, by kind and key: what it is called, and where it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from broadsheet.categories import CATEGORIES
from broadsheet.personal.mutes import tidy_word
from broadsheet.store.models import Hashtag, Publisher, Story

from .preferences import is_country
from .words import category_name, country_name

_MOST_TYPED = 300
KIND_NAMES: dict[str, Promise] = {
    "story": _("Stories"),
    "person": _("People"),
    "search": _("Searches"),
    "hashtag": _("Hashtags"),
    "publisher": _("Publishers"),
    "category": _("Categories"),
    "country": _("Countries"),
    "word": _("Words and phrases"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something by its key; `address` is where it is, "" if nowhere; `label` as the reader is shown it."""

    kind: str
    key: str
    label: str
    address: str = ""


def find_thing(kind: str, key: str) -> Thing | None:
    """What a kind and a key name; None if there is no such thing."""
    key = " ".join("".join(one if one.isprintable() else " " for one in key).split())[:_MOST_TYPED]
    if not key:
        return None
    if kind == "hashtag":
        label = Hashtag.objects.filter(key=key).values_list("label", flat=True).first()
    elif kind == "publisher":
        label = Publisher.objects.filter(key=key).values_list("name", flat=True).first()
    elif kind == "story":
        story = (
            Story.objects.select_related("headline", "merged_into__headline").filter(public_id=key).first()
        )
        story = story.merged_into or story if story else None
        key = story.public_id if story else key
        label = story.headline.title if story and story.headline else None
    elif kind == "word":
        key = label = tidy_word(key)
    else:
        label = _name_of(kind, key)
    return Thing(kind, key, label, address_of(kind, key)) if label else None


def _name_of(kind: str, key: str) -> str | None:
    if kind == "category":
        return category_name(key) if key in CATEGORIES else None
    if kind == "country":
        return (
            country_name(key.upper())
            if is_country(key) and country_name(key.upper()) != key.upper()
            else None
        )
    return key if kind in ("person", "search") else None


@lru_cache(maxsize=4096)
def address_of(kind: str, key: str) -> str:
    """Where a thing is."""
    names = {
        "story": "story-short",
        "hashtag": "hashtag",
        "publisher": "publisher",
        "category": "category",
        "country": "country",
    }
    if kind in names:
        return reverse(names[kind], args=(key,))
    if kind == "search":
        return f"{reverse('search')}?{urlencode({'q': key})}"
    return f"{reverse('search')}?{urlencode({'q': quoted(key)})}" if kind == "person" else ""


def quoted(name: str) -> str:
    """A name as a search for just these words."""
    return '"' + name.replace('"', " ").strip() + '"'


def label_of(kind: str, key: str, label: str) -> str:
    """What a thing that was followed is called in the language of the page."""
    if kind in ("category", "country"):
        return _name_of(kind, key) or label
    return f"#{label}" if kind == "hashtag" else label


def kinds_in_order(kinds: Collection[str]) -> list[str]:
    """Those of the kinds that are there, in the order of `KIND_NAMES`."""
    return [kind for kind in KIND_NAMES if kind in kinds]
