import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readers", "0006_operator"),
        ("store", "0005_answers"),
    ]

    operations = [
        migrations.AddField("reader", "clears_stories", models.BooleanField(default=True)),
        migrations.AddField("reader", "hides_read", models.BooleanField(default=False)),
        migrations.AddField("mute", "found", models.JSONField(default=list)),
        migrations.AddField("mute", "found_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "mute",
            "kind",
            models.CharField(
                choices=[
                    ("publisher", "publisher"),
                    ("hashtag", "hashtag"),
                    ("word", "word"),
                    ("category", "category"),
                    ("country", "country"),
                    ("story", "story"),
                    ("person", "person"),
                    ("search", "search"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Highlight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("exact", models.TextField()),
                ("prefix", models.CharField(blank=True, max_length=64)),
                ("suffix", models.CharField(blank=True, max_length=64)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("made_at", models.DateTimeField()),
                (
                    "saved",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="highlights",
                        to="readers.saved",
                    ),
                ),
            ],
            options={
                "ordering": ("start", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("saved", "start", "end"), name="highlight_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoryRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stories_read",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.story"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [models.Index(fields=["at"], name="story_read_at")],
                "constraints": [models.UniqueConstraint(fields=("reader", "story"), name="story_read_once")],
            },
        ),
    ]
