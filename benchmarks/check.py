"""How well the check of generated sentences tells true ones from altered ones.

python benchmarks/check.py EVAL [--vectors] [--part fresh] [--failures 20]

Five parts, each with a table by kind and by language:

- development, held: written sentences on the demo newsroom's texts (`tests/assist/data/check`); the check was
  tuned on the one, and in the end on the other too, which had been held apart until then.
- fresh: written sentences on news texts written for them, about other events than the newsroom's, by somebody
  who had not seen the check; a part of them in another language than the text.
- real-development, real-held: made here from the pages of EVAL/articles, every other one. True: a sentence of
  the text without its asides and its last clause ("condensed"), with the sentences of the text that share
  most with it as passages. Publishers' standfirsts are shown beside them and counted as neither: many say
  what no five sentences of the text say. Altered by rule: a number, a name (of another article, or two of the
  sentence exchanged), a day or year, a negation put in or taken out; a sentence or a last clause of another
  article ("invented"). Nobody has read them: a rule makes a few that are true, or that nobody would write.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.assist.sentences import KINDS, written

from broadsheet.assist.check import check
from broadsheet.assist.moments import find_moments
from broadsheet.assist.quantities import find_quantities
from broadsheet.assist.statements import read_statement
from broadsheet.search.tokens import tokens
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.vectors import Embedder, Vectors, builtin_embedder

PARTS = ("development", "held", "fresh", "real-development", "real-held")
TRUE = ("true", "condensed")
UNKNOWN = ("standfirst",)
EACH = 4
"""Sentences of an article."""
_ASIDE = re.compile(r" ?\([^()]*\)| [–—] [^–—]{3,80} [–—](?= )")
_NOT = {
    "en": [
        (r"\b(is|are|was|were|has|have|had|will|would|can|could) (?!not\b)", r"\1 not "),
        (r"\b(?:not|n't) ", " "),
    ],
    "de": [
        (r"\bnicht ", ""),
        (r"\bkeine?(\w*) ", r"eine\1 "),
        (r"\b(wird|wurde|ist|sind|war|hat|haben) ", r"\1 nicht "),
    ],
    "fr": [(r"\b(est|sont|a|ont) ", r"n'\1 pas ")],
    "es": [(r"\bno ", ""), (r"\b(es|está|ha|han|fue|son) ", r"no \1 ")],
    "it": [(r"\bnon ", ""), (r"\b(è|ha|hanno|sono) ", r"non \1 ")],
    "nl": [(r"\bniet ", ""), (r"\b(is|zijn|was|heeft) ", r"\1 niet ")],
    "sv": [(r"\binte ", ""), (r"\b(är|har|var|ska) ", r"\1 inte ")],
    "no": [(r"\bikke ", ""), (r"\b(er|har|var|skal) ", r"\1 ikke ")],
    "ru": [(r"\bне ", "")],
    "tr": [(r"\bdeğil\b", "")],
    "ja": [(r"ていない", "ている"), (r"した。", "しなかった。")],
    "hi": [(r"नहीं ", ""), (r" है।", " नहीं है।")],
}
_WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to check: what it cites, and what was done to it."""

    kind: str
    sentence: str
    language: str
    passages: tuple[tuple[str, str], ...]
    day: date | None
    known: tuple[str, ...]


