"""A story's reports as its page shows them: read from the store, counted by `broadsheet.group.coverage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from broadsheet.group.coverage import StoryFacts
from broadsheet.understand.accounts import Differing, differing_accounts

from .counted import Place, known_of
from .filters import Choices, Filters
from .growth import Growth
from .known import Lead, lead_candidates, make_leads, read_said
from .shown import ShownArticle, ShownStory, Tag, shown_articles
from .stories import headline_id, reader_language

SHOWN_REPORTS = 40
ALL_REPORTS = 400
SHOWN_COPIES = 12
SHOWN_FOLLOWERS = 5
SHOWN_TELLERS = 6
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Report:
    """An article with a text of its own, and those that repeat it (`more_copies`: not shown).

    `repeats`: it repeats another's text itself, and stands alone because a filter leaves that one out.
    """

    article: ShownArticle
    copies: list[ShownArticle]
    more_copies: int = 0
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Follower:
    """The first report of a publisher, and how long after the story's first."""

    article: ShownArticle
    after: timedelta


@dataclass(frozen=True, slots=True)
class Teller:
    """A number, some of the reports that give it, and how many do."""

    value: Decimal
    articles: list[ShownArticle]
    reports: int


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers that reports give for one thing (`unit`), where they differ."""

    unit: str
    tellers: list[Teller]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that a story's page shows of its reports; `version` is another one whenever the facts are."""

    facts: StoryFacts
    reports: list[Report]
    hidden: int
    leads: list[Lead]
    first: ShownArticle | None
    followers: list[Follower]
    growth: Growth | None
    tags: list[Tag]
    counted: int
    choices: Choices
    taken: int
    accounts: list[Told]
    milestones: list[tuple[int, datetime]]
    places: list[Place]
    version: tuple[object, ...]


def read_coverage(story: ShownStory, everything: bool = False, filters: Filters = EVERYTHING) -> Coverage:
    """The reports of a story: six queries, however many there are; four where its facts are remembered.

    Args:
        everything: up to `ALL_REPORTS` reports in the list instead of the latest `SHOWN_REPORTS`.
        filters: which reports the list holds; all else is told of the whole story.
    """
    known = known_of(story)
    counted, facts, repeating = known.counted, known.facts, known.repeating
    if filters == EVERYTHING:
        taken, listed, copies = known.ids, known.heads, facts.copies
    else:
        taken = frozenset(one.id for one in counted if filters.takes(one, one.id in repeating))
        latest = reversed(counted)
        listed = [one for one in latest if one.id in taken and repeating.get(one.id) not in taken]
        copies = {head: tuple(pk for pk in group if pk in taken) for head, group in facts.copies.items()}
    shown = listed[: ALL_REPORTS if everything else SHOWN_REPORTS]
    follow = facts.followers[:SHOWN_FOLLOWERS]
    leads = lead_candidates(known.heads, headline_id(story, reader_language()))
    said = read_said([one.id for one in leads], facts.independent_ids)
    told = differing_accounts(said.numbers)
    wanted = {article.id for article in shown} | {one.article for one in follow} | {one.id for one in leads}
    wanted |= {pk for article in shown for pk in copies.get(article.id, ())[:SHOWN_COPIES]}
    wanted |= {facts.first} if facts.first else set()
    wanted |= {pk for one in told for account in one.accounts for pk in account.articles[:SHOWN_TELLERS]}
    articles = shown_articles(list(wanted))
    return Coverage(
        facts=facts,
        reports=[_report(articles, one.id, copies, repeating) for one in shown if one.id in articles],
        hidden=len(listed) - len(shown),
        leads=make_leads([articles[one.id] for one in leads if one.id in articles], said.sentences),
        first=articles.get(facts.first or 0),
        followers=[Follower(articles[one.article], one.after) for one in follow if one.article in articles],
        growth=known.growth,
        tags=known.tags,
        counted=len(counted),
        choices=known.choices,
        taken=len(taken),
        accounts=_told(told, articles),
        milestones=known.milestones,
        places=known.places,
        version=known.version,
    )


def _told(differing: Sequence[Differing], articles: Mapping[int, ShownArticle]) -> list[Told]:
    return [
        Told(
            one.unit,
            [
                Teller(
                    account.value,
                    [articles[pk] for pk in account.articles[:SHOWN_TELLERS] if pk in articles],
                    len(account.articles),
                )
                for account in one.accounts
            ],
        )
        for one in differing
    ]


def _report(
    articles: Mapping[int, ShownArticle],
    pk: int,
    copies: Mapping[int, tuple[int, ...]],
    repeating: Mapping[int, int],
) -> Report:
    repeated = copies.get(pk, ())
    shown = [articles[copy] for copy in repeated[:SHOWN_COPIES] if copy in articles]
    return Report(articles[pk], shown, len(repeated) - len(shown), repeats=pk in repeating)
