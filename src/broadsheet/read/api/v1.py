"""Version 1 of the API under /api/v1/, with its OpenAPI document (/api/v1/openapi.json)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router

from broadsheet.read.api import aids, objects
from broadsheet.read.api.errors import answer_errors

api = NinjaAPI(
    title="Broadsheet",
    version="1",
    description="News with its sources. Read only; the texts are their publishers'.",
    urls_namespace="api",
    docs_url=None,  # its page loads scripts from elsewhere
)
answer_errors(api)
api.add_router("", objects.router)
api.add_router("", aids.router)
_rest = Router()


@_rest.get("/{path:rest}", include_in_schema=False)
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked for below /api/v1/ is answered in JSON, too."""
    raise Http404


api.add_router("", _rest)  # the last: it takes what no other did
