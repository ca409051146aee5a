"""How often what is limited was tried: shared by all web processes and machines."""

from __future__ import annotations

from django.db import models


class Limit(models.Model):
    """A row of Django's database cache, which reads and writes it (`broadsheet.readers.limits`).

    Attributes:
        cache_key: a keyed hash: whose attempts they are cannot be read from it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
