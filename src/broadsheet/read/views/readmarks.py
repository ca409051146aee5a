"""Being done with a story, and how what was read is shown."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from broadsheet.read.personal import back_to, reader_required
from broadsheet.read.shown import story_at
from broadsheet.readers import reading
from broadsheet.readers.models import Reader


@never_cache
@require_POST
@reader_required
def mark_read(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Marks all reports of a story as read (`story`), or takes that back (`unread`), and goes back."""
    back = request.POST.get("unread", "")
    found = story_at((back or request.POST.get("story", "")).replace("\0", "")[:12])
    if found is None:
        raise Http404("There is no such story.")
    story, merged_into = found
    if back:
        reading.unclear_story(reader, story.pk)
    else:
        reading.clear_story(reader, merged_into or story.pk, timezone.now())
    return HttpResponseRedirect(back_to(request, "front"))


@never_cache
@require_POST
@reader_required
def choose(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What a read report does to its story, and whether lists leave out what was read."""
    reader.clears_stories = request.POST.get("clears") == "1"
    reader.hides_read = request.POST.get("hides") == "1"
    reader.save(update_fields=["clears_stories", "hides_read"])
    return HttpResponseRedirect(back_to(request, "history"))