class Remembering:
    """An embedder that makes each vector once: a benchmark asks for the same passages again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self.model = embedder.model
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.embed([text])[0]
        return np.array([self._known[text] for text in texts], np.float32)


def written_cases(part: str) -> Iterator[Case]:
    """The written sentences of a part: "development", "held" or "fresh"."""
    for one in written(part):
        yield Case(one.kind, one.text, one.language, one.passages, one.day, (one.title,))


def real_cases(folder: Path, half: int, seed: int = 5) -> Iterator[Case]:
    """Sentences made from real pages: those of even place in the file (`half` 0), or of odd."""
    chance = random.Random(seed)
    lines = (folder / "articles" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [page for page in map(json.loads, lines) if page.get("text") and page.get("language")]
    names: dict[str, list[str]] = defaultdict(list)
    strangers: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        language = page["language"]
        read = read_statement(page["text"][:3_000], language)
        names[language] += [read.text[slice(*span)] for span in read.names if " " in read.text[slice(*span)]]
        strangers[language] += _usable(page["text"], language)[:6]
    for page in pages[half::2]:
        yield from _page_cases(page, names[page["language"]], strangers[page["language"]], chance)


def _usable(text: str, language: str) -> list[str]:
    sentences = [text[slice(*span)] for span in split_sentences(text, language)]
    least = 25 if language in ("ja", "zh") else 60
    return [one for one in sentences if least <= len(one) <= 300 and one[-1] in ".!?。"]


def _page_cases(
    page: dict[str, str], names: list[str], strangers: list[str], chance: random.Random
) -> Iterator[Case]:
    language, text = page["language"], page["text"]
    day = date.fromisoformat(page["published"][:10]) if page.get("published") else None
    sentences = list(dict.fromkeys(text[slice(*span)] for span in split_sentences(text, language)))
    known = (page.get("title") or "",)

    def case(kind: str, sentence: str, of: str) -> Case:
        cited = tuple((one, language) for one in _nearest(of, sentences, language))
        return Case(kind, sentence, language, cited, day, known)

    summary = (page.get("summary") or "").strip()
    body = [one for one in sentences if one not in summary]
    if summary and len(body) > 3:
        cited = tuple((one, language) for one in _nearest(summary, body, language, 5))
        yield Case("standfirst", summary, language, cited, day, known)
    chosen = chance.sample(usable, min(EACH, len(usable))) if (usable := _usable(text, language)) else []
    for sentence in chosen:
        short = _condensed(sentence)
        yield case("condensed", short, sentence)
        others = [one for one in strangers if one not in text]
        if others:
            yield case("invented", chance.choice(others), sentence)
            tail = chance.choice(others).rsplit(", ", 1)[-1]
            if len(tail.split()) > 4:
                yield case("invented", f"{short.rstrip('.')}, {tail}", sentence)
        for kind, altered in _alterations(short, language, text, names, chance):
            yield case(kind, altered, sentence)


def _condensed(sentence: str) -> str:
    """A sentence without asides and, where it is long, without its last clause."""
    short = _ASIDE.sub("", sentence)
    head, comma, tail = short.rpartition(", ")
    if (
        comma
        and len(head) > 60
        and len(tail.split()) > 3
        and head.count('"') % 2 == 0
        and head.count("„") == head.count("“")
    ):
        short = head + "."
    return short


def _nearest(sentence: str, sentences: Sequence[str], language: str, count: int = 3) -> list[str]:
    """The sentences of a text that share most words with a sentence, in the text's order."""
    own = {token for token, _, _ in tokens(sentence, language)}
    ranks = [len(own & {token for token, _, _ in tokens(one, language)}) for one in sentences]
    best = sorted(range(len(sentences)), key=lambda place: (-ranks[place], place))[:count]
    return [sentences[place] for place in sorted(best)]


def _alterations(
    sentence: str, language: str, text: str, names: list[str], chance: random.Random
) -> Iterator[tuple[str, str]]:
    """The sentence with one thing changed, each with what was changed."""
    moments = find_moments(sentence, language)
    for number in find_quantities(sentence, language, [one.span for one in moments]):
        written = sentence[slice(*number.span)]
        digits = re.search(r"\d+", written)
        if digits and number.unit != "time":
            other = str(int(digits[0]) + chance.choice((1, 2, 3, 10, 40, -1 if int(digits[0]) > 4 else 5)))
            changed = (
                sentence[: number.span[0]] + written.replace(digits[0], other, 1) + sentence[number.span[1] :]
            )
            if other not in text:
                yield "number", changed
                break
    if altered := _other_day(sentence, language, text, chance):
        yield "date", altered
    read = read_statement(sentence, language)
    own = [span for span in read.names if " " in sentence[slice(*span)]]
    others = [name for name in names if not any(word in text for word in name.split())]
    if own and others:
        start, stop = chance.choice(own)
        yield "name", sentence[:start] + chance.choice(others) + sentence[stop:]
    if len(own) > 1 and own[0][1] < own[1][0]:
        (a, b), (c, d) = own[:2]
        if sentence[a:b] != sentence[c:d] and sentence[b:c].strip() not in (
            "and",
            "und",
            "et",
            "y",
            "e",
            ",",
            "&",
        ):
            yield "name", sentence[:a] + sentence[c:d] + sentence[b:c] + sentence[a:b] + sentence[d:]
    for pattern, to in _NOT.get(language, []):
        changed = re.sub(pattern, to, sentence, count=1)
        if changed != sentence:
            yield "negation", changed
            break


