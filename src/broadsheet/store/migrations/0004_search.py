"""The index of full text: FTS5 on SQLite (words only, no copy of the texts), a tsvector on PostgreSQL."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_SQLITE = """
CREATE VIRTUAL TABLE store_searchindex USING fts5(
  title, text, facets, content='', tokenize="ascii tokenchars '='"
)
"""
_POSTGRES = """
CREATE TABLE store_searchindex (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)
"""
# What goes with its document. Not a foreign key: Django empties its own tables only, and such a key forbids that.
_POSTGRES_FORGET = """
CREATE FUNCTION store_searchindex_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM store_searchindex;
  ELSE
    DELETE FROM store_searchindex WHERE rowid = OLD.id;
  END IF;
  RETURN NULL;
END $$
"""
_POSTGRES_TRIGGERS = (
    "CREATE TRIGGER store_searchdocument_gone AFTER DELETE ON store_searchdocument"
    " FOR EACH ROW EXECUTE FUNCTION store_searchindex_forget()",
    "CREATE TRIGGER store_searchdocument_emptied AFTER TRUNCATE ON store_searchdocument"
    " FOR EACH STATEMENT EXECUTE FUNCTION store_searchindex_forget()",
)
_POSTGRES_INDEX = "CREATE INDEX store_searchindex_tokens ON store_searchindex USING gin (tokens)"


def make_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(_SQLITE)
    else:
        schema_editor.execute(_POSTGRES)
        schema_editor.execute(_POSTGRES_INDEX)
        schema_editor.execute(_POSTGRES_FORGET)
        for trigger in _POSTGRES_TRIGGERS:
            schema_editor.execute(trigger)


def drop_index(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE store_searchindex")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION store_searchindex_forget() CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
                ("articles", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("publisher_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("language", models.CharField(blank=True, max_length=3)),
                ("category", models.CharField(blank=True, max_length=20)),
                ("model", models.CharField(blank=True, max_length=80)),
                ("vector", models.BinaryField(default=b"")),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_document",
                        to="store.article",
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.RunPython(make_index, drop_index),
    ]
