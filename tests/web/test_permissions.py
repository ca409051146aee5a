"""Who may see what: every address of the site, by who asks. An address without a row here fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from broadsheet.readers import accounts, alerts, private_feeds, saving
from broadsheet.readers.models import Comment, PrivateFeed, Reader, Role
from broadsheet.store.models import Article, Publisher, Story
from tests.factories import make_article, make_feed, make_publisher
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db
WHO = ("nobody", "reader", "another", "moderator", "operator")

# What a GET answers: to nobody, the reader whose things they are, another reader, a moderator, an operator.
# "-": not asked, for the address takes only what is sent.
ALL = (200, 200, 200, 200, 200)
OWN_PAGE = (302, 200, 200, 200, 200)  # each sees their own; nobody is led to sign in
OWN_THING = (302, 200, 404, 404, 404)  # a thing of one reader is nobody else's, whatever their role
MODERATORS = (302, 404, 404, 200, 200)
SENT_ONLY = (405, 405, 405, 405, 405)
OUTSIDE_ONLY = (200, 302, 302, 302, 302)  # for those who did not sign in
NONE_YET = (302, 404, 404, 404, 404)
GONE = (404, 404, 404, 404, 404)
AWAY = (302, 302, 302, 302, 302)
REFUSED = (302, 403, 403, 403, 403)  # not among our ways to show who one is
LEAVING = (302, 200, 200, 200, 200)  # to the front page, for who is not in
SURE = (302, 302, 302, 302, 302)  # asks once more who it is, before anything that opens the account
OPERATOR = (302, 404, 404, 404, 200)  # for others there is no such page
OPERATOR_NONE = (302, 404, 404, 404, 404)  # of no backup, of no work under way
OPERATOR_SURE = (302, 404, 404, 404, 302)  # who runs it is asked once more who they are
TABLE: dict[str, tuple[int, int, int, int, int]] = {
    # --- reading: for all
    "front": ALL, "latest": ALL, "category": ALL, "story": ALL, "story-short": AWAY, "hashtag": ALL,
    "article": ALL, "article-short": AWAY, "search": ALL, "publishers": ALL, "publisher": ALL, "country": ALL,
    "feeds": ALL, "unread": ALL, "feed": ALL, "about": ALL, "settings": ALL, "status": ALL, "offline": ALL,
    "front-feed": ALL, "latest-feed": ALL, "category-feed": ALL, "story-feed": ALL, "hashtag-feed": ALL,
    "publisher-feed": ALL, "country-feed": ALL, "search-feed": ALL,
    "article-summary": ALL, "article-ask": ALL, "article-voices": ALL, "story-summary": ALL, "story-ask": ALL,
    "story-voices": ALL, "story-compare": ALL, "ask": ALL, "corrections": ALL,
    "article-explain": ALL, "story-explain": ALL, "article-translate": ALL, "story-translate": ALL,
    "story-new": ALL, "story-timeline": ALL, "story-background": ALL,
    "briefing": ALL, "briefing-day": GONE, "briefing-podcast": ALL, "listen": ALL, "listen-words": ALL,
    "briefing-audio": GONE, "listen-audio": GONE,  # of a day without a briefing, of no file
    # --- the API, for all
    "api:openapi-json": ALL, "api:api-root": GONE, "api:nothing": GONE, "api:stories": ALL, "api:story": ALL,
    "api:articles": ALL, "api:article": ALL, "api:search": ALL,
    "api:article_summary": ALL, "api:article_ask": ALL, "api:article_voices": ALL, "api:article_explain": ALL,
    "api:article_translate": ALL, "api:story_summary": ALL, "api:story_ask": ALL, "api:story_voices": ALL,
    "api:story_explain": ALL, "api:story_compare": ALL, "api:ask": ALL,
    "get-app": ALL, "manifest": ALL, "service-worker": ALL, "shared": AWAY, "look": AWAY,
    "picture": GONE, "websub": GONE,  # of no article, of no feed: what they do else has tests of its own
    # --- one's own
    "account": OWN_PAGE, "account-delete": OWN_PAGE, "data-json": OWN_PAGE, "data-opml": OWN_PAGE,
    "for-you": OWN_PAGE, "following": OWN_PAGE, "saved": OWN_PAGE, "history": OWN_PAGE,
    "mark-read": SENT_ONLY, "read-choices": SENT_ONLY,
    "highlights": OWN_THING, "highlight": SENT_ONLY,
    "saved-edit": OWN_THING, "follow": ALL, "mute": SENT_ONLY, "save": SENT_ONLY,
    # --- discussions: read by all, written by who signed in, changed by who wrote it
    "article-comments": ALL, "story-comments": ALL, "comment": AWAY, "comment-reply": ALL,
    "comment-edit": OWN_THING, "comment-delete": OWN_THING, "comment-vote": SENT_ONLY,
    "comment-translate": ALL, "mentions": OWN_PAGE,
    "alerts": OWN_PAGE, "alerts-follows": SENT_ONLY, "alerts-device": SENT_ONLY,
    "private-feeds": OWN_PAGE, "private-feed-revoke": SENT_ONLY,
    "private-feed": ALL, "unsubscribe": ALL,  # for who has the address, which holds a secret
    # --- moderation: for moderators and operators, for others there is no such page
    "rules": ALL, "comment-report": OWN_PAGE, "account-moderation": OWN_PAGE,
    "moderation": MODERATORS, "moderation-log": MODERATORS, "moderation-words": MODERATORS,
    "moderation-comment": MODERATORS, "moderation-reader": MODERATORS,
    "moderation-undo": SENT_ONLY, "moderation-answer": SENT_ONLY,
    # --- the operator's
    "operator": OPERATOR, "operator-first": OPERATOR, "operator-sources": OPERATOR,
    "operator-sources-act": SENT_ONLY, "operator-sources-add": SENT_ONLY, "operator-catalogue": OPERATOR,
    "operator-install": SENT_ONLY, "operator-publisher": OPERATOR, "operator-queues": OPERATOR,
    "operator-again": SENT_ONLY, "operator-readers": OPERATOR, "operator-invite": SENT_ONLY,
    "operator-reader": OPERATOR, "operator-backups": OPERATOR, "operator-backup-make": SENT_ONLY,
    "operator-backup": OPERATOR_NONE, "operator-backup-remove": SENT_ONLY, "operator-work": OPERATOR_NONE,
    "operator-work-stop": SENT_ONLY, "operator-budget": OPERATOR, "operator-log": OPERATOR,
    "admin:index": OPERATOR_SURE, "admin:app_list": OPERATOR_SURE, "admin:autocomplete": OPERATOR_SURE,
    "admin:jsi18n": OPERATOR_SURE, "admin:password_change": OPERATOR_SURE, "admin:logout": OPERATOR_SURE,
    "admin:login": AWAY,
    # --- how accounts are made and opened (allauth)
    "invitation": AWAY,
    "account_login": OUTSIDE_ONLY, "account_signup": OUTSIDE_ONLY,
    "account_logout": LEAVING, "account_inactive": ALL,
    "account_reset_password": ALL, "account_reset_password_done": ALL,
    "account_reset_password_from_key": ALL, "account_reset_password_from_key_done": ALL,
    "account_confirm_email": ALL, "account_email_verification_sent": ALL,
    "account_reauthenticate": OWN_PAGE, "account_request_reauthentication_code": REFUSED,
    "account_confirm_reauthentication_code": REFUSED, "account_confirm_login_code": AWAY,
    "account_email": OWN_PAGE, "account_change_password": OWN_PAGE, "account_set_password": AWAY,
    "mfa_index": OWN_PAGE, "mfa_authenticate": AWAY, "mfa_reauthenticate": SURE,
    "mfa_activate_totp": SURE, "mfa_deactivate_totp": NONE_YET,
    "mfa_view_recovery_codes": NONE_YET, "mfa_generate_recovery_codes": SURE,
    "mfa_download_recovery_codes": NONE_YET,
    "mfa_list_webauthn": OWN_PAGE, "mfa_add_webauthn": SURE, "mfa_reauthenticate_webauthn": SURE,
    "mfa_remove_webauthn": SURE, "mfa_edit_webauthn": SURE, "mfa_login_webauthn": AWAY,
    "socialaccount_login_cancelled": ALL, "socialaccount_login_error": (401, 401, 401, 401, 401),
    "socialaccount_signup": AWAY,
    "socialaccount_connections": OWN_PAGE,
    "openid_connect_login": GONE, "openid_connect_callback": GONE,  # no provider is set
}  # fmt: skip
# Django's admin: each table's list, a row and what was changed in it.
ADMIN_TABLES = (
    "store_article", "store_articlehashtag", "store_correction", "store_dailybriefing", "store_entry",
    "store_errand", "store_feed", "store_groupingstate", "store_hashtag", "store_modelspend", "store_newlink",
    "store_newplace", "store_page", "store_picture", "store_progress", "store_publisher",
    "store_publisherdomain", "store_revision", "store_searchdocument", "store_searchword", "store_story",
    "store_storyapart", "store_storyarticle", "store_storychange", "store_storylink", "store_storedanswer",
    "store_understanding", "readers_reader", "readers_invitation", "readers_operatoraction",
)  # fmt: skip
TABLE |= {
    f"admin:{table}_{view}": OPERATOR_SURE
    for table in ADMIN_TABLES
    for view in ("changelist", "change", "history")
}
Parts = dict[str, tuple[Any, ...]]
"""By the name of an address, what stands in it."""
QUERIES = {
    "follow": "?kind=category&key=science", "search": "?q=dam", "search-feed": "?q=dam",
    "api:search": "?q=dam", "api:article_ask": "?q=dam", "api:story_ask": "?q=dam",
    "api:article_translate": "?to=pt", "api:ask": "?q=dam",
}  # fmt: skip
AIDS = ("summary", "ask", "voices", "compare", "explain", "translate", "new", "timeline", "background")


@dataclass(frozen=True)
class Site:
    """One of everything, so that each address has something to show."""

    addresses: dict[str, str]
    clients: dict[str, Client]


def all_names() -> set[str]:
    """The names of all addresses; one without a name is its route."""
    found: set[str] = set()

    def walk(patterns: Any, before: str = "") -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, f"{one.namespace}:" if one.namespace else before)
            elif isinstance(one, URLPattern):
                found.add(before + (one.name or str(one.pattern)))

    walk(get_resolver().url_patterns)
    return found


@pytest.fixture
def site() -> Site:
    people: dict[str, Reader] = {
        "reader": make_reader("mara@example.org"),
        "another": make_reader("idris@example.org"),
        "moderator": make_reader("tolland@example.org", Role.MODERATOR),
        "operator": make_reader("ines@example.org", Role.OPERATOR),
    }
    mara = people["reader"]
    publisher = make_publisher(country="NZ")
    article = make_article(publisher, category="science", title="Dam")
    add_hashtag(article, "kesh-dam", "KeshDam")
    story = make_story(article)
    parts = parts_for_all(publisher, article, story) | parts_of(mara, article) | parts_of_operators(publisher)
    parts["moderation-reader"] = parts["operator-reader"] = (mara.pk,)
    addresses = {
        name: reverse(name, args=parts.get(name, ())) + QUERIES.get(name, "")
        for name in TABLE
        if name in all_names()
    }
    clients = {name: signed_in(reader) for name, reader in people.items()}
    return Site(addresses, {"nobody": Client(headers={"accept-language": "en"}), **clients})


def parts_for_all(publisher: Publisher, article: Article, story: Story) -> Parts:
    """Of what all can read."""
    feed = make_feed(publisher)
    parts: Parts = {
        "category": ("science",), "story": (story.public_id, "dam"), "story-short": (story.public_id,),
        "hashtag": ("kesh-dam",), "article": (article.public_id, "dam"),
        "article-short": (article.public_id,),
        "publisher": (publisher.key,), "country": ("nz",), "feed": (feed.pk,),
        "front-feed": ("atom",), "latest-feed": ("atom",), "category-feed": ("science", "atom"),
        "story-feed": (story.public_id, "atom"), "hashtag-feed": ("kesh-dam", "atom"),
        "publisher-feed": (publisher.key, "atom"), "country-feed": ("nz", "atom"), "search-feed": ("atom",),
        "article-comments": (article.public_id,), "story-comments": (story.public_id,),
        "manifest": ("en",), "picture": (article.pk, "x", 320), "websub": (feed.pk, "x"),
        "briefing-day": ("2026-11-23",), "briefing-audio": ("2026-11-23", "world", "en"),
        "listen-words": (f"a.{article.public_id}",), "listen-audio": ("a1b2c3",),
        "api:nothing": ("elsewhere",),
    }  # fmt: skip
    for kind, pk in (("article", article.public_id), ("story", story.public_id)):
        parts[f"api:{kind}"] = (pk,)
        for aid in AIDS:
            parts[f"{kind}-{aid}"] = parts[f"api:{kind}_{aid}"] = (pk,)
    return parts


def parts_of(reader: Reader, article: Article) -> Parts:
    """Of what is one reader's, and of how accounts are made and opened."""
    now = timezone.now()
    saved = saving.save(reader, "article", article.public_id, "Dam", now)
    words = {"text": "Words", "html": "<p>Words</p>", "language": "en"}
    said = Comment.objects.create(article=article, author=reader, made_at=now, **words)
    feed_token = private_feeds.make_feed(reader, "for-you", "", "x", now)
    parts: Parts = {
        "saved-edit": (saved.pk,), "highlights": (saved.pk,),
        "private-feed": (feed_token, "atom"), "private-feed-revoke": (PrivateFeed.objects.get().pk,),
        "unsubscribe": (alerts.unsubscribe_token(reader.pk, "morning"),),
        "invitation": (accounts.invite("", Role.READER, now),),
        "account_confirm_email": ("x",), "account_reset_password_from_key": ("1", "set-password"),
        "mfa_remove_webauthn": (1,), "mfa_edit_webauthn": (1,),
        "openid_connect_login": ("oidc",), "openid_connect_callback": ("oidc",),
        "moderation-comment": (said.public_id,), "moderation-undo": (1,), "moderation-answer": (1,),
    }  # fmt: skip
    for act in ("", "-reply", "-edit", "-delete", "-vote", "-translate", "-report"):
        parts[f"comment{act}"] = (said.public_id,)
    return parts


