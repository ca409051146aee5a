"""How the pages of accounts write forms that allauth made."""

from __future__ import annotations

import re

from django import template
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_DRAWING = re.compile(r"<svg[\s>].*</svg>", re.DOTALL)


@register.simple_tag
def form_field(field: BoundField) -> str:
    """A field with its label, errors and hint; labels are not said again as placeholders."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    context = {"field": field, "input": field.as_widget(), "is_check": isinstance(widget, CheckboxInput)}
    return render_to_string("account/field.html", context)


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing that this program made, without what comes before it in a file of its own."""
    found = _DRAWING.search(svg)
    return mark_safe(found[0] if found else "")
