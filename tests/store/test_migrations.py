"""Upgrades keep what is stored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.pipeline.gatherings import Gathering

UPGRADE = """
import json
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.factories import NOW

def models_at(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("store", name)])
    return MigrationExecutor(connection).loader.project_state([("store", name)]).apps

before = models_at("0001_initial")
publisher = before.get_model("store", "Publisher").objects.create(key="ledger", name="The Harbour Ledger")
for number, category in enumerate(("business", "")):
    before.get_model("store", "Article").objects.create(
        publisher=publisher, title=f"Report {number}", category=category, canonical_url=f"http://a.test/{number}",
        first_seen_at=NOW, updated_at=NOW, sort_at=NOW,
    )
after = models_at("0002_stories").get_model("store", "Article")
print(json.dumps(sorted(after.objects.values_list("title", "category", "stated_category"))))
call_command("migrate", verbosity=0)
call_command("migrate", check=True, verbosity=0)
"""


def test_a_category_from_before_stories_is_kept_as_the_publishers_word(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UPGRADE],
        env=Gathering(tmp_path).environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["Report 0", "business", "business"], ["Report 1", "", ""]]
