"""Django's tags `translate`, `blocktranslate` and `url`, quick where they say the same each time.

A page has dozens of texts and addresses that follow from nothing but its language. Stands in the place of the
library `i18n`, with all that is in it, and among the built-in tags (`settings.TEMPLATES`).
"""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, TokenType
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_tag
from django.templatetags import i18n
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class _TextNode(template.Node):
    """A text of ours, as it was for the same language."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node = node
        self._kept: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        shown = self._kept.get(language)
        if shown is None:
            shown = self._kept[language] = self._node.render(context)
        return shown


class _AddressNode(template.Node):
    """The address of a view that takes no arguments, as it was below the same prefix."""

    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self._node = node
        self._kept: dict[tuple[object, ...], str] = {}

    def render(self, context: template.Context) -> str:
        key = (get_script_prefix(), get_urlconf(), context.autoescape)
        shown = self._kept.get(key)
        if shown is None:
            shown = self._kept[key] = self._node.render(context)
        return shown


class _BlockNode(template.Node):
    """A text of ours with values in it, as it was for the same language and the same values."""

    child_nodelists = ()

    def __init__(self, node: i18n.BlockTranslateNode) -> None:
        self._node = node
        self._values = [*node.extra_context.values(), *([node.counter] if node.counter else [])]
        self._kept: dict[tuple[object, ...], str] = {}

    def render(self, context: template.Context) -> str:
        values = [value.resolve(context) for value in self._values]
        kinds = tuple([type(value) for value in values])  # a safe text is another than one that is not
        if not _PLAIN.issuperset(kinds):
            return self._node.render(context)
        key = (get_language(), context.autoescape, kinds, *values)
        shown = self._kept.get(key)
        if shown is None:
            shown = self._node.render(context)
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = shown
        return shown


_PLAIN = {str, SafeString, int}
_MOST = 512


def _is_text(expression: FilterExpression | None) -> bool:
    """Whether it is a text between quotation marks, with no filter."""
    return expression is not None and isinstance(expression.var, str) and not expression.filters


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """As Django's."""
    node = i18n.do_translate(parser, token)
    constant = _is_text(parser.compile_filter(token.split_contents()[1]))
    context = node.message_context
    if constant and not node.asvar and (context is None or _is_text(context)):
        return _TextNode(node)
    return node


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> Node:
    """As Django's."""
    node = i18n.do_block_translate(parser, token)
    tokens = [*node.singular, *(node.plural or [])]
    used = {one.contents for one in tokens if one.token_type == TokenType.VAR}
    if node.asvar or node.message_context or not used <= {*node.extra_context, node.countervar}:
        return node
    return _BlockNode(node)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """As Django's."""
    node = url_tag(parser, token)
    name = node.view_name
    # Which application a name with ":" belongs to depends on the page.
    if _is_text(name) and ":" not in name.var and not (node.args or node.kwargs or node.asvar):
        return _AddressNode(node)
    return node
