"""A reader's own page: how they sign in, what is kept of them, and the way out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from broadsheet.errors import CommentRefused
from broadsheet.read.discussions import REFUSALS
from broadsheet.read.personal import reader_required
from broadsheet.readers.accounts import delete_reader, find_invitation
from broadsheet.readers.adapters import INVITATION_KEY
from broadsheet.readers.models import Reader
from broadsheet.readers.naming import choose_name

_MOST_TYPED = 200


@never_cache
@reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, reader: Reader) -> HttpResponse:
    """How the account is opened, what it is called, whether it remembers what was read."""
    if request.method == "POST":
        name = request.POST.get("name", "")[:_MOST_TYPED].replace("\0", "")
        try:
            choose_name(reader, name)
        except CommentRefused as refused:
            context = {"name": name, "why": REFUSALS[refused.why], "section": "account"}
            return render(request, "read/account.html", context, status=422)
        return HttpResponseRedirect(f"{reverse('account')}?saved=1")
    context = {"saved": request.GET.get("saved") == "1", "section": "account"}
    return render(request, "read/account.html", context)


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps the invitation of a link for this session and goes on to making an account."""
    found = find_invitation(token)
    if found is None:
        return render(request, "read/invitation_ended.html", status=404)
    request.session[INVITATION_KEY] = found.pk
    return HttpResponseRedirect(reverse("account_signup"))


@never_cache
@reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Deletes the account and all that is its reader's, once they said so by typing a word."""
    typed = request.POST.get("sure", "") == "yes"
    if request.method == "POST" and typed:
        delete_reader(reader)
        logout(request)
        return render(request, "read/account_deleted.html")
    context = {"missing": request.method == "POST", "section": "account"}
    return render(request, "read/account_delete.html", context, status=422 if context["missing"] else 200)
