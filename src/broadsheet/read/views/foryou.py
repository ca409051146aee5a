"""For you: one reader's stories, each with why it is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from broadsheet.read.foryou import DIALS, for_you
from broadsheet.read.personal import reader_required
from broadsheet.read.preferences import preferences
from broadsheet.readers.models import Follow, Reader


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
def page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The stories; sent: turns the dial."""
    if request.method == "POST":
        dial = request.POST.get("dial", "")
        if dial in map(str, DIALS):
            reader.dial = int(dial)
            reader.save(update_fields=["dial"])
        return HttpResponseRedirect(reverse("for-you"))
    context = {
        "items": for_you(reader, preferences(request), timezone.now()),
        "dials": DIALS,
        "follows": SimpleLazyObject(Follow.objects.filter(reader=reader).exists),  # asked if nothing is shown
        "section": "for-you",
    }
    return render(request, "read/for_you.html", context)
