"""Errors of the API: one shape, our codes, the reader's language; the unexpected is logged, not told."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from broadsheet.errors import BroadsheetError
from broadsheet.read.words import error_sentence

_log = logging.getLogger("broadsheet.api")


def answer_errors(api: NinjaAPI) -> None:
    """Makes every failure of the API a JSON object `{"error": {"code", "message", "subject"}}`."""

    def failed(
        request: HttpRequest, status: HTTPStatus, code: str, message: str, subject: str = ""
    ) -> HttpResponse:
        body = {"error": {"code": code, "message": message, "subject": subject}}
        return api.create_response(request, body, status=status)

    def missing(request: HttpRequest, _: Exception | type[Exception]) -> HttpResponse:
        return failed(request, HTTPStatus.NOT_FOUND, "not-found", gettext("There is nothing here"))

    def unfit(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        found = error.errors[0] if isinstance(error, ValidationError) and error.errors else {}
        field = str(found.get("loc", ("",))[-1])
        return failed(
            request, HTTPStatus.BAD_REQUEST, "bad-request", str(found.get("msg", "")), subject=field[:100]
        )

    def refused(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        status = HTTPStatus(getattr(error, "status_code", 400))
        return failed(request, status, "bad-request", str(error))

    def known(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        _log.warning("stage=api path=%s error=%s", request.path, error)
        code = getattr(error, "code", "error")
        return failed(request, HTTPStatus.SERVICE_UNAVAILABLE, code, str(error_sentence(code)))

    def unknown(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        _log.error(
            "stage=api path=%s", request.path, exc_info=error if isinstance(error, Exception) else None
        )
        return failed(request, HTTPStatus.INTERNAL_SERVER_ERROR, "error", str(error_sentence("error")))

    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(ValidationError, unfit)
    api.add_exception_handler(HttpError, refused)
    api.add_exception_handler(BroadsheetError, known)
    api.add_exception_handler(Exception, unknown)
