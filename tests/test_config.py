"""Settings come from the environment, are checked at once, and stand in docs/operating.md."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from broadsheet.config import Config, load_config
from broadsheet.errors import ConfigurationError

OPERATING = Path(__file__).parents[1] / "docs" / "operating.md"

# A value of each setting, other than what it is without.
GIVEN = {
    "BROADSHEET_DATA_DIR": ("data_dir", "/srv/news", Path("/srv/news")),
    "DATABASE_URL": ("database_url", "postgres://a@b/c", "postgres://a@b/c"),
    "BROADSHEET_HOST": ("host", "0.0.0.0", "0.0.0.0"),
    "BROADSHEET_PORT": ("port", "9000", 9000),
    "BROADSHEET_PUBLIC_URL": ("public_url", "https://news.example.org/", "https://news.example.org"),
    "BROADSHEET_CONTACT": ("contact", "me@example.org", "me@example.org"),
    "BROADSHEET_ALLOW_PRIVATE": ("allow_private", "10.1.0.0/16, fd00::/8", ("10.1.0.0/16", "fd00::/8")),
    "BROADSHEET_HOST_DELAY": ("host_delay_s", "2.5", 2.5),
    "BROADSHEET_KEEP_PAGES_DAYS": ("keep_pages_days", "0", 0.0),
    "BROADSHEET_PICTURE_CACHE_MB": ("picture_cache_mb", "250", 250),
    "BROADSHEET_PAGE_CACHE_SECONDS": ("page_cache_s", "2.5", 2.5),
    "BROADSHEET_WORKERS": ("workers", "7", 7),
    "BROADSHEET_EMBEDDING_URL": ("embedding_url", "http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1"),
    "BROADSHEET_EMBEDDING_KEY": ("embedding_key", "secret", "secret"),
    "BROADSHEET_EMBEDDING_MODEL": ("embedding_model", "bge-m3", "bge-m3"),
    "BROADSHEET_TRANSLATION_MODELS": ("translation_models", "/srv/models", Path("/srv/models")),
    "BROADSHEET_MODEL_URL": ("model_url", "http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1"),
    "BROADSHEET_MODEL_KEY": ("model_key", "secret", "secret"),
    "BROADSHEET_MODEL_NAME": ("model_name", "qwen3", "qwen3"),
    "BROADSHEET_MODEL_DAILY_TOKENS": ("model_daily_tokens", "5000", 5000),
    "BROADSHEET_MODEL_READER_TOKENS": ("model_reader_tokens", "0", 0),
    "BROADSHEET_MODEL_AHEAD_TOKENS": ("model_ahead_tokens", "0", 0),
    "BROADSHEET_BRIEFING_HOUR": ("briefing_hour", "6", 6),
    "BROADSHEET_ESPEAK": ("espeak", "/opt/espeak-ng", "/opt/espeak-ng"),
    "BROADSHEET_AUDIO_CACHE_MB": ("audio_cache_mb", "250", 250),
    "BROADSHEET_ACCOUNTS": ("accounts", "open", "open"),
    "BROADSHEET_COMMENTS": ("comments", "off", False),
    "BROADSHEET_OIDC_URL": ("oidc_url", "https://id.example.org/", "https://id.example.org"),
    "BROADSHEET_OIDC_CLIENT": ("oidc_client", "broadsheet", "broadsheet"),
    "BROADSHEET_OIDC_SECRET": ("oidc_secret", "secret", "secret"),
    "BROADSHEET_OIDC_NAME": ("oidc_name", "The newsroom’s sign-in", "The newsroom’s sign-in"),
    "BROADSHEET_OIDC_SIGNUP": ("oidc_signup", "on", True),
    "BROADSHEET_COMMENTS_FIRST_HELD": ("comments_first_held", "3", 3),
    "BROADSHEET_COMMENTS_REPORTS_HOLD": ("comments_reports_hold", "0", 0),
    "BROADSHEET_RULES_FILE": ("rules_file", "/etc/broadsheet/rules.txt", Path("/etc/broadsheet/rules.txt")),
    "BROADSHEET_EMAIL_URL": ("email_url", "smtp://mail.example.org", "smtp://mail.example.org"),
    "BROADSHEET_EMAIL_FROM": ("email_from", "news@example.org", "news@example.org"),
    "BROADSHEET_VAPID_KEY": ("vapid_key", f"{'A' * 43}=", "A" * 43),
    "BROADSHEET_BACKUP_HOUR": ("backup_hour", "3", 3),
    "BROADSHEET_BACKUPS_KEPT": ("backups_kept", "30", 30),
    "BROADSHEET_DEBUG": ("debug", "yes", True),
}

# Without which a setting is refused.
NEEDED = {
    "BROADSHEET_EMAIL_URL": {
        "BROADSHEET_PUBLIC_URL": "https://news.example.org",
        "BROADSHEET_EMAIL_FROM": "news@example.org",
    }
}


@pytest.mark.parametrize("name", GIVEN)
def test_each_setting_is_read_into_its_field(name: str) -> None:
    field, text, value = GIVEN[name]
    assert getattr(load_config({}), field) != value
    assert getattr(load_config(NEEDED.get(name, {}) | {name: text}), field) == value


def test_every_field_has_a_setting_and_every_setting_a_line_in_the_documents() -> None:
    assert {field for field, _, _ in GIVEN.values()} == {field.name for field in fields(Config)}
    rows = [line for line in OPERATING.read_text().splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row.split("|")[1])}
    assert documented == set(GIVEN)


def test_documented_defaults_are_the_defaults() -> None:
    config = load_config({})
    said = OPERATING.read_text()
    assert f"`{config.host}`, `{config.port}`" in said
    assert f"| `{config.keep_pages_days:.0f}` |" in said
    assert f"| `{config.host_delay_s:.0f}` |" in said
    assert f"| `{config.data_dir}` |" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BROADSHEET_PORT", "http"),
        ("BROADSHEET_PORT", "70000"),
        ("BROADSHEET_PORT", ""),
        ("BROADSHEET_ACCOUNTS", "everyone"),
        ("BROADSHEET_COMMENTS", "perhaps"),
        ("BROADSHEET_EMAIL_URL", "mail.example.org"),
        ("BROADSHEET_EMAIL_URL", "smtp://mail.example.org"),
        ("BROADSHEET_EMAIL_URL", "smtp://["),
        ("BROADSHEET_VAPID_KEY", "short"),
        ("BROADSHEET_VAPID_KEY", "ä" * 43),
        ("BROADSHEET_EMAIL_FROM", "a@b.c\nBcc: d@e.f"),
        ("BROADSHEET_OIDC_URL", "id.example.org"),
        ("BROADSHEET_OIDC_SIGNUP", "perhaps"),
        ("BROADSHEET_COMMENTS_FIRST_HELD", "-1"),
        ("BROADSHEET_COMMENTS_REPORTS_HOLD", "many"),
        ("BROADSHEET_WORKERS", "0"),
        ("BROADSHEET_WORKERS", "1.5"),
        ("BROADSHEET_HOST_DELAY", "-1"),
        ("BROADSHEET_HOST_DELAY", "nan"),
        ("BROADSHEET_HOST_DELAY", "inf"),
        ("BROADSHEET_KEEP_PAGES_DAYS", "a fortnight"),
        ("BROADSHEET_PUBLIC_URL", "news.example.org"),
        ("BROADSHEET_PUBLIC_URL", "ftp://news.example.org"),
        ("BROADSHEET_PUBLIC_URL", "https://[::1"),
        ("BROADSHEET_ALLOW_PRIVATE", "10.0.0.0/8,everything"),
        ("BROADSHEET_ALLOW_PRIVATE", "10.0.0.1/8"),
        ("BROADSHEET_CONTACT", "Zoë"),
        ("BROADSHEET_CONTACT", "me) evil: header"),
        ("BROADSHEET_CONTACT", "a\r\nX: b"),
        ("BROADSHEET_DEBUG", "perhaps"),
        ("DATABASE_URL", "mysql://root@localhost/news"),
        ("DATABASE_URL", "news.sqlite3"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_the_settings_name(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_config({name: value})
    assert str(caught.value).startswith(f"{name}: ")


def test_a_password_in_a_wrong_database_address_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_config({"DATABASE_URL": "mysql://root:secret@localhost/news"})
    assert "secret" not in str(caught.value)


def test_without_a_database_address_it_is_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    config = load_config({"BROADSHEET_DATA_DIR": str(tmp_path)})
    assert config.database == f"sqlite:///{tmp_path}/broadsheet.sqlite3"


@pytest.mark.parametrize(
    ("environment", "mode"),
    [
        ({}, "single"),
        ({"BROADSHEET_HOST": "::1"}, "single"),
        ({"BROADSHEET_HOST": "0.0.0.0"}, "invited"),
        ({"BROADSHEET_HOST": "192.168.1.4"}, "invited"),
        ({"BROADSHEET_PUBLIC_URL": "https://news.example.org"}, "invited"),
        ({"BROADSHEET_ACCOUNTS": "open"}, "open"),
        ({"BROADSHEET_HOST": "0.0.0.0", "BROADSHEET_ACCOUNTS": "single"}, "single"),
    ],
)
def test_nobody_is_let_in_without_sign_in_where_others_may_come(
    environment: dict[str, str], mode: str
) -> None:
    assert load_config(environment).accounts_mode == mode


def test_no_secret_shows_where_settings_are_printed() -> None:
    given = NEEDED["BROADSHEET_EMAIL_URL"] | {
        "BROADSHEET_EMAIL_URL": "smtp://user:hidden@mail.example.org",
        "BROADSHEET_OIDC_SECRET": "hidden",
    }
    assert "hidden" not in repr(load_config(given))
