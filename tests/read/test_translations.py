"""Every text of the interface is translated, and what is compiled is what was written."""

from __future__ import annotations

import json
import re
from gettext import c2py
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.test import Client
from django.utils.translation import to_locale

from broadsheet.read.translations import (
    catalogues,
    compile_catalogue,
    extract_texts,
    read_catalogue,
)

CATALOGUES = [pytest.param(path, id=path.parent.parent.name) for path in catalogues()]


def in_all_forms(text: object) -> tuple[str, ...]:
    """One form of a text, or its plural forms."""
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text or ""),)


def strings(message: Message) -> tuple[str, ...]:
    return in_all_forms(message.string)


def placeholders(string: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", string))


def test_every_language_but_english_has_a_catalogue() -> None:
    written = {path.parent.parent.name for path in catalogues()}
    assert written == {to_locale(code) for code, _ in settings.LANGUAGES} - {"en"}


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """Of all templates and of all code: read once, not for each language."""
    return extract_texts()


@pytest.mark.parametrize("path", CATALOGUES)
def test_every_text_is_translated_in_all_its_plural_forms(path: Path, texts: Catalog) -> None:
    catalogue: Catalog = read_catalogue(path)
    missing = []
    for message in texts:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        found = catalogue.get(key, message.context)
        forms = catalogue.num_plurals if isinstance(message.id, tuple) else 1
        if found is None or found.fuzzy or len(strings(found)) != forms or not all(strings(found)):
            missing.append(key)
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES)
def test_translations_have_the_placeholders_of_the_text_and_no_others(path: Path) -> None:
    """But where few are counted, a language may say the number in words or not at all."""
    for message in read_catalogue(path):
        if not message.id:
            continue
        given = placeholders(" ".join(in_all_forms(message.id)))
        *few, many = strings(message)
        assert placeholders(many) == given, message.id
        assert all(placeholders(string) <= given for string in few), message.id
        for string in strings(message):
            assert "%" not in string % dict.fromkeys(given, "7"), message.id


@pytest.mark.parametrize("path", CATALOGUES)
def test_numbers_choose_plural_forms_as_cldr_says(path: Path) -> None:
    catalogue = read_catalogue(path)
    assert catalogue.locale is not None
    form, kind = c2py(catalogue.plural_expr), catalogue.locale.plural_form
    pairs = {(form(number), kind(number)) for number in range(1001)}
    assert {index for index, _ in pairs} == set(range(catalogue.num_plurals))
    assert len({name for _, name in pairs}) == len(pairs) == catalogue.num_plurals


@pytest.mark.parametrize("path", CATALOGUES)
def test_the_compiled_catalogue_is_current(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compile_catalogue(read_catalogue(path))


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "name"), settings.LANGUAGES)
def test_every_language_can_be_asked_for_chosen_installed_and_followed(code: str, name: str) -> None:
    start = f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">'
    asked = Client(headers={"accept-language": f"{code},en;q=0.5"}).get("/about").content.decode()
    assert start in asked
    assert f'<link rel="manifest" href="/app/{code}.webmanifest">' in asked

    reader = Client(headers={"accept-language": "de" if code == "en" else "en"})
    offered = reader.get("/about").content.decode()
    assert f'lang="{code}" hreflang="{code}" dir="auto" rel="nofollow">{name}</a>' in offered
    reader.get(f"/look?language={code}&next=/about")
    assert start in reader.get("/about").content.decode()

    manifest = json.loads(reader.get(f"/app/{code}.webmanifest").content)
    assert manifest["lang"] == code
    feed = reader.get(f"/latest/feed.atom?language={code}").content
    assert ElementTree.fromstring(feed).get("{http://www.w3.org/XML/1998/namespace}lang") == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        *(("zh-CN,zh;q=0.9", "zh-hans"), ("zh", "zh-hans"), ("zh-SG", "zh-hans"), ("ru-RU", "ru")),
        *(("es-MX", "es"), ("de-AT", "de"), ("fr-CA", "fr"), ("ar-EG", "ar")),
        *(("ja, fr;q=0.2", "fr"), ("ja", "en")),
    ],
)
def test_browsers_are_answered_in_the_language_nearest_to_theirs(asked: str, given: str) -> None:
    page = Client(headers={"accept-language": asked}).get("/about").content.decode()
    assert f'<html lang="{given}"' in page
