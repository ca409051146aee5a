"""The settings of grouping, each with what chose it (docs/grouping.md has the figures)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """One configuration for every article, with and without text, in every language.

    Attributes:
        window: how long an article is compared with later ones.
        affair: how long a closed story can still be the "before" of a new one.
        join: the score from which an article joins a story.
        join_texts: the same where both have texts, in one language. Two events of one kind share words, and
            what is joined wrongly stays so: rather a story too many, which a merge puts right.
        merge: the score from which two stories become one.
        merge_texts: the same where both have texts, in one language; `twins` guards it.
        merge_lone_text: the same where one of them has a single report, of which `twins` cannot be asked.
        twins: two stories are two events of one kind, however alike, if in what not all of their reports say
            these are less alike than this share of those within each; asked of texts in one language.
        split: the median similarity of two groups of a story's articles below which they are two stories.
        rest: for how long, by the articles' time, a merged story is not split, nor split ones merged.
        link: the cosine of two stories' mean vectors from which they are one affair.
        term_share: what shared rare words count for when full texts are compared; the rest is the vectors'.
        cognates: what shared cognates (all: 1) add to the vectors' likeness of texts in two languages.
        across: what is taken from that likeness: alike in the vectors alone are texts on one subject, too.
        day_apart: what a day between two articles takes from their similarity.
        linked: a story's score is the mean over so many of its members, the most similar ones.
        nearest: how many nearest articles an article is compared with.
        members: how many members of a story are looked at, the latest first.
        evidence: how many members of each of two stories are compared when they may be one, the latest first.
        stories: how many stories an article or a story is compared with.
        settle_every: articles between two looks at later evidence.
        copy: share of equal shingles (MinHash) from which two texts are near copies.
        mean_prior: how many articles the fixed background counts for in the running mean.
        language_prior: how many articles a language needs before its own offset counts half.
    """

    window: timedelta = timedelta(hours=48)
    affair: timedelta = timedelta(days=14)
    join: float = 0.30
    join_texts: float = 0.40
    merge: float = 0.34
    merge_texts: float = 0.23
    merge_lone_text: float = 0.28
    twins: float = 0.5
    split: float = 0.06
    rest: timedelta = timedelta(hours=6)
    link: float = 0.55
    term_share: float = 0.65
    cognates: float = 1.2
    across: float = 0.15
    day_apart: float = 0.1
    linked: int = 5
    nearest: int = 64
    members: int = 48
    evidence: int = 12
    stories: int = 8
    settle_every: int = 50
    copy: float = 0.7
    mean_prior: int = 20
    language_prior: int = 15


DEFAULT = GroupSettings()
