"""`{% reason TEXT %}`: why something was decided, in the reader's language if the machine decided it."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from broadsheet.read.markup import html
from broadsheet.read.reasons import reason_in_words
from broadsheet.read.templatetags.broadsheet import foreign

register = template.Library()


@register.simple_tag
def reason(stored: str) -> SafeString:
    worded = reason_in_words(stored)
    return html("{}", worded) if worded else foreign(stored)
