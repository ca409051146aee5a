"""How long it takes to summarise, compare and brief from what is stored, and to say a briefing.

    python benchmarks/ahead.py [--reports 80]

Stories are put together from the English texts of the demo newsroom, read as the store gives them (sentences,
names and numbers found before); each figure is the median and the worst of all stories, in time of the
processor, so that a busy machine does not count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

os.environ.setdefault("BROADSHEET_DATA_DIR", tempfile.mkdtemp(prefix="broadsheet-benchmark-"))

from broadsheet.assist.aloud import seconds_aloud
from broadsheet.assist.briefing import StoryToTell, brief_built_in
from broadsheet.assist.changed import what_changed
from broadsheet.assist.compare import compare_coverage
from broadsheet.assist.reading import read_source
from broadsheet.assist.summarize import summarize_story
from broadsheet.assist.timeline import PartOfAffair, background, make_timeline
from broadsheet.assist.types import Source
from broadsheet.newsroom.newsroom import make_demo
from broadsheet.speech.espeak import espeak
from broadsheet.speech.speak import speak
from broadsheet.speech.types import Part

AT = datetime(2026, 11, 27, tzinfo=UTC)


def english_texts() -> list[tuple[str, str]]:
    """Titles and texts of the demo newsroom's English articles."""
    demo = make_demo(began=AT)
    english = [publisher for publisher in demo.publishers if publisher.base_language == "en"]
    found = [article for publisher in english for article in demo.latest(publisher, 200)]
    return [(article.title, article.text) for article in found]


def make_stories(reports: int, count: int) -> list[tuple[Source, ...]]:
    texts = english_texts()
    stories = []
    for story in range(count):
        some = islice(cycle(texts), story * 3, story * 3 + reports)
        stories.append(
            tuple(
                read_source(
                    number,
                    title,
                    text,
                    AT + timedelta(minutes=number),
                    language="en",
                    owner=f"owner-{number}",
                )
                for number, (title, text) in enumerate(some)
            )
        )
    return stories


def timed(name: str, work: Callable[[Sequence[Source]], object], stories: Sequence[Sequence[Source]]) -> None:
    times = []
    for story in stories:
        work(story)
        start = time.process_time()
        work(story)
        times.append(1000 * (time.process_time() - start))
    print(f"{name:32} median {statistics.median(times):7.0f} ms   worst {max(times):7.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=80)
    options = parser.parse_args()
    stories = make_stories(options.reports, 4)
    chars = sum(len(source.text) for source in stories[0])
    print(f"{options.reports} reports a story, {chars:,} characters in the first")
    timed("summary, three points", lambda one: summarize_story(one, "points", "en"), stories)
    timed("compare", lambda one: compare_coverage(one, "en"), stories)
    timed(
        "what is new (half known)",
        lambda one: what_changed(one[: len(one) // 2], one[len(one) // 2 :], "en"),
        stories,
    )
    part = [PartOfAffair(number, AT, stories[number % 4][:12]) for number in range(8)]
    timed(
        "timeline of 8 stories",
        lambda one: make_timeline(part, PartOfAffair(9, AT, tuple(one)), []),
        stories,
    )
    timed(
        "background from 8 stories",
        lambda one: background(part, PartOfAffair(9, AT, tuple(one))),
        stories,
    )
    told = [StoryToTell(number, 1, one[0].title, "en", one) for number, one in enumerate(stories * 3)]
    start = time.perf_counter()
    briefing = brief_built_in(told, "en")
    print(
        f"briefing of {len(briefing.items)} stories: {time.perf_counter() - start:.2f} s, "
        f"{briefing.seconds:.0f} s counted"
    )
    if espeak("espeak-ng").is_there:
        parts = [Part(item.title, "en", heading=True) for item in briefing.items]
        parts += [Part(said.text, "en") for item in briefing.items for said in item.answer.sentences]
        start = time.perf_counter()
        sound = speak(parts)
        counted = sum(seconds_aloud(one.text, "en") for one in parts)
        print(
            f"said by espeak-ng in {time.perf_counter() - start:.1f} s: {sound.seconds:.0f} s long "
            f"({counted:.0f} s counted), {len(sound.mp3):,} bytes"
        )


if __name__ == "__main__":
    main()
