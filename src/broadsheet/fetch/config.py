"""How the fetch stage behaves, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet import __version__
from broadsheet.errors import ConfigurationError
from broadsheet.fetch.types import FetchLimits

PRODUCT = "Broadsheet"
"""The name by which robots.txt files may speak of us (RFC 9309 section 2.2.1)."""


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """Settings of one `Fetcher`.

    Attributes:
        contact: how a publisher reaches the operator: address of a page, or e-mail; in the User-Agent.
        public_url: where this Broadsheet is reached; stands in the User-Agent if there is no contact.
        limits: caps on one request.
        allow_private: networks that may be connected to though private, in CIDR, e.g. "127.0.0.0/8".
        per_host_concurrency: requests to one host at the same time.
        per_host_delay_s: seconds from the start of one request to a host to the start of the next.
        total_concurrency: requests at the same time, all hosts together.
        robots: whether robots.txt is obeyed for pages and pictures.
    """

    contact: str = ""
    public_url: str = ""
    limits: FetchLimits = field(default_factory=FetchLimits)
    allow_private: tuple[str, ...] = ()
    per_host_concurrency: int = 2
    per_host_delay_s: float = 1.0
    total_concurrency: int = 64
    robots: bool = True

    @property
    def user_agent(self) -> str:
        """Who asks, and whom to write to: `Broadsheet/0.1.0 (+https://…)`.

        Raises:
            ConfigurationError: the contact cannot stand in a header.
        """
        contact = self.contact or self.public_url
        if not contact:
            return f"{PRODUCT}/{__version__}"
        if not (contact.isascii() and contact.isprintable()) or set(contact) & set("()\\"):
            raise ConfigurationError(
                f"{contact!r} cannot be sent to publishers.",
                subject="contact",
                advice="Use an e-mail address or the address of a page, in plain ASCII.",
            )
        return f"{PRODUCT}/{__version__} (+{contact})"
