"""Django's admin: what it shows, what it lets be changed, and what it hides."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from broadsheet.readers.models import Reader
from broadsheet.store.models import Feed
from broadsheet.web.operator.admin import make_site
from tests.factories import make_article, make_feed, make_page
from tests.readers.signing_in import make_reader
from tests.stories import make_story

pytestmark = pytest.mark.django_db


def test_every_table_opens_with_a_row_in_it(sure: Client) -> None:
    make_story(make_article())
    make_page(body=b"\0\xff")
    feed = make_feed()
    for model in make_site()._registry:
        meta = model._meta
        assert sure.get(f"/operator/admin/{meta.app_label}/{meta.model_name}/?q=a").status_code == 200, meta
        row = model._default_manager.first()
        if row is not None:
            page = sure.get(f"/operator/admin/{meta.app_label}/{meta.model_name}/{row.pk}/change/")
            assert page.status_code == 200, meta
            assert (
                sure.get(f"/operator/admin/{meta.app_label}/{meta.model_name}/{row.pk}/history/").status_code
                == 200
            )
    assert sure.get("/operator/admin/").status_code == 200
    assert sure.get("/operator/admin/store/").status_code == 200
    assert feed.url in sure.get("/operator/admin/store/feed/").content.decode()


def test_a_few_facts_can_be_changed_and_nothing_else(sure: Client) -> None:
    feed = make_feed(title="Old", category="science")
    path = f"/operator/admin/store/feed/{feed.pk}/change/"
    answer = sure.post(
        path, {"title": "New", "category": "", "language": "en", "url": "https://evil.example/"}
    )
    assert answer.status_code == 302
    changed = Feed.objects.get()
    assert (changed.title, changed.category, changed.url) == ("New", "", feed.url)
    for rest in ("add/", f"{feed.pk}/delete/"):
        assert sure.get(f"/operator/admin/store/feed/{rest}").status_code == 404


def test_secrets_and_what_readers_read_are_not_there(sure: Client, ines: Reader) -> None:
    make_reader("mara@example.org")
    feed = make_feed(websub_secret="never-shown")
    page = sure.get(f"/operator/admin/readers/reader/{ines.pk}/change/").content.decode()
    assert "ines@example.org" in page
    assert ines.password not in page
    assert "never-shown" not in sure.get(f"/operator/admin/store/feed/{feed.pk}/change/").content.decode()
    for table in ("saved", "readmark", "follow", "mute", "readersession"):
        assert sure.get(f"/operator/admin/readers/{table}/").status_code == 404
    role = sure.post(f"/operator/admin/readers/reader/{ines.pk}/change/", {"role": "reader"})
    assert role.status_code == 403
    ines.refresh_from_db()
    assert ines.role == "operator"


def test_it_asks_once_more_who_one_is(client: Client) -> None:
    answer = client.get("/operator/admin/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_django_has_no_complaint_about_it() -> None:
    call_command("check", fail_level="ERROR")
