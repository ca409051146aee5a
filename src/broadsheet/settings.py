"""Django's settings, made from `broadsheet.config`."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from broadsheet.config import is_own_machine, load_config
from broadsheet.errors import ConfigurationError
from broadsheet.keyfile import read_or_make
from broadsheet.outside import mail_settings, openid_apps

CONFIG = load_config()
_HERE = Path(__file__).parent
_LOCK_WAIT_S = 20


def _secret_key() -> str:
    """The key that signs cookies: made once, kept in the data folder, readable by its owner only."""
    try:
        return read_or_make(CONFIG.data_dir / "secret-key", lambda: secrets.token_urlsafe(50))
    except OSError as error:
        raise ConfigurationError(
            f"The data folder cannot be used ({error.strerror}: {error.filename}).",
            subject="BROADSHEET_DATA_DIR",
            advice="Name a folder that Broadsheet may write.",
        ) from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The database's folder cannot be made ({error.strerror}).", subject=str(folder)
        ) from None


def _database() -> dict[str, Any]:
    settings: dict[str, Any] = dict(dj_database_url.parse(CONFIG.database))
    options: dict[str, Any] = settings.setdefault("OPTIONS", {})
    if settings["ENGINE"].endswith("sqlite3"):
        _make_folder(Path(settings["NAME"]).parent)
        # IMMEDIATE: take the write lock when a transaction begins, so that waiting for it works.
        options["transaction_mode"] = "IMMEDIATE"
        options["timeout"] = _LOCK_WAIT_S
        options["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;"
            "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864"
        )
        # A thread keeps its connection, and with it the statements and pages that SQLite has ready.
        settings["CONN_MAX_AGE"] = None
    else:
        # As on SQLite: a database that another program holds is told of, not waited for without end.
        options.setdefault("options", f"-c lock_timeout={_LOCK_WAIT_S}s")
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
        settings["CONN_MAX_AGE"] = 0
    return settings


def _origin(url: str) -> str:
    """The origin of an address (RFC 6454)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


SECRET_KEY = _secret_key()
DEBUG = CONFIG.debug
# Broadsheet names itself from settings (BROADSHEET_PUBLIC_URL), never from the Host header.
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "broadsheet.store",
    "broadsheet.readers",
    "broadsheet.read",  # before allauth: its templates take the place of allauth's own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
# `read.context.page` gives templates the request, which is all that the admin needs; our own `i18n` stands in
# the place of Django's on purpose (`templatetags/quick.py`).
SILENCED_SYSTEM_CHECKS = ["admin.W411", "templates.W003"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "broadsheet.read.middleware.SafetyMiddleware",
    "broadsheet.read.staticfiles.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "broadsheet.readers.middleware.ReaderMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "broadsheet.read.pagecache.PageCacheMiddleware",
    "broadsheet.read.readmarks.ReadMarkMiddleware",
    "broadsheet.read.middleware.ButtonsAddressMiddleware",
]
ROOT_URLCONF = "broadsheet.web.urls"
WSGI_APPLICATION = "broadsheet.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Django's own tags, quicker: broadsheet.read.templatetags.quick.
            "libraries": {"i18n": "broadsheet.read.templatetags.quick"},
            "builtins": ["broadsheet.read.templatetags.quick"],
            "context_processors": [
                "broadsheet.read.context.page",
                "broadsheet.readers.context.account",
                "django.contrib.messages.context_processors.messages",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    }
]
DATABASES = {"default": _database()}
# Of each web process: a page is asked for again within seconds or not at all. What is limited is counted for
# all of them, in the database.
CACHES = {
    "default": {"BACKEND": "broadsheet.readers.limits.MemoryAndLimits"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
# Of the interface, each by its own name; every one has its texts in read/locale.
LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [_HERE / "read" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # straight from the package: nothing to collect
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SECURE = True  # but over plain http to this machine itself: read/middleware.py
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "broadsheet.readers.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 60 * 24 * 3600
SESSION_COOKIE_SECURE = True  # as CSRF_COOKIE_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "broadsheet.read.views.site.forbidden_form"
if CONFIG.public_url:
    # Forms come from there, whatever Host a web server in front passes on.
    CSRF_TRUSTED_ORIGINS = [_origin(CONFIG.public_url)]
if CONFIG.public_url.startswith("https:"):
    # A web server with TLS stands in front. Who sends this header without one deceives nobody but itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

AUTH_USER_MODEL = "readers.Reader"
AUTHENTICATION_BACKENDS = ["broadsheet.readers.backends.ReaderBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "front"
# https://docs.allauth.org/en/latest/account/configuration.html
ACCOUNT_ADAPTER = "broadsheet.readers.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only the browser that made the account a moment ago
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "broadsheet.readers.accounts.display_name"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIG.public_url.startswith("https:") else "http"
if CONFIG.public_url.startswith("https:") and is_own_machine(CONFIG.host):
    # Only the web server in front can reach us: the last address it names is the reader's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
MFA_ADAPTER = "broadsheet.readers.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Broadsheet"
MFA_TOTP_TOLERANCE = 1
# Its check allows https alone, or any origin: ours allows http from this machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SOCIALACCOUNT_ADAPTER = "broadsheet.readers.adapters.OpenIDAdapter"
ACCOUNT_FORMS = {"login": "broadsheet.readers.forms.SignIn", "signup": "broadsheet.readers.forms.SignUp"}
MFA_FORMS = {
    "authenticate": "broadsheet.readers.forms.SecondFactor",
    "add_webauthn": "broadsheet.readers.forms.AddPasskey",
    "edit_webauthn": "broadsheet.readers.forms.RenamePasskey",
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an e-mail address at the provider opens no account made here
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": openid_apps(CONFIG)}}
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # without a mail server
DEFAULT_FROM_EMAIL = CONFIG.email_from or "broadsheet@localhost"
if CONFIG.email_url:
    globals().update(mail_settings(CONFIG.email_url))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # Addresses below /account/ hold keys that open accounts.
    "filters": {"no_keys": {"()": "broadsheet.readers.logs.WithoutKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_keys"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"broadsheet": {"level": "INFO"}},
}
