"""broadsheet story: look at stories and put them right by hand, also while Broadsheet runs."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import ModuleType

    from rich.console import Console

    from broadsheet.store.models import Story, StoryChange
    from broadsheet.store.operators import Changed

group = typer.Typer(help="Show, merge, split and correct stories.", no_args_is_help=True)

StoryName = Annotated[str, typer.Argument(metavar="STORY", help="A story's address, or the id in it.")]
ArticleName = Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's address, or its id.")]
ArticleNames = Annotated[
    list[str], typer.Argument(metavar="ARTICLE…", help="Addresses of articles, or their ids.")
]
By = Annotated[str, typer.Option(help="Who decides this; the user's name if not given.")]
Why = Annotated[str, typer.Option("--because", help="The reason, for the log.")]


@group.command()
def show(story: StoryName) -> None:
    """Print a story: its articles, why each is there, and what was changed."""
    from rich.markup import escape
    from rich.table import Table

    console = _start()
    from broadsheet.store.guard import database_errors
    from broadsheet.store.models import StoryArticle
    from broadsheet.store.operators import find_story, log_of

    with database_errors():
        found = find_story(story)
        places = list(
            StoryArticle.objects.filter(story=found)
            .select_related("article__publisher", "copy_of")
            .order_by("article__sort_at", "pk")
        )
        changes = log_of(found, 20)
    title = found.headline.title if found.headline else "(no headline)"
    console.print(f"[bold]{escape(title)}[/]  {found.public_id}", soft_wrap=True)
    facts = [
        _count(found.articles, "article", "articles"),
        _count(found.independent, "independent report", "independent reports"),
        _count(found.publishers, "publisher", "publishers"),
        _count(found.languages, "language", "languages"),
        _count(found.countries, "country", "countries"),
    ]
    console.print(", ".join(facts + ["held by a person"] * found.held), soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for column in ("article", "published", "publisher", "headline", "score", "why"):
        table.add_column(column, overflow="fold")
    for place in places:
        article = place.article
        why = f"{place.reason} (held)" if place.held else place.reason
        row = (article.public_id, f"{article.sort_at:%Y-%m-%d %H:%M}", article.publisher.name, article.title)
        table.add_row(*map(escape, (*row, f"{place.score:.2f}", why)))
    console.print(table)
    for change in changes:
        console.print(_line(change), markup=False, soft_wrap=True)


@group.command()
def merge(story: StoryName, other: StoryName, by: By = "", because: Why = "") -> None:
    """Make OTHER part of STORY. Its address leads to STORY from now on."""
    _change(by, lambda do, *who: do.merge(do.find_story(story), do.find_story(other), *who, because))


@group.command()
def split(story: StoryName, articles: ArticleNames, by: By = "", because: Why = "") -> None:
    """Take ARTICLES out of STORY into a story of their own; the two are kept apart."""
    _change(
        by, lambda do, *who: do.split(do.find_story(story), [*map(do.find_article, articles)], *who, because)
    )


@group.command()
def move(article: ArticleName, story: StoryName, by: By = "", because: Why = "") -> None:
    """Put ARTICLE into STORY."""
    _change(by, lambda do, *who: do.move(do.find_article(article), do.find_story(story), *who, because))


@group.command()
def apart(story: StoryName, other: StoryName, by: By = "", because: Why = "") -> None:
    """Tell the machine that STORY and OTHER are not one, so that it never merges them."""
    _change(by, lambda do, *who: do.apart(do.find_story(story), do.find_story(other), *who, because))


@group.command()
def undo(
    change: Annotated[int, typer.Argument(help="Its number in the log.")], by: By = "", because: Why = ""
) -> None:
    """Take a change back, a person's or the machine's. The machine does not do it again."""
    _change(by, lambda do, *who: do.undo(change, *who, because))


@group.command()
def log(
    story: Annotated[str, typer.Argument(metavar="[STORY]", help="Of one story; of all if not given.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many lines.")] = 50,
) -> None:
    """Print what was changed after articles had their stories, the latest last."""
    console = _start()
    from broadsheet.store.guard import database_errors
    from broadsheet.store.operators import find_story, log_of

    with database_errors():
        changes = log_of(find_story(story) if story else None, limit)
    for change in reversed(changes):
        console.print(_line(change), markup=False, soft_wrap=True)
    if not changes:
        console.print("Nothing was changed yet.")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="story")


def _start() -> Console:
    from rich.console import Console

    from broadsheet.cli._django import prepare

    prepare()
    return Console(highlight=False)


def _change(by: str, change: Callable[[ModuleType, str, datetime], Changed]) -> None:
    """One transaction: the change, and what follows from it for the stories.

    Args:
        by: who decides; "" for the user of this machine.
        change: gets `store.operators`, who decides, and now.
    """
    _start()
    from django.utils import timezone

    from broadsheet.pipeline.stories import refresh_stories
    from broadsheet.store import operators
    from broadsheet.store.stories import grouping_transaction

    now = timezone.now()
    with grouping_transaction():
        done, touched = change(operators, by or getpass.getuser(), now)
        refresh_stories(touched, now)
    typer.echo(_line(done))
    typer.echo(f"Take it back with: broadsheet story undo {done.pk}")


def _line(change: StoryChange) -> str:
    """One line of the log."""
    words = {
        "merge": "{other} became part of {story}",
        "split": "{other} was split off {story}",
        "move": "{articles} went from {other} to {story}",
        "apart": "{story} and {other} are kept apart",
        "undo": "change {undoes} was taken back",
    }
    what = words[change.kind].format(
        story=_name(change.story),
        other=_name(change.other),
        articles=_count(len(change.articles), "article", "articles"),
        undoes=change.undoes_id,
    )
    score = f" (score {change.score:.2f})" if change.score is not None else ""
    reason = f": {change.reason}" if change.reason else ""
    undone = " [undone]" if change.undone_at else ""
    return f"{change.pk}  {change.at:%Y-%m-%d %H:%M}  {change.by}: {what}{score}{reason}{undone}"


def _name(story: Story | None) -> str:
    return story.public_id if story is not None else "a deleted story"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
