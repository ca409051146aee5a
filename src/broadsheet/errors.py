"""The one exception hierarchy.

Every failure that a person may cause or meet is a `BroadsheetError`: it names what it is about
(`subject`: an address, a file, a setting), says what happened in one plain sentence, and, where
something can be done, what (`advice`). `code` is a stable key: it is stored with feeds and pages, and
the web application translates by it. Commands print `str(error)` and leave with status 1; nobody sees a
traceback for these.
"""

from __future__ import annotations


class BroadsheetError(Exception):
    """Base of every expected failure.

    Args:
        message: what happened, one plain sentence without the subject.
        subject: the input it is about: an address, a file, a setting.
        advice: what to do about it, one sentence; empty where nothing can be done.
    """

    code = "error"

    def __init__(self, message: str = "", *, subject: str = "", advice: str = "") -> None:
        self.message = message or (type(self).__doc__ or self.code).strip().splitlines()[0]
        self.subject = subject
        self.advice = advice
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.subject}: {self.message}" if self.subject else self.message
        return f"{head} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:  # errors cross process pools
        return (_rebuild, (type(self), self.message, self.subject, self.advice, self.__dict__.copy()))


def _rebuild(
    kind: type[BroadsheetError], message: str, subject: str, advice: str, state: dict[str, object]
) -> BroadsheetError:
    error = kind.__new__(kind)
    BroadsheetError.__init__(error, message, subject=subject, advice=advice)
    error.__dict__.update(state)
    return error


class ConfigurationError(BroadsheetError):
    """A setting is missing or cannot be used."""

    code = "configuration"


# --- fetch -----------------------------------------------------------------------------------------


class FetchError(BroadsheetError):
    """A request could not be answered."""

    code = "fetch"


class AddressRefused(FetchError):
    """The address is not one that Broadsheet may ask (private, local, or not http/https)."""

    code = "address-refused"


class Unreachable(FetchError):
    """The server could not be reached.

    Attributes:
        connected: it was, and the connection broke: whether it took what was sent is not known.
    """

    code = "unreachable"
    connected = False


class UnknownHost(Unreachable):
    """There is no server of this name."""

    code = "unknown-host"


class TooSlow(FetchError):
    """The server took too long."""

    code = "too-slow"


class TooLarge(FetchError):
    """The answer is larger than allowed."""

    code = "too-large"


class TooManyRedirects(FetchError):
    """The address leads from redirect to redirect."""

    code = "too-many-redirects"


class BadAnswer(FetchError):
    """The answer breaks the rules of HTTP."""

    code = "bad-answer"


class RobotsDisallowed(FetchError):
    """The site's robots.txt asks not to fetch this page."""

    code = "robots"


class RobotsUnavailable(RobotsDisallowed):
    """The site's robots.txt could not be read, so its pages are not asked for."""

    code = "robots-unavailable"


class StatusError(FetchError):
    """The server answered with an error status.

    Args:
        status: the HTTP status, 400 to 599.
        retry_after_s: seconds the server asked to wait (Retry-After), or None.
    """

    code = "status"

    def __init__(
        self,
        message: str = "",
        *,
        status: int,
        retry_after_s: float | None = None,
        subject: str = "",
        advice: str = "",
    ) -> None:
        super().__init__(message or f"The server answered {status}.", subject=subject, advice=advice)
        self.status = status
        self.retry_after_s = retry_after_s


# --- feeds, extract, catalogue ---------------------------------------------------------------------


class FeedError(BroadsheetError):
    """The feed could not be read."""

    code = "feed"


class NotAFeed(FeedError):
    """This is not a feed (RSS, Atom, JSON Feed or news sitemap)."""

    code = "not-a-feed"


class ExtractError(BroadsheetError):
    """The page could not be read."""

    code = "extract"


class NoArticle(ExtractError):
    """No article was found on the page."""

    code = "no-article"


class NotAPicture(BroadsheetError):
    """This is not a picture that can be shown."""

    code = "not-a-picture"


class CatalogueError(BroadsheetError):
    """The catalogue or list of feeds could not be read."""

    code = "catalogue"


class OpmlError(CatalogueError):
    """The OPML file could not be read."""

    code = "opml"


class NothingToAdd(CatalogueError):
    """No feed and no article was found there."""

    code = "nothing-to-add"


# --- store -----------------------------------------------------------------------------------------


class StoreError(BroadsheetError):
    """The database could not do what was asked."""

    code = "store"


class DiskFull(StoreError):
    """The disk is full, so nothing can be stored."""

    code = "disk-full"


class DatabaseLocked(StoreError):
    """Another program holds the database."""

    code = "database-locked"


class DataRefused(StoreError):
    """The database does not take what was found there."""

    code = "data-refused"


class StoryError(BroadsheetError):
    """The stories cannot be changed like that."""

    code = "story"


class AlreadyRunning(StoreError):
    """Another Broadsheet is already gathering into this database."""

    code = "already-running"


# --- understand --------------------------------------------------------------------------------------


class UnderstandError(BroadsheetError):
    """What the article is about could not be found out."""

    code = "understand"


class EmbeddingError(BroadsheetError):
    """The address that makes vectors gave none."""

    code = "embedding"


# --- assist ------------------------------------------------------------------------------------------


class AssistError(BroadsheetError):
    """An AI feature could not answer."""

    code = "assist"


class ModelError(AssistError):
    """The language model gave no answer that can be used."""

    code = "model"


class ModelFormError(ModelError):
    """What the language model wrote is not of the asked form."""

    code = "model-form"


class TranslationError(AssistError):
    """The text could not be translated."""

    code = "translation"


class SpeechError(BroadsheetError):
    """A text could not be said."""

    code = "speech"


# --- readers -----------------------------------------------------------------------------------------


class ReaderError(BroadsheetError):
    """This cannot be done with a reader's account."""

    code = "reader"


class TooManyKept(ReaderError):
    """There are as many of these as an account can have."""

    code = "too-many-kept"


class CommentRefused(ReaderError):
    """A comment, a vote or a name was not taken.

    Args:
        why: a stable key of the reason, by which the pages have a sentence.
    """

    code = "comment"

    def __init__(self, why: str, *, subject: str = "", advice: str = "") -> None:
        super().__init__(why, subject=subject, advice=advice)
        self.why = why


# --- operating ---------------------------------------------------------------------------------------


class BackupError(StoreError):
    """The backup could not be made or used."""

    code = "backup"


class UnderWay(BroadsheetError):
    """This is under way already."""

    code = "under-way"


class WorkStopped(BroadsheetError):
    """It was stopped."""

    code = "stopped"
