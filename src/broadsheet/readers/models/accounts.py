"""Who readers are, their sessions, and who is invited."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a reader may do besides reading, each what those before it may."""

    READER = "reader", _("reader")
    MODERATOR = "moderator", _("moderator")
    OPERATOR = "operator", _("operator")


class ReaderManager(BaseUserManager["Reader"]):
    """Makes readers; allauth and Django make none but by this."""

    def create_user(self, email: str, password: str | None = None, **facts: object) -> Reader:
        """A new reader.

        Args:
            email: in any case; kept in lower case.
            password: None: none is set, and no password opens the account.
        """
        reader = self.model(email=email.lower(), **facts)
        reader.set_password(password)
        reader.save(using=self._db)
        return reader

    def get_by_natural_key(self, username: str | None) -> Reader:
        """The reader of an e-mail address, in any case."""
        return self.get(email=(username or "").lower())


class Reader(AbstractBaseUser):
    """A person with an account.

    Attributes:
        email: in lower case; confirmed by allauth's `EmailAddress`, which holds it too.
        name: shown to others with what they say; may be empty.
        name_key: the name as it is compared (`broadsheet.discuss.names.name_key`), so that no two readers
            have one; None: without a name, or with one from before names were shown, which must be confirmed.
        role: one of `Role`.
        is_active: False: cannot sign in.
        keeps_history: whether read articles are remembered.
        dial: of "for you": 0 only what they follow, 100 only what is important.
        clears_stories: whether one report that was read makes the rest of its story read.
        hides_read: whether lists leave out what was read.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(max_length=60, blank=True)
    name_key = models.CharField(max_length=60, null=True, unique=True, editable=False)
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    keeps_history = models.BooleanField(default=True)
    dial = models.PositiveSmallIntegerField(default=40)
    clears_stories = models.BooleanField(default=True)
    hides_read = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = ReaderManager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name or f"reader {self.pk}"  # never the e-mail address: this stands in logs

    # What Django's admin asks of a user: operators may all that it lets anybody do (`web.operator.admin`).

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin opens for them."""
        return self.is_active and self.role == Role.OPERATOR

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether they may do what Django's admin calls `perm`."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Whether they may see tables of an application in Django's admin."""
        return self.is_staff


class ReaderSession(AbstractBaseSession):
    """A session in the database that knows whose it is, so that it goes with the reader."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, null=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        """The engine that keeps sessions here."""
        from broadsheet.readers.sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """Lets one person make an account.

    Attributes:
        token_hash: of the link's secret, which is kept nowhere.
        email: the address it is for; "": for whoever has the link.
        role: that the new reader gets.
        reader: who used it; it cannot be used again.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, null=True, related_name="invitation")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
