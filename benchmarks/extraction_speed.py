"""Pages a second on one core, beside trafilatura and newspaper4k in the same run.

    python benchmarks/extraction_speed.py EVAL_FOLDER [--set articles] [--pages N] [--newspaper]

The tools take turns page by page, so that whatever else the machine does meets all of them alike; times are
processor times of this one process. Broadsheet and trafilatura both read text and metadata.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

from broadsheet.errors import ExtractError
from broadsheet.extract.article import extract_article
from broadsheet.extract.decode import parse_page
from broadsheet.extract.text import extract_text
from broadsheet.extract.texttypes import PageSignals
from broadsheet.pool import calm_collector
from extraction_peers import by_newspaper, by_trafilatura, by_trafilatura_text


def by_broadsheet(body: bytes, url: str) -> str:
    """The whole article: text and metadata."""
    try:
        return extract_article(body, url).text
    except ExtractError:
        return ""


def by_broadsheet_text(body: bytes, url: str) -> str:
    """Decoding, parsing and text alone."""
    try:
        return extract_text(parse_page(body), url, PageSignals()).text
    except ExtractError:
        return ""


def main() -> None:
    """Time the tools and print pages a second and ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", default="articles", choices=("articles", "phrases"))
    parser.add_argument("--pages", type=int, default=0, help="only so many pages")
    parser.add_argument("--newspaper", action="store_true", help="time newspaper4k too; it takes minutes")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    folder = options.folder / options.set
    rows = [json.loads(line) for line in (folder / "pages.jsonl").open(encoding="utf8")]
    rows = rows[: options.pages or None]
    pages = [
        (gzip.decompress((folder / row["html_path"]).read_bytes()), row.get("url") or "") for row in rows
    ]
    tools: dict[str, Callable[[bytes, str], str]] = {
        "broadsheet": by_broadsheet,
        "broadsheet, text only": by_broadsheet_text,
        "trafilatura": by_trafilatura,
        "trafilatura, text only": by_trafilatura_text,
    }
    if options.newspaper:
        tools["newspaper4k"] = by_newspaper
    for tool in tools.values():  # models, word lists and caches are loaded before the clock runs
        tool(*pages[0])
    calm_collector()  # as in Broadsheet's workers, for all tools alike
    seconds = dict.fromkeys(tools, 0.0)
    for number, (body, url) in enumerate(pages):
        names = list(tools)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            began = time.process_time()
            tools[name](body, url)
            seconds[name] += time.process_time() - began
    print(f"{options.set}: {len(pages)} pages, one core, processor time")
    for name, spent in seconds.items():
        print(
            f"{name:<24}{len(pages) / spent:8.1f} pages/s {1000 * spent / len(pages):8.1f} ms a page"
            f"   broadsheet is {spent / seconds['broadsheet']:.2f} times as fast"
        )


if __name__ == "__main__":
    main()
