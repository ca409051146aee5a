"""Every text of the interface is translated, and what is compiled is what was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils.translation import to_locale

from broadsheet.read.translations import (
    catalogues,
    compile_catalogue,
    extract_texts,
    read_catalogue,
)

CATALOGUES = [pytest.param(path, id=path.parent.parent.name) for path in catalogues()]


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_every_language_but_english_has_a_catalogue() -> None:
    written = {path.parent.parent.name for path in catalogues()}
    assert written == {to_locale(code) for code, _ in settings.LANGUAGES} - {"en"}


@pytest.mark.parametrize("path", CATALOGUES)
def test_every_text_is_translated_in_all_its_plural_forms(path: Path) -> None:
    catalogue: Catalog = read_catalogue(path)
    missing = []
    for message in extract_texts():
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        found = catalogue.get(key, message.context)
        forms = catalogue.num_plurals if isinstance(message.id, tuple) else 1
        if found is None or found.fuzzy or len(strings(found)) != forms or not all(strings(found)):
            missing.append(key)
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES)
def test_translations_use_no_placeholder_that_the_text_lacks(path: Path) -> None:
    for message in read_catalogue(path):
        given = set(
            re.findall(r"%\(\w+\)s", " ".join(message.id if isinstance(message.id, tuple) else [message.id]))
        )
        used = {name for string in strings(message) for name in re.findall(r"%\(\w+\)s", string)}
        assert used <= given or not message.id, message.id


@pytest.mark.parametrize("path", CATALOGUES)
def test_the_compiled_catalogue_is_current(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compile_catalogue(read_catalogue(path))
