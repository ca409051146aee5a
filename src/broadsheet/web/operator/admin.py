"""Django's admin, for what the pages here do not show: every table to look at, a few facts to change.

Behind the same sign-in as all else, and asked once more who it is. Nothing is added or removed here: what
does that has functions of its own, which know what hangs on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse

from broadsheet.readers.access import reader_of
from broadsheet.readers.models import Reader

from .access import be_sure_who, operator_required

# Facts about publishers and feeds that nothing else depends on.
_CHANGEABLE: dict[str, tuple[str, ...]] = {
    "store.publisher": ("name", "name_en", "homepage", "country", "ownership", "ownership_source"),
    "store.feed": ("title", "category", "language"),
}
# What opens accounts, and what is too large to be shown in a list of fields.
_HIDDEN = {
    "readers.reader": ("password",),
    "readers.invitation": ("token_hash",),
    "store.feed": ("websub_secret",),
}
# What readers follow, save and read is nobody else's, whatever their role.
_OF_READERS = ("Reader", "Invitation", "OperatorAction")
_SEARCHED = ("name", "title", "url", "email", "key", "headline", "kind", "subject")
_LISTED = 6


if TYPE_CHECKING:
    _Base = admin.ModelAdmin[models.Model]
else:
    _Base = admin.ModelAdmin


class OperatorSite(admin.AdminSite):
    """The admin's own sign-in, password and sign-out pages are not used: there are others for that."""

    site_header = site_title = "Broadsheet"
    index_title = ""
    final_catch_all_view = False
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators alone."""
        reader = reader_of(request)
        return reader is not None and reader.is_staff

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As all pages of the operator's, and asked once more who it is."""
        inner = super().admin_view(view, cacheable)

        @operator_required
        def asked(request: HttpRequest, reader: Reader, *args: Any, **kwargs: Any) -> HttpResponseBase:
            be_sure_who(request)
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return asked

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ours."""
        return HttpResponseRedirect(reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Ours, which asks first."""
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Ours."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_urls(self) -> list[Any]:
        """Without the pages that are ours elsewhere and the one that shows objects on "the site"."""
        unused = {"password_change_done", "view_on_site"}
        return [one for one in super().get_urls() if not (isinstance(one, URLPattern) and one.name in unused)]


class TableAdmin(_Base):
    """A table to look at; of some, a few facts to change."""

    show_full_result_count = False
    list_per_page = 50
    actions = None
    view_on_site = False
    list_select_related = True
    ordering = ("-pk",)

    def __init__(self, model: type[models.Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        self._hidden = _HIDDEN.get(model._meta.label_lower, ())
        self._changeable = _CHANGEABLE.get(model._meta.label_lower, ())
        shown = [one for one in model._meta.concrete_fields if one.name not in self._hidden]
        shown = [one for one in shown if not isinstance(one, models.BinaryField)]
        self._shown = [one.name for one in shown]
        short = [one.name for one in shown if not isinstance(one, (models.TextField, models.JSONField))]
        self.list_display = tuple(short[:_LISTED])
        self.list_display_links = tuple(short[:2])
        names = {one.name for one in shown if isinstance(one, models.CharField)}
        self._searched = [name for name in _SEARCHED if name in names]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Those that hold words."""
        return self._searched

    def get_urls(self) -> list[URLPattern]:
        """A list, a row, what was changed in it: nothing is added or removed."""
        wanted = ("_changelist", "_change", "_history")
        return [one for one in super().get_urls() if (one.name or "").endswith(wanted)]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All but secrets and bytes."""
        return self._shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All but the few that can be changed."""
        return [name for name in self._shown if name not in self._changeable]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Where there is anything to change."""
        return bool(self._changeable) and super().has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Operators."""
        reader = reader_of(request)
        return reader is not None and reader.is_staff


def make_site() -> OperatorSite:
    """The admin with all tables of the store, and who there is."""
    site = OperatorSite(name="admin")
    of_readers = [apps.get_model("readers", name) for name in _OF_READERS]
    for model in (*apps.get_app_config("store").get_models(), *of_readers):
        site.register(model, TableAdmin)
    return site
