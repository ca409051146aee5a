"""Writes src/broadsheet/group/background.txt: the mean vector of the demo newsroom's articles.

python benchmarks/grouping_background.py
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from broadsheet.understand.vectors import builtin_embedder, text_to_embed

EVENTS = files("broadsheet.newsroom") / "content" / "events"
OUT = Path(__file__).parent.parent / "src" / "broadsheet" / "group" / "background.txt"


def main() -> None:
    texts: list[str] = []
    for file in sorted(EVENTS.iterdir(), key=lambda file: file.name):
        for article in tomllib.loads(file.read_text(encoding="utf-8"))["article"]:
            body = " ".join([article.get("standfirst", ""), *article.get("paragraphs", [])])
            texts.append(text_to_embed(article["title"], "", body))
    mean = builtin_embedder().embed(texts).mean(axis=0)
    lines = [
        " ".join(f"{number:.4f}" for number in mean[start : start + 12]) for start in range(0, len(mean), 12)
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
