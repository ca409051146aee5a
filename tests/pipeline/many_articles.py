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
        one = make_article(publisher, text="x", html="", canonical_url=f"https://tarn.example/{there}")
        facts = {field.attname: getattr(one, field.attname) for field in Article._meta.concrete_fields}
        del facts["id"], facts["public_id"]
        rows = []
        for number in range(there + 1, there + count):
            words = (f"Text of the article with the number {number}. " * (size // 40 + 1))[:size]
            address = f"https://tarn.example/{number}"
            rows.append(Article(**{**facts, "text": words, "canonical_url": address}))
        Article.objects.bulk_create(rows, batch_size=50)
    digest = blake2b(digest_size=16)
    for row in Article.objects.order_by("pk").values_list("pk", "title", "text").iterator():
        digest.update(repr(row).encode())
    print(json.dumps([Article.objects.count(), digest.hexdigest()]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
