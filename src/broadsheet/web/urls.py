"""All addresses: the pages, those of accounts, and the one where WebSub hubs knock."""

from __future__ import annotations

from django.urls import include, path

from broadsheet.read.api.v1 import api
from broadsheet.web import takeout
from broadsheet.web.operator.overview import overview
from broadsheet.web.pictures import picture
from broadsheet.web.websub import receive

urlpatterns = [
    path("websub/<int:feed_id>/<str:token>", receive, name="websub"),
    path("picture/<int:article>/<slug:key>/<int:width>", picture, name="picture"),
    path("api/v1/", api.urls),
    path("account/data.json", takeout.as_json, name="data-json"),
    path("account/data.opml", takeout.as_opml, name="data-opml"),
    path("operator", overview, name="operator"),
    path("operator/", include("broadsheet.web.operator.urls")),
    path("", include("broadsheet.read.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/connections/", include("allauth.socialaccount.urls")),
    path("account/openid/", include("allauth.socialaccount.providers.openid_connect.urls")),
]

handler400 = "broadsheet.read.views.site.bad_request"
handler403 = "broadsheet.read.views.site.forbidden"
handler404 = "broadsheet.read.views.site.not_found"
handler500 = "broadsheet.read.views.site.server_error"
