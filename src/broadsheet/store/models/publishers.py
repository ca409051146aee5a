"""Publishers: the outlets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ownership(models.TextChoices):
    """Kind of owner, in the order that coverage marks show it."""

    PRIVATE = "private", _("privately owned")
    PUBLIC_SERVICE = "public-service", _("public service")
    NON_PROFIT = "non-profit", _("non-profit")
    NEWS_AGENCY = "news-agency", _("news agency")
    STATE = "state", _("state-controlled")
    PARTY = "party", _("owned by a party or movement")
    GOVERNMENT = "government", _("government or international body")
    ACADEMIC = "academic", _("university or learned society")
    UNKNOWN = "unknown", _("owner unknown")


class Rights(models.TextChoices):
    """How much of a publisher's texts is shown here."""

    FEED = "feed", _("whole where its own feed gives the whole text, else an excerpt")
    WHOLE = "whole", _("the whole text")
    EXCERPT = "excerpt", _("an excerpt")


class Publisher(models.Model):
    """An outlet.

    `key` is its id in the catalogue and in addresses; publishers that readers added get one made
    from their domain.
    """

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200, help_text="as it calls itself, in its own script")
    name_en = models.CharField(max_length=200, blank=True, help_text="in Latin script, where the name is not")
    homepage = models.CharField(max_length=2048, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1, upper case")
    languages = models.JSONField(default=list, help_text="BCP 47 codes, the main one first")
    ownership = models.CharField(max_length=20, choices=Ownership, default=Ownership.UNKNOWN)
    ownership_source = models.CharField(max_length=500, blank=True, help_text="Where that fact is from")
    rights = models.CharField(max_length=8, choices=Rights, default=Rights.FEED)
    from_catalogue = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class PublisherDomain(models.Model):
    """A registered domain, and the publisher whose it is."""

    domain = models.CharField(max_length=253, unique=True)
    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="domains")

    def __str__(self) -> str:
        return self.domain
