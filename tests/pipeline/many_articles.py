"""Makes articles, and prints how many there are and a digest of them all: python -m … COUNT BYTES."""

from __future__ import annotations

import json
import sys
from hashlib import blake2b

from broadsheet.cli._django import prepare


def main(count: int, size: int) -> None:
    prepare()
    from broadsheet.store.models import Article, Publisher
    from tests.factories import make_article, make_publisher

    if count:
        publisher = Publisher.objects.first() or make_publisher()
        there = Article.objects.count()
        for number in range(there, there + count):
            words = (f"Text of the article with the number {number}. " * (size // 40 + 1))[:size]
            address = f"https://tarn.example/{number}"
            make_article(publisher, text=words, html="", canonical_url=address)
    digest = blake2b(digest_size=16)
    for row in Article.objects.order_by("pk").values_list("pk", "title", "text").iterator():
        digest.update(repr(row).encode())
    print(json.dumps([Article.objects.count(), digest.hexdigest()]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
