"""Settings from the environment, as one typed value.

Every setting is named BROADSHEET_… (but for DATABASE_URL, which other tools know too) and has a line in
docs/operating.md; a test keeps the two together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from broadsheet.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Config:
    """How this Broadsheet runs.

    Attributes:
        data_dir: folder for the database, the secret key and locks.
        database_url: postgres://… or sqlite:///…; empty: SQLite in `data_dir`.
        host, port: where the web application listens.
        public_url: address readers reach it at, e.g. https://news.example.org; empty if only local.
            WebSub needs it.
        contact: how a publisher reaches the operator: an address of a page or e-mail, in the User-Agent.
        allow_private: networks that may be fetched although private (CIDR), e.g. 127.0.0.0/8 for the demo.
        host_delay_s: seconds between two requests to one host.
        keep_pages_days: days that raw pages are kept for a better extractor to run over.
        page_cache_s: seconds that a page is remembered for others who ask for the same; 0: not at all.
        picture_cache_mb: megabytes that pictures fetched for readers may take on disk.
        workers: processes for parsing, extraction and understanding.
        embedding_url: base of an OpenAI-compatible address that makes vectors, as http://127.0.0.1:11434/v1;
            empty: the built-in model.
        embedding_key: its key, if it wants one.
        embedding_model: the model's name there; some have only one and need none.
        translation_models: folder with models of Firefox Translations; empty: `translation` in `data_dir`.
        model_url: base of an OpenAI-compatible address of a language model; empty: built-in answers alone.
        model_key: its key, if it wants one.
        model_name: the model's name there, which readers are shown.
        model_daily_tokens: tokens a day that all readers together may cost.
        model_reader_tokens: tokens a day that one reader may cost.
        model_ahead_tokens: tokens a day, of all, that answers made ahead of readers may cost.
        briefing_hour: hour of the day (UTC) at which the day's briefing is made.
        espeak: name or path of the program espeak-ng; empty: no audio files.
        audio_cache_mb: megabytes that audio files may take on disk.
        accounts: who has an account: "single" (one reader, who needs no sign-in), "invited" or "open"
            (registration); empty: "single" if nobody but this machine can reach it, else "invited".
        comments: whether readers may comment; see `offers_comments`.
        email_url: the mail server, as smtp://user:password@mail.example.org:587; empty: no e-mail is sent.
        email_from: the sender of e-mail.
        vapid_key: the private key (P-256, 32 bytes in base64url) that signs messages to browsers; empty: one
            is made and kept in `data_dir`.
        oidc_url: an OpenID Connect provider (its issuer) by which readers may sign in; empty: none.
        oidc_client, oidc_secret: what this site is called there, and the secret.
        oidc_name: what readers are told it is called.
        oidc_signup: whether whoever the provider vouches for may have an account without an invitation.
        comments_first_held: comments of a new account that a moderator sees before they are shown.
        comments_reports_hold: readers whose reports hold a comment by themselves; 0: none do.
        rules_file: a text file with this site's own rules of discussion, one a line.
        backup_hour: hour of the day (UTC) after which the day's backup is made; -1: none is.
        backups_kept: backups in the data folder; older ones go.
        debug: show Django's error pages; never on a public machine.
    """

    data_dir: Path = field(default_factory=lambda: Path("data"))
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    contact: str = ""
    allow_private: tuple[str, ...] = ()
    host_delay_s: float = 1.0
    keep_pages_days: float = 14.0
    page_cache_s: float = 5.0
    picture_cache_mb: int = 1000
    workers: int = 2
    embedding_url: str = ""
    embedding_key: str = field(default="", repr=False)
    embedding_model: str = ""
    translation_models: Path = field(default_factory=Path)
    model_url: str = ""
    model_key: str = field(default="", repr=False)
    model_name: str = ""
    model_daily_tokens: int = 1_000_000
    model_reader_tokens: int = 50_000
    model_ahead_tokens: int = 200_000
    briefing_hour: int = 4
    espeak: str = "espeak-ng"
    audio_cache_mb: int = 500
    accounts: str = ""
    comments: bool = True
    email_url: str = field(default="", repr=False)
    email_from: str = ""
    vapid_key: str = field(default="", repr=False)
    oidc_url: str = ""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)
    oidc_name: str = "OpenID"
    oidc_signup: bool = False
    comments_first_held: int = 1
    comments_reports_hold: int = 3
    rules_file: Path = field(default_factory=Path)
    backup_hour: int = -1
    backups_kept: int = 7
    debug: bool = False

    @property
    def accounts_mode(self) -> str:
        """ "single", "invited" or "open": as set, or what is safe where it listens."""
        return self.accounts or ("single" if is_own_machine(self.host) and not self.public_url else "invited")

    @property
    def offers_comments(self) -> bool:
        """Whether pages have discussions: not where there is one reader, who would talk to nobody."""
        return self.comments and self.accounts_mode != "single"

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'broadsheet.sqlite3'}"

    @property
    def translation_folder(self) -> Path:
        """Where the models of translation lie, the default filled in."""
        chosen = self.translation_models
        return self.data_dir / "translation" if chosen == Path() else chosen


def load_config(environment: Mapping[str, str] | None = None) -> Config:
    """Reads the settings.

    Args:
        environment: names to values; the process's own if None.

    Raises:
        ConfigurationError: a value cannot be used; says which and what is expected.
    """
    env = os.environ if environment is None else environment
    return Config(
        data_dir=Path(env.get("BROADSHEET_DATA_DIR", "data")),
        database_url=_database_url(env),
        host=env.get("BROADSHEET_HOST", "127.0.0.1"),
        port=_integer(env, "BROADSHEET_PORT", 8000, 0, 65535),
        public_url=_site(env, "BROADSHEET_PUBLIC_URL", "https://news.example.org"),
        contact=_contact(env),
        allow_private=_networks(env),
        host_delay_s=_number(env, "BROADSHEET_HOST_DELAY", 1.0),
        keep_pages_days=_number(env, "BROADSHEET_KEEP_PAGES_DAYS", 14.0),
        page_cache_s=_number(env, "BROADSHEET_PAGE_CACHE_SECONDS", 5.0),
        picture_cache_mb=_integer(env, "BROADSHEET_PICTURE_CACHE_MB", 1000, 10, 10_000_000),
        workers=_integer(env, "BROADSHEET_WORKERS", os.cpu_count() or 1, 1, 256),
        embedding_url=_site(env, "BROADSHEET_EMBEDDING_URL", "http://127.0.0.1:11434/v1"),
        embedding_key=env.get("BROADSHEET_EMBEDDING_KEY", ""),
        embedding_model=env.get("BROADSHEET_EMBEDDING_MODEL", "").strip(),
        translation_models=Path(env.get("BROADSHEET_TRANSLATION_MODELS", "")),
        model_url=_site(env, "BROADSHEET_MODEL_URL", "http://127.0.0.1:11434/v1"),
        model_key=env.get("BROADSHEET_MODEL_KEY", ""),
        model_name=env.get("BROADSHEET_MODEL_NAME", "").strip(),
        model_daily_tokens=_integer(env, "BROADSHEET_MODEL_DAILY_TOKENS", 1_000_000, 0, 10**12),
        model_reader_tokens=_integer(env, "BROADSHEET_MODEL_READER_TOKENS", 50_000, 0, 10**12),
        model_ahead_tokens=_integer(env, "BROADSHEET_MODEL_AHEAD_TOKENS", 200_000, 0, 10**12),
        briefing_hour=_integer(env, "BROADSHEET_BRIEFING_HOUR", 4, 0, 23),
        espeak=env.get("BROADSHEET_ESPEAK", "espeak-ng").strip(),
        audio_cache_mb=_integer(env, "BROADSHEET_AUDIO_CACHE_MB", 500, 10, 10_000_000),
        accounts=_accounts(env),
        comments=_switch(env, "BROADSHEET_COMMENTS", default=True),
        **_email(env),
        vapid_key=_vapid_key(env),
        oidc_url=_site(env, "BROADSHEET_OIDC_URL", "https://id.example.org/realms/news"),
        oidc_client=env.get("BROADSHEET_OIDC_CLIENT", "").strip(),
        oidc_secret=env.get("BROADSHEET_OIDC_SECRET", ""),
        oidc_name=env.get("BROADSHEET_OIDC_NAME", "").strip()[:40] or "OpenID",
        oidc_signup=_switch(env, "BROADSHEET_OIDC_SIGNUP"),
        comments_first_held=_integer(env, "BROADSHEET_COMMENTS_FIRST_HELD", 1, 0, 1000),
        comments_reports_hold=_integer(env, "BROADSHEET_COMMENTS_REPORTS_HOLD", 3, 0, 1000),
        rules_file=Path(env.get("BROADSHEET_RULES_FILE", "")),
        backup_hour=_integer(env, "BROADSHEET_BACKUP_HOUR", -1, -1, 23),
        backups_kept=_integer(env, "BROADSHEET_BACKUPS_KEPT", 7, 1, 1000),
        debug=_switch(env, "BROADSHEET_DEBUG"),
    )


def is_own_machine(host: str) -> bool:
    """Whether a host is this machine itself: the loopback (RFC 6761, section 6.3; RFC 6890).

    Args:
        host: a name or an address, without port and brackets.
    """
    try:
        return host == "localhost" or host.endswith(".localhost") or ip_address(host).is_loopback
    except ValueError:
        return False


def _accounts(env: Mapping[str, str]) -> str:
    value = env.get("BROADSHEET_ACCOUNTS", "").strip().lower()
    if value not in {"", "single", "invited", "open"}:
        raise ConfigurationError(
            f"{value!r} is no way to have accounts.",
            subject="BROADSHEET_ACCOUNTS",
            advice="Use single, invited or open.",
        )
    return value


def _email(env: Mapping[str, str]) -> dict[str, str]:
    """The mail server and the sender; links in e-mail need an address that no request can make up."""
    name = "BROADSHEET_EMAIL_URL"
    url, sender = env.get(name, "").strip(), env.get("BROADSHEET_EMAIL_FROM", "").strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if url and not usable:
        raise ConfigurationError(
            "This is not the address of a mail server.",
            subject=name,
            advice="Write it like smtp://user:password@mail.example.org:587, or smtps://… for TLS at once.",
        )
    if url and not env.get("BROADSHEET_PUBLIC_URL"):
        raise ConfigurationError(
            "E-mail holds links, and their address is not known.",
            subject=name,
            advice="Set BROADSHEET_PUBLIC_URL too.",
        )
    if (url and "@" not in sender) or not sender.isprintable():
        raise ConfigurationError(
            f"{sender!r} is no sender of e-mail.",
            subject="BROADSHEET_EMAIL_FROM",
            advice="Write it like Broadsheet <news@example.org>.",
        )
    return {"email_url": url, "email_from": sender}


def _vapid_key(env: Mapping[str, str]) -> str:
    name = "BROADSHEET_VAPID_KEY"
    value = env.get(name, "").strip().rstrip("=")
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{43}", value):  # 32 bytes
        raise ConfigurationError(
            "This is no key of web push.",
            subject=name,
            advice="Give the 32 bytes of a P-256 key in base64url.",
        )
    return value


def _database_url(env: Mapping[str, str]) -> str:
    """The schemes are those that the store is made for; the rest is the driver's to judge."""
    name = "DATABASE_URL"
    value = env.get(name, "")
    if value and value.partition("://")[0] not in {"sqlite", "postgres", "postgresql"}:
        raise ConfigurationError(
            f"{value.partition(':')[0]!r} is no kind of database that Broadsheet knows.",
            subject=name,
            advice="Write it like postgres://user:password@host/name or sqlite:///path.",
        )
    return value


