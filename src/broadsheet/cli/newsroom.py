"""`broadsheet newsroom`: the demo publishers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

newsroom_app = typer.Typer(
    help="The demo newsroom: a small internet of news on this machine.", no_args_is_help=True
)

PublishersOption = Annotated[
    int, typer.Option(min=0, max=100_000, help="Generate so many publishers; 0: the written ones.")
]
ArticlesOption = Annotated[float, typer.Option(help="Articles a day of each generated publisher.")]
SeedOption = Annotated[int, typer.Option(help="Decides what is generated.")]
SpeedOption = Annotated[float, typer.Option(min=0, help="Seconds of the newsroom for each real one.")]
StartOption = Annotated[str, typer.Option(help="When its news begins, as 2026-11-23T08:00+00:00.")]
ContentOption = Annotated[Path | None, typer.Option(help="A folder of content instead of Broadsheet's own.")]


def register(app: typer.Typer) -> None:
    app.add_typer(newsroom_app, name="newsroom")


@newsroom_app.command("serve")
def serve_newsroom(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: a free one.")] = 8460,
    trouble_port: Annotated[int, typer.Option(min=0, max=65_535, help="Of the troubles; 0: a free one.")] = 0,
    publishers: PublishersOption = 0,
    articles_per_day: ArticlesOption = 24.0,
    seed: SeedOption = 1,
    speed: SpeedOption = 1.0,
    start: StartOption = "",
    content: ContentOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell the addresses as one line of JSON.")] = False,
) -> None:
    """Serve the demo publishers on 127.0.0.1 until Ctrl-C."""
    import asyncio

    from broadsheet.newsroom.__main__ import make_newsroom, read_moment, run
    from broadsheet.newsroom.content import CONTENT_FOLDER

    newsroom = make_newsroom(
        content_folder=content or CONTENT_FOLDER,
        publishers=publishers,
        articles_per_day=articles_per_day,
        seed=seed,
        speed=speed,
        start=read_moment(start),
    )
    asyncio.run(run(newsroom, port, trouble_port, as_json))


@newsroom_app.command("list")
def list_newsroom(
    base: Annotated[str, typer.Option(help="The running newsroom's address.")] = "http://127.0.0.1:8460",
    publishers: PublishersOption = 0,
    troubles: Annotated[str, typer.Option(help="Address of the troubles, to list these too.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a publisher.")] = False,
) -> None:
    """List the demo publishers and their feeds."""
    import msgspec

    from broadsheet.newsroom.__main__ import make_newsroom
    from broadsheet.newsroom.catalogue import list_publishers, list_troubles

    listed = list_publishers(make_newsroom(publishers=publishers), base)
    listed += list_troubles(troubles) if troubles else []
    for publisher in listed:
        if as_json:
            typer.echo(msgspec.json.encode(publisher))
            continue
        typer.echo(f"{publisher.name} ({publisher.country}, {publisher.languages[0]}, {publisher.ownership})")
        for feed in publisher.feeds:
            typer.echo(f"    {feed.kind:<11} {feed.category:<12} {feed.url}")
