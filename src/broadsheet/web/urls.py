"""All addresses: the pages, and the one where WebSub hubs knock."""

from __future__ import annotations

from django.urls import include, path

from broadsheet.read.api.v1 import api
from broadsheet.web.pictures import picture
from broadsheet.web.websub import receive

urlpatterns = [
    path("websub/<int:feed_id>/<str:token>", receive, name="websub"),
    path("picture/<int:article>/<slug:key>/<int:width>", picture, name="picture"),
    path("api/v1/", api.urls),
    path("", include("broadsheet.read.urls")),
]

handler400 = "broadsheet.read.views.site.bad_request"
handler403 = "broadsheet.read.views.site.forbidden"
handler404 = "broadsheet.read.views.site.not_found"
handler500 = "broadsheet.read.views.site.server_error"
