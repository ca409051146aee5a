"""Readers as the operator sees them: made, invited, confirmed, given a role, deleted."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from broadsheet.errors import ReaderError

from .comments import forget_reader
from .models import Invitation, Reader, Role

INVITED_DAYS = 14


def display_name(reader: Reader) -> str:
    """What a reader is called on their own pages."""
    return reader.name or reader.email


def clean_email(email: str) -> str:
    """An e-mail address as it is kept.

    Raises:
        ReaderError: it is none.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ReaderError("This is not an e-mail address.", subject=email[:254]) from None
    return email


def find_reader(email: str) -> Reader:
    """The reader of an e-mail address.

    Raises:
        ReaderError: there is none.
    """
    found = Reader.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise ReaderError(
            "No reader has this e-mail address.", subject=email[:254], advice="See: broadsheet reader list"
        )
    return found


def role_of(name: str) -> Role:
    """A role by its name.

    Raises:
        ReaderError: there is no such role.
    """
    try:
        return Role(name)
    except ValueError:
        raise ReaderError(
            "There is no such role.", subject=name[:40], advice=f"Use {', '.join(Role.values)}."
        ) from None


@transaction.atomic
def add_reader(email: str, role: Role = Role.READER) -> Reader:
    """A reader whose e-mail address is confirmed, without a password yet (`password_link` lets them set one).

    Raises:
        ReaderError: no e-mail address, or somebody has it.
    """
    email = clean_email(email)
    taken = EmailAddress.objects.filter(email=email).exists()
    if taken or Reader.objects.filter(email=email).exists():
        raise ReaderError("A reader has this e-mail address already.", subject=email)
    reader = Reader.objects.create_user(email, role=role)
    EmailAddress.objects.create(user=reader, email=email, verified=True, primary=True)
    return reader


def confirm(email: str) -> Reader:
    """Confirms an e-mail address in its owner's place.

    Raises:
        ReaderError: no reader has it.
    """
    reader = find_reader(email)
    address, _ = EmailAddress.objects.get_or_create(user=reader, email=reader.email)
    address.verified = address.primary = True
    address.save()
    return reader


@transaction.atomic
def change_email(email: str, new: str) -> Reader:
    """Gives a reader another e-mail address, confirmed.

    Raises:
        ReaderError: no such reader, or somebody has the new one.
    """
    reader, new = find_reader(email), clean_email(new)
    if Reader.objects.filter(email=new).exclude(pk=reader.pk).exists():
        raise ReaderError("A reader has this e-mail address already.", subject=new)
    EmailAddress.objects.filter(user=reader).delete()
    reader.email = new
    reader.save(update_fields=["email"])
    EmailAddress.objects.create(user=reader, email=new, verified=True, primary=True)
    return reader


def invite(email: str, role: Role, now: datetime) -> str:
    """Lets one person join.

    Args:
        email: for whom alone; "": for whoever has the link.

    Returns:
        The secret of the link (`invitation_link`), which is kept nowhere.
    """
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        token_hash=hash_token(token),
        email=clean_email(email) if email else "",
        role=role,
        ends_at=now + timedelta(days=INVITED_DAYS),
    )
    return token


def hash_token(token: str) -> str:
    """What of a secret is kept: it has 192 random bits, so no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The invitation of a link, if it can still be used."""
    return usable_invitations().filter(token_hash=hash_token(token)).first()


def usable_invitations() -> models.QuerySet[Invitation]:
    """Those that nobody used and that have not ended."""
    return Invitation.objects.filter(reader=None, ends_at__gt=timezone.now())


def invitation_link(token: str) -> str:
    """The address to give to whom is invited."""
    return site_address() + reverse("invitation", args=(token,))


def password_link(reader: Reader) -> str:
    """The address at which a reader may set a password, for three days and once."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = (user_pk_to_url_str(reader), default_token_generator.make_token(reader))
    return site_address() + reverse("account_reset_password_from_key", args=key)


def site_address() -> str:
    """Where readers reach this site, from settings: never from what a request says."""
    config = settings.CONFIG
    if config.public_url:
        return str(config.public_url)
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::") else config.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{config.port}"


def delete_reader(reader: Reader) -> None:
    """Deletes a reader and all that is theirs, in one transaction: nothing is kept, nothing marked only."""
    with transaction.atomic():
        forget_reader(reader)
        reader.delete()


def list_readers() -> list[tuple[Reader, bool]]:
    """All readers, and whether their e-mail address is confirmed."""
    confirmed = set(EmailAddress.objects.filter(verified=True).values_list("user_id", flat=True))
    return [(reader, reader.pk in confirmed) for reader in Reader.objects.order_by("pk")]
