"""Search limited to late articles goes to the first of them at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0007_ahead")]

    operations = [
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(fields=["at"], name="search_document_at"),
        ),
    ]
