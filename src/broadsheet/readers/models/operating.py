"""What operators did on their pages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .accounts import Reader


class OperatorAction(models.Model):
    """One thing that an operator did.

    Attributes:
        by: who; None: an operator whose account is gone.
        kind: a key of `readers.operating.ACTIONS`.
        about: the reader whom it was done to, if it was to one and they still have an account.
        subject: what else it was done to; never an e-mail address: that stands with the reader alone.
    """

    by = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=24)
    about = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[OperatorAction]] = models.Manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.kind} by {self.by_id}"
