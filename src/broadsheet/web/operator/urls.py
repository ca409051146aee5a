"""Addresses of the operator's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import admin, backups, budget, first, overview, readers, sources, working

urlpatterns: list[URLPattern | URLResolver] = [
    path("first", first.first, name="operator-first"),
    path("sources", sources.sources, name="operator-sources"),
    path("sources/act", sources.act, name="operator-sources-act"),
    path("sources/add", sources.add, name="operator-sources-add"),
    path("sources/catalogue", sources.catalogue, name="operator-catalogue"),
    path("sources/install", sources.install, name="operator-install"),
    path("publisher/<slug:key>", sources.publisher, name="operator-publisher"),
    path("queues", overview.queue_page, name="operator-queues"),
    path("queues/again", overview.again, name="operator-again"),
    path("readers", readers.readers, name="operator-readers"),
    path("readers/invite", readers.invite, name="operator-invite"),
    path("readers/<int:pk>", readers.one, name="operator-reader"),
    path("backups", backups.backups, name="operator-backups"),
    path("backups/make", backups.make, name="operator-backup-make"),
    path("backups/<str:name>", backups.download, name="operator-backup"),
    path("backups/<str:name>/remove", backups.remove, name="operator-backup-remove"),
    path("work/<slug:kind>", working.state, name="operator-work"),
    path("work/<slug:kind>/stop", working.stop, name="operator-work-stop"),
    path("budget", budget.budget, name="operator-budget"),
    path("log", overview.log, name="operator-log"),
    path("admin/", admin.make_site().urls),
]
