"""Addresses of the web application."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import (
    app,
    article,
    countries,
    feeds,
    front,
    hashtags,
    publishers,
    search,
    settings,
    site,
    story,
    syndication,
)

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("latest", front.latest, name="latest"),
    path("category/<slug:slug>", front.category, name="category"),
    path("feed.<str:kind>", syndication.front, name="front-feed"),
    path("latest/feed.<str:kind>", syndication.latest, name="latest-feed"),
    path("category/<slug:slug>/feed.<str:kind>", syndication.category, name="category-feed"),
    path("story/<slug:public_id>/feed.<str:kind>", syndication.story, name="story-feed"),
    path("hashtag/<str:key>/feed.<str:kind>", syndication.hashtag, name="hashtag-feed"),
    path("publisher/<slug:key>/feed.<str:kind>", syndication.publisher, name="publisher-feed"),
    path("country/<slug:code>/feed.<str:kind>", syndication.country, name="country-feed"),
    path("country/<slug:code>", countries.country, name="country"),
    path("story/<slug:public_id>", story.story, name="story-short"),
    path("story/<slug:public_id>/<str:slug>", story.story, name="story"),
    path("hashtag/<str:key>", hashtags.hashtag, name="hashtag"),
    path("article/<slug:public_id>", article.article, name="article-short"),
    path("article/<slug:public_id>/<str:slug>", article.article, name="article"),
    path("search", search.search, name="search"),
    path("search/feed.<str:kind>", syndication.search, name="search-feed"),
    path("publishers", publishers.publishers, name="publishers"),
    path("publisher/<slug:key>", publishers.publisher, name="publisher"),
    path("feeds", feeds.feeds, name="feeds"),
    path("feeds/unread", feeds.unread, name="unread"),
    path("feeds/<int:pk>", feeds.feed, name="feed"),
    path("app", app.get_app, name="get-app"),
    path("app/<slug:language>.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.worker, name="service-worker"),
    path("offline", app.offline, name="offline"),
    path("shared", app.shared, name="shared"),
    path("about", site.about, name="about"),
    path("settings", settings.settings, name="settings"),
    path("look", site.look, name="look"),
    path("status.json", site.status, name="status"),
]
