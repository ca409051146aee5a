"""An object found by a query whose SQL is made once is the object that `get` gives."""

from __future__ import annotations

import pytest

from broadsheet.store.models import Article
from broadsheet.store.whole import Whole
from tests.factories import make_article

pytestmark = pytest.mark.django_db
_articles = Whole(Article, lambda public_id: Article.objects.filter(public_id=public_id))


def test_it_gives_what_get_gives_with_the_fields_own_values() -> None:
    for made in (make_article(authors=["A", "Б"], paywalled=True), make_article(category="sport")):
        expected = Article.objects.get(pk=made.pk)
        found = _articles.find(made.public_id)
        assert found == expected
        assert found is not None
        assert {name: getattr(found, name) for name in _columns()} == {
            name: getattr(expected, name) for name in _columns()
        }


def _columns() -> list[str]:
    return [column.attname for column in Article._meta.concrete_fields]


def test_it_can_be_changed_and_stored() -> None:
    made = make_article(category="sport")
    found = _articles.find(made.public_id)
    assert found is not None
    found.category = "world"
    found.save()
    made.refresh_from_db()
    assert made.category == "world"
    assert found.publisher == made.publisher


def test_what_is_not_there_is_none() -> None:
    make_article()
    assert _articles.find("nothing") is None
