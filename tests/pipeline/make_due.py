"""Has every feed in the database asked at the next gathering."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.cli._django import start_django

if __name__ == "__main__":
    start_django()
    from broadsheet.store.polling import make_all_due

    make_all_due(datetime.now(UTC))
