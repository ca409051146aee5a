"""broadsheet reader: readers with accounts, as the operator sees them."""

from __future__ import annotations

from typing import Annotated

import typer

group = typer.Typer(help="Add, invite, confirm, list and delete readers.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="A reader's e-mail address.")]
Role = Annotated[str, typer.Option(help="reader, moderator or operator.")]


@group.command()
def add(email: Email, role: Role = "reader") -> None:
    """Make an account, and print the link at which its reader sets a password."""
    _start()
    from broadsheet.readers import accounts

    reader = accounts.add_reader(email, accounts.role_of(role))
    _print_password_link(accounts.password_link(reader))


@group.command()
def invite(
    email: Annotated[
        str, typer.Argument(metavar="[EMAIL]", help="For this address alone, which counts as confirmed.")
    ] = "",
    role: Role = "reader",
) -> None:
    """Print a link that lets one person make an account, within 14 days."""
    _start()
    from django.utils import timezone

    from broadsheet.readers import accounts

    token = accounts.invite(email, accounts.role_of(role), timezone.now())
    typer.echo(accounts.invitation_link(token))


@group.command("list")
def list_() -> None:
    """Print all readers: e-mail address, role, since when, and what they wait for."""
    _start()
    from broadsheet.readers import accounts
    from broadsheet.store.guard import database_errors

    with database_errors():
        for reader, confirmed in accounts.list_readers():
            waits = "" if confirmed or reader.email.endswith("@localhost") else "\tnot confirmed"
            state = "" if reader.is_active else "\tswitched off"
            typer.echo(f"{reader.email}\t{reader.role}\t{reader.joined_at:%Y-%m-%d}{waits}{state}")


@group.command()
def confirm(email: Email) -> None:
    """Confirm an e-mail address in its owner's place (where no e-mail is sent)."""
    _start()
    from broadsheet.readers import accounts

    accounts.confirm(email)
    typer.echo("Confirmed: this reader can sign in.")


@group.command()
def password(email: Email) -> None:
    """Print a link at which the reader sets a new password, for three days."""
    _start()
    from broadsheet.readers import accounts

    _print_password_link(accounts.password_link(accounts.find_reader(email)))


@group.command()
def email(email: Email, new: Annotated[str, typer.Argument(metavar="NEW")]) -> None:
    """Give a reader another e-mail address."""
    _start()
    from broadsheet.readers import accounts

    accounts.change_email(email, new)
    typer.echo("Changed.")


@group.command()
def role(email: Email, role: Annotated[str, typer.Argument(metavar="ROLE")]) -> None:
    """Make a reader a reader, moderator or operator."""
    _start()
    from broadsheet.readers import accounts, operating

    reader = accounts.find_reader(email)
    operating.set_role(reader, accounts.role_of(role))
    typer.echo(f"Now: {reader.role}.")


@group.command()
def delete(
    email: Email, yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False
) -> None:
    """Delete an account and all that is its reader's, at once and for good."""
    _start()
    from broadsheet.readers import accounts

    reader = accounts.find_reader(email)
    if not yes:
        typer.confirm(f"Delete {reader.email} and all that is theirs?", abort=True)
    accounts.delete_reader(reader)
    typer.echo("Deleted.")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="reader")


def _start() -> None:
    from broadsheet.cli._django import prepare

    prepare()


def _print_password_link(link: str) -> None:
    typer.echo("The reader sets a password at this address, within three days:")
    typer.echo(link)
