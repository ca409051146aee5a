"""Puts publishers of the newsroom at a base address into the database: python -m … BASE COUNT."""

from __future__ import annotations

import sys

from broadsheet.cli._django import prepare


def main(base: str, count: int) -> None:
    prepare()
    from broadsheet.cli.demo import demo_publishers
    from broadsheet.newsroom.__main__ import make_newsroom
    from broadsheet.store.catalogue import install

    install(demo_publishers(make_newsroom(), base)[:count])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