def parts_of_operators(publisher: Publisher) -> Parts:
    """Of what operators see."""
    parts: Parts = {
        "operator-publisher": (publisher.key,), "operator-backup": ("none",),
        "operator-backup-remove": ("none",), "operator-work": ("nothing",),
        "operator-work-stop": ("backup",), "admin:app_list": ("store",),
    }  # fmt: skip
    return parts | {f"admin:{table}_{view}": (1,) for table in ADMIN_TABLES for view in ("change", "history")}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert all_names() == set(TABLE)


def test_each_answers_each_as_the_table_says(site: Site) -> None:
    wrong = []
    for name, expected in TABLE.items():
        for who, status in zip(WHO, expected, strict=True):
            answer = site.clients[who].get(site.addresses[name])
            if answer.status_code != status:
                wrong.append(f"{name}, {who}: {answer.status_code} instead of {status}")
    assert not wrong, "\n".join(wrong)


def test_who_is_nobody_is_led_to_sign_in_and_comes_back(site: Site) -> None:
    for name, expected in TABLE.items():
        led = (OWN_PAGE, OWN_THING, MODERATORS, OPERATOR, OPERATOR_SURE)
        if expected in led and name != "account_logout":
            answer = site.clients["nobody"].get(site.addresses[name])
            assert answer.headers["Location"].startswith("/account/login/?next="), name


def test_what_is_sent_without_its_token_is_refused_everywhere(site: Site) -> None:
    """All that take a form; hubs of WebSub sign theirs instead, and the way out of e-mail is signed by us."""
    taken = []
    for who in ("nobody", "reader"):
        client = Client(enforce_csrf_checks=True)
        client.cookies = site.clients[who].cookies
        for name, address in site.addresses.items():
            if name not in ("websub", "unsubscribe") and client.post(
                address, {"action": "stop"}
            ).status_code not in (403, 405):
                taken.append(f"{name}, {who}")
    assert taken == []
