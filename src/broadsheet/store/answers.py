"""Answers that a model wrote: kept while what they rest on stands; corrections; the budget of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

import msgspec
from django.db import transaction
from django.db.models import Count, F, Sum

from broadsheet.assist.types import Answer, Source

from .guard import database_errors
from .models import Correction, ModelSpend, StoredAnswer

_KEPT = timedelta(days=30)  # an answer nobody asked for so long is forgotten
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(type=Answer)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is an answer to.

    Attributes:
        subject: "story:12", "article:7" or "all".
        kind: a key of `assist.prompts.TASKS`.
        language: ISO 639 code of the answer.
        question: the reader's words; "" if there are none.
    """

    subject: str
    kind: str
    language: str
    question: str = ""

    @property
    def key(self) -> dict[str, str]:
        """As the columns of `StoredAnswer` have it."""
        question = " ".join(self.question.casefold().split())
        return {
            "subject": self.subject,
            "kind": self.kind,
            "language": self.language[:3],
            "question": _digest(question) if question else "",
        }


def version_of(sources: Sequence[Source]) -> str:
    """A digest of the texts an answer is made from: another as soon as an article comes, goes or changes."""
    return _digest(repr(sorted((source.id, source.revision) for source in sources)))


def stored_answer(asked: Asked, maker: str, version: str) -> Answer | None:
    """What the model wrote from just these texts.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        found = StoredAnswer.objects.filter(**asked.key, maker=maker, version=version).first()
    return _decoder.decode(bytes(found.body)) if found else None


def keep_answer(
    asked: Asked, answer: Answer, version: str, revisions: Mapping[int, int], now: datetime
) -> int:
    """Keeps what a model wrote in the place of what it wrote before, and notes what that corrects.

    Args:
        revisions: the texts that articles have now, by their ids; one that is missing was withdrawn.

    Returns:
        how many sentences had rested on a text that is no more.

    Raises:
        StoreError: the database could not.
    """
    key = asked.key
    with database_errors(), transaction.atomic():
        former = StoredAnswer.objects.filter(**key, maker=answer.maker).first()
        gone = _corrections(asked, _decoder.decode(bytes(former.body)), revisions, now) if former else []
        Correction.objects.bulk_create(gone)
        StoredAnswer.objects.update_or_create(
            defaults={
                "version": version,
                "body": _encoder.encode(answer),
                "dropped": len(answer.dropped),
                "made_at": now,
            },
            maker=answer.maker,
            subject=key["subject"],
            kind=key["kind"],
            language=key["language"],
            question=key["question"],
        )
    return len(gone)


def _corrections(
    asked: Asked, former: Answer, revisions: Mapping[int, int], now: datetime
) -> list[Correction]:
    """One a sentence of a former answer whose passage is of a text that was changed since."""
    found = []
    for sentence in former.sentences:
        for passage in sentence.passages:
            if revisions.get(passage.article, passage.revision) > passage.revision:
                found.append(
                    Correction(
                        subject=asked.subject,
                        kind=asked.kind,
                        article_id=passage.article,
                        revision=passage.revision,
                        sentence=sentence.text,
                        at=now,
                    )
                )
                break
    return found


def forget_answers(now: datetime) -> int:
    """Drops answers of long ago, and days' costs of readers; says how many answers went."""
    with database_errors():
        ModelSpend.objects.filter(day__lt=(now - _KEPT).date()).exclude(reader="").delete()
        return StoredAnswer.objects.filter(made_at__lt=now - _KEPT).delete()[0]


# --- the budget --------------------------------------------------------------------------------------


def within_budget(now: datetime, reader: str, *, daily: int, reader_daily: int) -> bool:
    """Whether the model may still be asked today.

    Args:
        reader: whatever tells one reader from another; it is kept as a digest.
        daily, reader_daily: tokens a day (UTC), sent and written, of all together and of one reader.
    """
    with database_errors():
        spent: dict[str, int] = dict(
            ModelSpend.objects.filter(day=_day(now), reader__in=("", _digest(reader)))
            .annotate(tokens=F("sent") + F("written"))
            .values_list("reader", "tokens")
        )
    return spent.get("", 0) < daily and spent.get(_digest(reader), 0) < reader_daily


def note_spend(now: datetime, reader: str, sent: int, written: int) -> None:
    """Adds a request to the day's account, of all and of the reader."""
    more = {"requests": F("requests") + 1, "sent": F("sent") + sent, "written": F("written") + written}
    with database_errors(), transaction.atomic():
        for who in ("", _digest(reader)):
            ModelSpend.objects.get_or_create(day=_day(now), reader=who)
            ModelSpend.objects.filter(day=_day(now), reader=who).update(**more)


@dataclass(frozen=True, slots=True)
class Account:
    """What the model did: tokens and requests of today, and what the check refused of the kept answers."""

    requests: int
    tokens: int
    answers: int
    dropped: int


def account(now: datetime) -> Account:
    """For the operator."""
    with database_errors():
        today = ModelSpend.objects.filter(day=_day(now), reader="").first()
        kept = StoredAnswer.objects.exclude(maker="").aggregate(answers=Count("pk"), dropped=Sum("dropped"))
    return Account(
        today.requests if today else 0,
        today.sent + today.written if today else 0,
        kept["answers"] or 0,
        kept["dropped"] or 0,
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens and requests of a while.

    Attributes:
        sent, written: tokens.
        readers: how many asked.
        costliest: tokens of the one who cost most.
        ahead: tokens of what was made ahead of readers.
    """

    requests: int = 0
    sent: int = 0
    written: int = 0
    readers: int = 0
    costliest: int = 0
    ahead: int = 0

    @property
    def tokens(self) -> int:
        """Of both ways."""
        return self.sent + self.written


def spent(first: date, last: date, ahead: str) -> Spent:
    """What the model cost on some days (UTC), both ends included. Readers' own accounts go back 30 days.

    Args:
        ahead: whom the account knows as the reader of what no reader asked for.
    """
    with database_errors():
        rows = ModelSpend.objects.filter(day__range=(first, last)).order_by()
        whole = rows.filter(reader="").aggregate(a=Sum("requests"), b=Sum("sent"), c=Sum("written"))
        each = dict(
            rows.exclude(reader="").values_list("reader").annotate(tokens=Sum(F("sent") + F("written")))
        )
    of_ahead = each.pop(_digest(ahead), 0)
    requests, sent, written = (whole[name] or 0 for name in ("a", "b", "c"))
    return Spent(requests, sent, written, len(each), max(each.values(), default=0), of_ahead)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
