"""Readers' accounts: who there is, and what the operator does with one. No secret is ever shown."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.read.views.feeds import without
from broadsheet.readers import accounts
from broadsheet.readers.adapters import has_mail
from broadsheet.readers.models import OperatorAction, Reader, ReaderSession, Role
from broadsheet.readers.operating import (
    ACTIONS,
    deactivate,
    end_sessions,
    find_readers,
    note,
    reactivate,
    set_role,
)

from .access import be_sure_who, operator_required
from .frame import go, refusing, show

_READERS_A_PAGE = 50
_LOG_ROWS = 20


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A reader in the list; `confirmed`: their e-mail address."""

    reader: Reader
    confirmed: bool


@require_safe
@operator_required
@refusing
def readers(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All readers, or those whose address or name holds some words."""
    words = request.GET.get("q", "")[:254]
    page = Paginator(find_readers(words), _READERS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    confirmed = set(
        EmailAddress.objects.filter(verified=True, user__in=rows).values_list("user_id", flat=True)
    )
    context = {
        "rows": [ReaderRow(one, one.pk in confirmed) for one in rows],
        "page": page,
        "query": without(request.GET, "page"),
        "words": words,
        "roles": Role.choices,
    }
    return show(request, "readers", "readers", context)


@require_http_methods(["GET", "HEAD", "POST"])
@operator_required
@refusing
def one(request: HttpRequest, reader: Reader, pk: int) -> HttpResponse:
    """One reader; sent: does something with their account."""
    about = get_object_or_404(Reader, pk=pk)
    if request.method == "POST":
        be_sure_who(request)
        return _act(request, reader, about)
    return show(request, "reader", "readers", _facts(about))


def _facts(about: Reader) -> dict[str, object]:
    log = OperatorAction.objects.filter(about=about).select_related("by", "about")[:_LOG_ROWS]
    return {
        "about": about,
        "confirmed": EmailAddress.objects.filter(user=about, email=about.email, verified=True).exists(),
        "factors": Authenticator.objects.filter(user=about).exclude(type="recovery_codes").count(),
        "sessions": ReaderSession.objects.filter(reader=about, expire_date__gt=timezone.now()).count(),
        "roles": Role.choices,
        "rows": [(row, ACTIONS.get(row.kind, "")) for row in log],
    }


def _act(request: HttpRequest, by: Reader, about: Reader) -> HttpResponse:
    now = timezone.now()
    action = request.POST.get("action", "")
    told: list[str] = []
    if action in ("deactivate", "sessions") and request.POST.get("sure") != "yes":
        return show(request, "reader_sure", "readers", {"about": about, "action": action})
    if action == "role":
        role = accounts.role_of(request.POST.get("role", ""))
        told = [f"{about.role} → {role}"]
        set_role(about, role)
    elif action == "deactivate":
        deactivate(about)
    elif action == "reactivate":
        reactivate(about)
    elif action == "confirm":
        accounts.confirm(about.email)
    elif action == "sessions":
        end_sessions(about)
    elif action == "password":
        note(by, "password", now, about=about)
        return _password(request, about)
    else:
        raise BadRequest("no such action")
    note(by, action, now, about=about, subjects=told)
    return go(reverse("operator-reader", args=(about.pk,)), 1)


def _password(request: HttpRequest, about: Reader) -> HttpResponse:
    """By e-mail to the reader alone; where none is sent, the operator is given the link, once."""
    if not has_mail():
        context = {"about": about, "link": accounts.password_link(about)}
        return show(request, "link", "readers", context)
    form = ResetPasswordForm({"email": about.email})
    if form.is_valid():
        form.save(request)
    return go(reverse("operator-reader", args=(about.pk,)), 1)


@require_POST
@operator_required
@refusing
def invite(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Makes an invitation; its link is shown this once and kept nowhere."""
    be_sure_who(request)
    now = timezone.now()
    role = accounts.role_of(request.POST.get("role", Role.READER))
    email = request.POST.get("email", "").replace("\0", "")
    token = accounts.invite(email, role, now)
    note(reader, "invite", now, subjects=[role.value])
    context = {"link": accounts.invitation_link(token), "invited": email, "days": accounts.INVITED_DAYS}
    return show(request, "link", "readers", context)
