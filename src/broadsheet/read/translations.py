"""The translators' files: `python -m broadsheet.read.translations` brings them up to date with the texts.

Reads what templates and code give to gettext, updates locale/<language>/LC_MESSAGES/django.po (new texts come
in untranslated, vanished ones go) and compiles django.mo beside it, which is committed, so that a fresh
checkout needs no tool. Babel does all of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent
LOCALE = Path(__file__).parent / "locale"
_PARTS = ("read", "readers", "store", "web")
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def catalogues() -> list[Path]:
    """The .po files."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def extract_texts() -> Catalog:
    """All texts that templates and code give to gettext."""
    template = Catalog(fuzzy=False)
    for path, source in _sources():
        for _line, message, comments, context in extract("python", io.BytesIO(source), _KEYWORDS):
            place = [(path.relative_to(PACKAGE.parent).as_posix(), 0)]
            template.add(message, locations=place, auto_comments=comments, context=context)
    return template


def _sources() -> Iterator[tuple[Path, bytes]]:
    for part in _PARTS:
        for path in sorted((PACKAGE / part).rglob("*.py")):
            yield path, path.read_bytes()
        for path in sorted((PACKAGE / part / "templates").rglob("*.*")):  # pages, and texts of e-mail
            # As Django's makemessages does: template tags become calls of gettext.
            yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode()


def read_catalogue(path: Path) -> Catalog:
    """Reads a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compile_catalogue(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def main() -> None:
    template = extract_texts()
    for path in catalogues():
        catalogue = read_catalogue(path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(file, catalogue, ignore_obsolete=True, sort_output=True, include_lineno=False, width=100)
        path.with_suffix(".mo").write_bytes(compile_catalogue(catalogue))
        missing = [message for message in catalogue if message.id and (message.fuzzy or not message.string)]
        print(f"{path.parent.parent.name}: {len(catalogue)} texts, {len(missing)} not translated")


if __name__ == "__main__":
    main()
