"""What moderation keeps of a reader, for them to take away."""

from __future__ import annotations

from typing import Any

from broadsheet.discuss.holding import read_reasons

from .models import Appeal, Ban, Decision, Reader, Report


def moderation_of(reader: Reader) -> dict[str, Any]:
    """Their reports and objections, and what was decided about them, in plain values. By whom
    is not told."""
    return {
        "reports": [
            {"comment": key, "kind": kind, "note": note, "at": at.isoformat()}
            for key, kind, note, at in Report.objects.filter(reporter=reader).values_list(
                "comment__public_id", "kind", "note", "at"
            )
        ],
        "decisions": [
            {
                "number": one.pk,
                "kind": one.kind,
                "comment": one.comment_key,
                "why": _why(one),
                "at": one.at.isoformat(),
            }
            for one in Decision.objects.filter(reader=reader).order_by("pk")
        ],
        "bans": [
            {
                "reason": one.reason,
                "at": one.at.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
            }
            for one in Ban.objects.filter(reader=reader).order_by("pk")
        ],
        "objections": [
            {
                "decision": one.decision_id,
                "text": one.text,
                "at": one.at.isoformat(),
                "granted": one.granted,
                "answer": one.answer,
            }
            for one in Appeal.objects.filter(reader=reader).order_by("pk")
        ],
    }


def _why(decision: Decision) -> str:
    """A moderator's sentence; of a rule its name alone: what a list of words has is not told."""
    if decision.by_role:
        return decision.reason
    return ", ".join(one.rule for one in read_reasons(decision.reason))