def _other_day(sentence: str, language: str, text: str, chance: random.Random) -> str:
    """The sentence with another weekday or year; "" if it names none."""
    days = _WEEKDAYS.get(language, [])
    for day in days:
        if re.search(rf"\b{day}\b", sentence):
            others = [one for one in days if one not in text]
            return re.sub(rf"\b{day}\b", chance.choice(others), sentence, count=1) if others else ""
    year = re.search(r"\b(19|20)\d\d\b", sentence)
    if year:
        other = str(int(year[0]) - chance.choice((2, 3, 7)))
        return sentence.replace(year[0], other, 1) if other not in text else ""
    return ""


def measure(cases: Sequence[Case], embedder: Embedder | None, failures: int) -> dict[str, float]:
    """Prints the tables of a part; returns its main figures."""
    kinds: Counter[tuple[str, bool]] = Counter()
    languages: Counter[tuple[str, bool, bool]] = Counter()
    taken = []
    shown = 0
    for case in cases:
        start = time.process_time()
        doubt = check(
            case.sentence, case.language, case.passages, day=case.day, known=case.known, embedder=embedder
        )
        taken.append(time.process_time() - start)
        true = case.kind not in KINDS[1:]
        kinds[case.kind, bool(doubt)] += 1
        if case.kind in UNKNOWN:
            continue
        name = (
            case.language
            if case.passages[0][1] == case.language
            else f"{case.language} on {case.passages[0][1]}"
        )
        languages[name, true, bool(doubt)] += 1
        if true == bool(doubt) and shown < failures:
            shown += 1
            print(f"    {case.language} {case.kind}: {doubt or 'no doubt'}: {case.sentence[:200]}")
    print(f"  {'kind':<12}{'sentences':>10}{'refused':>10}")
    for kind in dict.fromkeys((*TRUE, *UNKNOWN, *KINDS)):
        count = kinds[kind, True] + kinds[kind, False]
        if count:
            print(f"  {kind:<12}{count:>10}{kinds[kind, True] / count:>10.3f}")
    print(f"  {'language':<12}{'true':>6}{'dropped':>9}{'altered':>9}{'caught':>8}")
    for language in sorted({one[0] for one in languages}):
        counts = {
            true: languages[language, true, True] + languages[language, true, False] for true in (True, False)
        }
        dropped, caught = languages[language, True, True], languages[language, False, True]
        print(f"  {language:<12}{counts[True]:>6}{dropped:>9}{counts[False]:>9}{caught:>8}")
    true = sum(count for (kind, _), count in kinds.items() if kind in TRUE)
    altered = sum(count for (kind, _), count in kinds.items() if kind in KINDS[1:])
    figures = {
        "true": true,
        "altered": altered,
        "dropped": round(sum(kinds[kind, True] for kind in TRUE) / max(true, 1), 4),
        "caught": round(
            sum(n for (kind, bad), n in kinds.items() if bad and kind in KINDS[1:]) / max(altered, 1), 4
        ),
        "median ms": round(1000 * sorted(taken)[len(taken) // 2], 2),
        "p99 ms": round(1000 * sorted(taken)[len(taken) * 99 // 100], 2),
    }
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path, help="folder with the evaluation data")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument("--vectors", action="store_true", help="with the built-in model's vectors")
    parser.add_argument("--failures", type=int, default=0, help="how many to print of what it gets wrong")
    options = parser.parse_args()
    embedder = Remembering(builtin_embedder()) if options.vectors else None
    figures = {}
    for part in (options.part,) if options.part else PARTS:
        cases = list(real_cases(options.eval, part == "real-held") if "real" in part else written_cases(part))
        print(f"{part}: {len(cases)} sentences")
        figures[part] = measure(cases, embedder, options.failures)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
