"""Moderation in templates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from broadsheet.discuss.holding import Reason, read_reasons
from broadsheet.read.moderation import RULE_SENTENCES
from broadsheet.readers.models import Comment, Decision, Reader

register = template.Library()


@register.filter
def why(decision: Decision) -> list[str]:
    """Why it was decided, for those it concerns: a moderator's sentence, or the rules; a list's words are not
    told."""
    if decision.by_role or decision.kind != Decision.Kind.HOLD:
        return [decision.reason] if decision.reason else []
    return [str(RULE_SENTENCES[one.rule]) for one in read_reasons(decision.reason)]


@register.filter
def why_exactly(decision: Decision) -> list[str]:
    """The same for moderators, with what each rule found."""
    if decision.by_role or decision.kind != Decision.Kind.HOLD:
        return why(decision)
    return [_exactly(one) for one in read_reasons(decision.reason)]


def _exactly(reason: Reason) -> str:
    """Between isolates (UAX 9), so that "casino*" stays whole in a line from right to left."""
    sentence = str(RULE_SENTENCES[reason.rule])
    return f"{sentence} (\u2068{reason.detail}\u2069)" if reason.detail else sentence


@register.filter
def decided_by(decision: Decision) -> str:
    """Who decided, by number and never by name or address."""
    if not decision.by_role:
        return gettext("the rules of this site")
    role = decision.get_by_role_display()
    if decision.by_id is None:
        return gettext("a %(role)s whose account is deleted") % {"role": role}
    return gettext("%(role)s no. %(number)s") % {"role": role, "number": decision.by_id}


@register.filter
def reader_number(reader: Reader | None) -> str:
    """A reader by number."""
    return (
        gettext("reader no. %(number)s") % {"number": reader.pk} if reader else gettext("a deleted account")
    )


@register.filter
def about(of: Comment | Decision) -> str:
    """The title of what was said something of; "" if it is gone."""
    if of.article is not None:
        return of.article.title
    return of.story.headline.title if of.story is not None and of.story.headline is not None else ""


@register.simple_tag
def last_decision(public_id: str) -> Decision | None:
    """The decision by which a comment is as it is."""
    kinds = (Decision.Kind.HIDE, Decision.Kind.HOLD)
    return Decision.objects.filter(comment__public_id=public_id, kind__in=kinds).first()
