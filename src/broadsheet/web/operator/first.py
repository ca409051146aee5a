"""The first steps on a fresh installation. Each can be left out and come back to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from broadsheet.assist.model import Message, RemoteModel
from broadsheet.errors import BroadsheetError, ConfigurationError
from broadsheet.read.status import current_status, pages_by_state
from broadsheet.read.writing import has_model, model_name
from broadsheet.readers.access import OWNER_EMAIL, is_owner
from broadsheet.readers.adapters import has_mail
from broadsheet.readers.models import Reader
from broadsheet.store.answers import note_spend
from broadsheet.store.models import Article, Feed, Publisher, Story

from .access import operator_required
from .frame import refusing, show
from .sources import offers

STEPS: dict[str, Promise] = {
    "account": _("Your account"),
    "language": _("Language"),
    "sources": _("Sources"),
    "mail": _("E-mail"),
    "model": _("Language model"),
    "gathering": _("Gathering"),
}

_MODEL_S, _MOST_TOKENS = 20.0, 60
_ASKED = "Say in one short sentence that you are there."


@require_http_methods(["GET", "HEAD", "POST"])
@operator_required
@refusing
def first(request: HttpRequest, reader: Reader) -> HttpResponse:
    """A step; sent: a test of e-mail or of the model."""
    step = request.GET.get("step", "")
    step = step if step in STEPS else "account"
    tested: dict[str, Any] = {}
    if request.method == "POST":
        tested = _test(step, reader)
    names = list(STEPS)
    place = names.index(step)
    context = {
        "steps": STEPS,
        "step": step,
        "heading": STEPS[step],
        "number": place + 1,
        "before": names[place - 1] if place else "",
        "after": names[place + 1] if place + 1 < len(names) else "",
        "tested": tested,
        **_of_step(request, step, reader),
    }
    return show(request, "first", "first", context, status=422 if tested.get("error") else 200)


def _of_step(request: HttpRequest, step: str, reader: Reader) -> dict[str, Any]:
    if step == "account":
        return {"alone": is_owner(request), "bare": reader.email == OWNER_EMAIL}
    if step == "language":
        return {"back": f"{reverse('operator-first')}?step=language"}
    if step == "sources":
        counts = {"publishers": Publisher.objects.count(), "feeds": Feed.objects.count()}
        return {**offers(request.GET), "counts": counts}
    if step == "model":
        return {"has_model": has_model(), "name": model_name() if has_model() else ""}
    if step == "gathering":
        pages = pages_by_state()
        return {
            "asked_feeds": Feed.objects.exclude(last_fetched_at=None).count(),
            "all_feeds": Feed.objects.active().count(),
            "articles": Article.objects.count(),
            "stories": Story.objects.standing().count(),
            "pages_read": pages.get("extracted", 0),
            "gathering": current_status().gathering,
        }
    return {}


def _test(step: str, reader: Reader) -> dict[str, Any]:
    """Tries what is set, and says how it went."""
    try:
        if step == "mail":
            send_test(reader)
            return {"did": "mail"}
        if step == "model":
            return {"did": "model", "said": ask_model()}
    except BroadsheetError as error:
        return {"error": error}
    return {}


def send_test(reader: Reader) -> None:
    """Sends an e-mail to the operator.

    Raises:
        ConfigurationError: none can be sent; says why.
    """
    if not has_mail():
        raise ConfigurationError("No mail server is set.", subject="BROADSHEET_EMAIL_URL")
    if reader.email == OWNER_EMAIL:
        raise ConfigurationError("You have no e-mail address here.", advice="Set BROADSHEET_ACCOUNTS.")
    message = EmailMessage(
        gettext("A test from Broadsheet"),
        gettext("This e-mail came from Broadsheet: sending works."),
        settings.DEFAULT_FROM_EMAIL,
        [reader.email],
        connection=get_connection(),
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are such
        raise ConfigurationError(
            f"The mail server did not take it ({type(error).__name__}: {str(error)[:200]}).",
            subject="BROADSHEET_EMAIL_URL",
        ) from None


def ask_model() -> str:
    """Asks the model for a word; gives what it says.

    Raises:
        BroadsheetError: it does not answer, or none is set.
    """
    if not has_model():
        raise ConfigurationError("No language model is set.", subject="BROADSHEET_MODEL_URL")
    config = settings.CONFIG
    model = RemoteModel(config.model_url, config.model_key, model_name(), timeout_s=_MODEL_S)
    try:
        said = "".join(model.write([Message("user", _ASKED)], None, most_tokens=_MOST_TOKENS))
    finally:
        note_spend(timezone.now(), "operator", model.usage.sent, model.usage.written)
    return said.strip()[:200]
