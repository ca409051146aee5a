"""Comments, votes, mentions, and what moderation keeps."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import broadsheet.readers.models.comments
import broadsheet.store.models.articles


class Migration(migrations.Migration):
    dependencies = [
        ("readers", "0002_follows_saved"),
        ("store", "0007_ahead"),
    ]

    operations = [
        migrations.AddField(
            model_name="reader",
            name="name_key",
            field=models.CharField(editable=False, max_length=60, null=True, unique=True),
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=broadsheet.store.models.articles.make_public_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("text", models.TextField(max_length=5000)),
                ("html", models.TextField()),
                ("language", models.CharField(blank=True, max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("shown", "shown"),
                            ("held", "held"),
                            ("hidden", "hidden"),
                            ("deleted", "deleted"),
                        ],
                        default="shown",
                        max_length=8,
                    ),
                ),
                (
                    "held_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "first comment"),
                            ("links", "links"),
                            ("rate", "many in a short time"),
                            ("word", "a blocked word"),
                            ("copy", "much like another comment"),
                            ("reports", "reports"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("helpful", models.PositiveIntegerField(default=0)),
                ("unhelpful", models.PositiveIntegerField(default=0)),
                ("rank", models.FloatField(default=0.0)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="store.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=broadsheet.readers.models.comments.leave_tombstone,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="replies",
                        to="readers.comment",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="store.story",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["article", "state"], name="comment_of_article"),
                    models.Index(fields=["story", "state"], name="comment_of_story"),
                    models.Index(fields=["author", "made_at"], name="comment_of_author"),
                    models.Index(fields=["state", "made_at"], name="comment_in_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("story__isnull", True)),
                            models.Q(("article__isnull", True), ("story__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("helpful", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="readers.comment",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("reader", "comment"), name="vote_once")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reply", "reply"),
                            ("mention", "mention"),
                        ],
                        max_length=7,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="readers.comment",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(
                        models.F("reader"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="mention_latest",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("reader", "comment"), name="mention_once")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("spam", "spam or advertising"),
                            ("abuse", "insults, threats or hate"),
                            ("illegal", "against the law"),
                            ("private", "somebody’s private data"),
                            ("off-topic", "off the subject"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="readers.comment",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["settled_at", "at"], name="report_waiting")],
                "constraints": [models.UniqueConstraint(fields=("comment", "reporter"), name="report_once")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hold", "comment held"),
                            ("show", "comment shown"),
                            ("hide", "comment hidden"),
                            ("dismiss", "reports dismissed"),
                            ("lock", "discussion locked"),
                            ("unlock", "discussion unlocked"),
                            ("ban", "reader banned"),
                            ("unban", "ban lifted"),
                            ("block-word", "word blocked"),
                            ("allow-word", "word allowed"),
                            ("grant", "appeal granted"),
                            ("refuse", "appeal refused"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reader", "reader"),
                            ("moderator", "moderator"),
                            ("operator", "operator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("comment_key", models.CharField(blank=True, max_length=12)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="store.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to="readers.comment",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions_on",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="store.story",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(models.OrderBy(models.F("at"), descending=True), name="decision_latest")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ban",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lock",
                        to="store.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lock",
                        to="store.story",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("story__isnull", True)),
                            models.Q(("article__isnull", True), ("story__isnull", False)),
                            _connector="OR",
                        ),
                        name="lock_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=100, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("word",),
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeals",
                        to="readers.decision",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("decision", "reader"), name="appeal_once")],
            },
        ),
    ]
