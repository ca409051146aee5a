"""What went wrong with a request, in the words of `broadsheet.errors`."""

from __future__ import annotations

import http
import os
import socket
import ssl

import aiohttp

from broadsheet.errors import (
    AddressRefused,
    BadAnswer,
    FetchError,
    StatusError,
    TooLarge,
    TooSlow,
    UnknownHost,
    Unreachable,
)

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

_HEADER_FLOOD = ("got more than", "too many headers")

_STATUS = {
    401: ("The server wants a password (401).", "Broadsheet reads only what is open to everyone."),
    402: ("The server wants payment (402).", ""),
    403: (
        "The server refuses to show this (403).",
        "Some sites refuse all programs; nothing can be done here.",
    ),
    404: ("There is nothing at this address (404).", "Look on the publisher's site for the new address."),
    410: ("The publisher has removed this for good (410).", ""),
    429: ("The server says it was asked too often (429).", "It is asked again later."),
    451: ("The server may not show this for legal reasons (451).", ""),
}


def explain(error: Exception, url: str) -> FetchError:
    """Turns what the HTTP client raised into one of our errors.

    Args:
        error: as raised while asking for `url`.
        url: the address that was being asked; the subject where the error has none.
    """
    if isinstance(error, FetchError):
        error.subject = error.subject or url
        return error
    found = _explain(error)
    found.subject = url
    found.__cause__ = error
    return found


def _explain(error: Exception) -> FetchError:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _explain_dns(error.os_error)
    if isinstance(error, ssl.SSLCertVerificationError | aiohttp.ClientConnectorCertificateError):
        return _explain_certificate(error)
    if isinstance(error, ssl.SSLError | aiohttp.ClientConnectorSSLError):
        return Unreachable(
            "A secure connection could not be made (TLS error).", advice="Try it with http://."
        )
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return TooSlow("The server did not take the connection in time.", advice="It is asked again later.")
    if isinstance(error, TimeoutError):
        return TooSlow("The server did not answer in time.", advice="It is asked again later.")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable(f"The server cannot be reached ({_reason(error.os_error)}).")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return _broke("The server closed the connection without an answer.")
    if isinstance(error, aiohttp.ClientPayloadError):
        return BadAnswer("The answer is cut off.", advice="It is asked again later.")
    if isinstance(error, aiohttp.ClientResponseError):
        # aiohttp wraps what its parser raised; only the words are left of it
        if error.message.lstrip().lower().startswith(_HEADER_FLOOD):
            return TooLarge("The answer's headers are larger than allowed.")
        return BadAnswer("The server does not speak proper HTTP.", advice="Check that this is a web server.")
    if isinstance(error, aiohttp.InvalidURL):
        return AddressRefused("This is not a web address.")
    if isinstance(error, OSError):
        return _broke(f"The connection broke ({_reason(error)}).", "It is asked again later.")
    return BadAnswer(f"The answer could not be read ({type(error).__name__}).")


def _broke(said: str, advice: str = "") -> Unreachable:
    error = Unreachable(said, advice=advice)
    error.connected = True
    return error


def _explain_dns(error: OSError) -> FetchError:
    if error.errno in _NO_SUCH_NAME:
        return UnknownHost("There is no server of this name.", advice="Check the spelling of the address.")
    return Unreachable(
        "The server's name could not be looked up for now.", advice="Check this machine's network connection."
    )


def _explain_certificate(error: Exception) -> FetchError:
    inner = getattr(error, "certificate_error", error)
    reason = getattr(inner, "verify_message", "") or "not valid"
    return Unreachable(
        f"The server's certificate cannot be trusted ({reason}).",
        advice="Only the publisher can put that right; check this machine's date if it happens everywhere.",
    )


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "no reason given"


def status_error(status: int, retry_after_s: float | None, url: str) -> StatusError:
    """The error for an answer of status 400 to 599 (or beyond).

    Args:
        status: as answered.
        retry_after_s: seconds the server asked to wait, or None.
        url: the address that answered so.
    """
    if status in _STATUS:
        message, advice = _STATUS[status]
    elif status >= 500:
        message, advice = f"The server has a fault of its own ({_named(status)}).", "It is asked again later."
    else:
        message, advice = f"The server refused the request ({_named(status)}).", ""
    return StatusError(message, status=status, retry_after_s=retry_after_s, subject=url, advice=advice)


def _named(status: int) -> str:
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