def _site(env: Mapping[str, str], name: str, example: str) -> str:
    value = env.get(name, "").rstrip("/")
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise ConfigurationError(
            f"{value!r} is not the address of a site.",
            subject=name,
            advice=f"Write it like {example}.",
        )
    return value


def _contact(env: Mapping[str, str]) -> str:
    """It stands in a header, in a comment (RFC 9110, section 5.6.5)."""
    name = "BROADSHEET_CONTACT"
    value = env.get(name, "").strip()
    if not (value.isascii() and value.isprintable()) or set(value) & set("()\\"):
        raise ConfigurationError(
            f"{value!r} cannot be sent to publishers.",
            subject=name,
            advice="Use an e-mail address or the address of a page, in plain ASCII without brackets.",
        )
    return value


def _networks(env: Mapping[str, str]) -> tuple[str, ...]:
    name = "BROADSHEET_ALLOW_PRIVATE"
    networks = tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise ConfigurationError(
                f"{network!r} is not a network.",
                subject=name,
                advice="Write it like 127.0.0.0/8 or fd00:1234::/32.",
            ) from None
    return networks


def _switch(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    value = env.get(name, "").strip().lower()
    if not value:
        return default
    if value not in {"", "0", "1", "no", "yes", "off", "on", "false", "true"}:
        raise ConfigurationError(f"{env[name]!r} is neither on nor off.", subject=name)
    return value in {"1", "yes", "on", "true"}


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(env.get(name, default))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise ConfigurationError(f"{env[name]!r} is not a number of at least 0.", subject=name)
    return value


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    try:
        value = int(env.get(name, default))
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ConfigurationError(f"{env[name]!r} is not a whole number from {low} to {high}.", subject=name)
    return value
